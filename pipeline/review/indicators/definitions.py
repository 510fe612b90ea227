"""What each of the 27 indicators counts: 病案管理质量控制指标（2021年版）, one entry a printed indicator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an indicator is counted."""

    RULES = "rules"  # from the outcomes of rules
    GRADE = "grade"  # from the grade
    COPYING = "copying"  # findings count once a person has confirmed them; lower is better
    STAFF = "staff"  # from figures that no record holds


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    A stay belongs to the denominator if a rule of ``scope`` applied to it (empty: every discharge), see
    :func:`pipeline.review.indicators.compute.judge`. It is in the numerator if no rule of ``present`` or ``rules`` failed,
    none was undecided, and one of ``rules`` passed. ``needs`` names the data without which it cannot be counted.
    """

    number: int
    code: str
    name: str
    numerator: str
    denominator: str
    rules: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    kind: Kind = Kind.RULES
    needs: str = ""
    note: str = ""

    @property
    def clause(self) -> str:
        return f"病案管理质量控制指标（2021年版）指标{self.number}（{self.code}）"

    @property
    def lower_is_better(self) -> bool:
        return self.kind is Kind.COPYING


_SHORT_FORMS = ("TIM-24H-INOUT", "TIM-24H-DEATH")
_ORDERS = "医嘱（含检查、用药、治疗类别）"
_BY_KIND = "检查类别分开的医嘱、报告与病程对应结果；现有规则 LOG-EXAM-TRIAD 不分 CT/MRI、病理、细菌培养"
_STAFF = "病案、编码人员人数和实际工作月数（不在病历中）"

INDICATORS: tuple[Indicator, ...] = (
    *(
        Indicator(
            number, f"MER-HR-{number:02d}", name, counted, "相应人员数 × 实际工作月数", kind=Kind.STAFF, needs=_STAFF
        )
        for number, name, counted in (
            (1, "住院病案管理人员月均负担出院患者病历数", "同期出院患者病历总数"),
            (2, "门诊病案管理人员月均负担门诊患者病历数", "同期门诊患者病历总数"),
            (3, "病案编码人员月均负担出院患者病历数", "同期出院患者病历总数"),
        )
    ),
    Indicator(
        4,
        "MER-TL-01",
        "入院记录24小时内完成率",
        "入院记录在入院24小时内完成的病历",
        "住院患者病历（本期出院）",
        ("TIM-ADMISSION-24H", *_SHORT_FORMS),
        present=("CMP-ADMISSION",),
        note="24小时内入出院记录、24小时内入院死亡记录代替入院记录",
    ),
    Indicator(
        5,
        "MER-TL-02",
        "手术记录24小时内完成率",
        "手术记录在术后24小时内完成的病历",
        "住院手术患者病历",
        ("TIM-OPNOTE-24H",),
        present=("CMP-OPNOTE",),
        scope=("CMP-OPNOTE",),
    ),
    Indicator(
        6,
        "MER-TL-03",
        "出院记录24小时内完成率",
        "出院记录在出院后24小时内完成的病历",
        "出院患者病历",
        ("TIM-DISCHARGE-24H", "TIM-DEATH-24H", *_SHORT_FORMS),
        present=("CMP-DISCHARGE", "CMP-DEATH"),
        note="死亡记录、24小时内入出院（死亡）记录代替出院记录",
    ),
    Indicator(
        7,
        "MER-TL-04",
        "病案首页24小时内完成率",
        "病案首页在出院后24小时内完成的病历",
        "出院患者病历",
        ("TIM-HOMEPAGE-24H",),
        present=("CMP-HOMEPAGE",),
        needs="首页完成时间",
    ),
    Indicator(
        8,
        "MER-ME-01",
        "CT/MRI检查记录符合率",
        "医嘱、报告、病程分析都有的病历",
        "接受CT/MRI检查的病历",
        needs=_BY_KIND,
    ),
    Indicator(
        9,
        "MER-ME-02",
        "病理检查记录符合率",
        "手术记录（取材）、报告、病程分析都有的病历",
        "开展病理检查的病历",
        needs=_BY_KIND,
    ),
    Indicator(
        10,
        "MER-ME-03",
        "细菌培养检查记录符合率",
        "医嘱、报告、病程分析都有的病历",
        "开展细菌培养的病历",
        needs=_BY_KIND,
    ),
    Indicator(
        11,
        "MER-D&T-01",
        "抗菌药物使用记录符合率",
        "使用抗菌药物的医嘱与病程记录相符的病历",
        "使用抗菌药物的病历",
        ("CNT-ANTIBIOTIC",),
        scope=("CNT-ANTIBIOTIC",),
        needs=_ORDERS,
    ),
    Indicator(
        12,
        "MER-D&T-02",
        "恶性肿瘤化学治疗记录符合率",
        "化疗医嘱与病程记录相符的病历",
        "接受恶性肿瘤化疗的病历",
        ("CNT-CHEMO",),
        scope=("CNT-CHEMO",),
        needs=_ORDERS,
    ),
    Indicator(
        13,
        "MER-D&T-03",
        "恶性肿瘤放射治疗记录符合率",
        "放疗医嘱与病程记录相符的病历",
        "接受恶性肿瘤放疗的病历",
        ("CNT-RADIO",),
        scope=("CNT-RADIO",),
        needs=_ORDERS,
    ),
    Indicator(
        14,
        "MER-D&T-04",
        "手术相关记录完整率",
        "术前讨论结论、手术记录、安全核查表齐全的病历",
        "住院手术患者病历",
        ("CMP-OPNOTE", "CMP-PREOP-DISC", "CMP-SAFETY-CHECK"),
        scope=("CMP-OPNOTE",),
        needs="手术安全核查表、麻醉记录随病历导出",
    ),
    Indicator(
        15,
        "MER-D&T-05",
        "植入物相关记录符合率",
        "植入物条码及产品信息在病历中有记录的病历",
        "使用植入物的病历",
        ("CNT-IMPLANT",),
        scope=("CON-IMPLANT",),
        needs="植入物使用登记（条形码）",
        note="条形码为粘贴图像，只核对文字中的型号、编号；有无植入物按植入物同意规则识别",
    ),
    Indicator(
        16,
        "MER-D&T-06",
        "临床用血相关记录符合率",
        "同意书、医嘱、输血记录齐全的病历",
        "接受输血的病历",
        ("CMP-TRANSFUSION", "CON-TRANSFUSION"),
        scope=("CMP-TRANSFUSION", "CON-TRANSFUSION"),
        note="医嘱未导出时不核对用血医嘱",
    ),
    Indicator(
        17,
        "MER-D&T-07",
        "医师查房记录完整率",
        "各级医师查房次数、时限符合规定的病历",
        "住院患者病历（本期出院）",
        ("TIM-ROUND-ATTENDING", "TIM-ROUND-CHIEF", "TIM-ROUND-WEEKLY", "TIM-ROUND-CRITICAL", "CMP-THREE-LEVEL"),
        needs="查房频次（规则 TIM-ROUND-WEEKLY）",
    ),
    Indicator(
        18,
        "MER-D&T-08",
        "患者抢救记录及时完成率",
        "抢救记录在抢救结束后6小时内完成的病历",
        "有抢救的病历",
        ("TIM-RESCUE-6H",),
        present=("CMP-RESCUE",),
        scope=("CMP-RESCUE", "TIM-RESCUE-6H"),
        note="一份病历有多次抢救的，全部及时才计入",
    ),
    Indicator(
        19,
        "MER-TQ-01",
        "出院患者病历2日归档率",
        "出院后2个工作日内归档的病历",
        "出院患者病历",
        ("TIM-ARCHIVE",),
        needs="归档时间",
    ),
    Indicator(
        20,
        "MER-TQ-02",
        "出院患者病历归档完整率",
        "归档内容完整的病历",
        "出院患者病历",
        (
            *("CMP-HOMEPAGE", "CMP-ADMISSION", "CMP-FPN", "CMP-PROGRESS", "CMP-DISCHARGE", "CMP-DEATH"),
            *("CMP-DEATH-DISC", "CMP-OPNOTE", "CMP-PREOP-SUM", "CMP-PREOP-DISC", "CMP-POSTOP-FPN", "CMP-ANES"),
            *("CMP-SAFETY-CHECK", "CMP-STAGE", "CMP-TRANSFER", "CMP-CONSULT", "CMP-RESCUE", "CMP-INVASIVE"),
            *("CMP-TRANSFUSION", "CMP-CRIT-NOTICE", "CMP-PAGES", "CON-MISSING"),
        ),
        needs="首页、麻醉记录、安全核查表、护理文书等全部归档内容的导出",
    ),
    Indicator(
        21,
        "MER-TQ-03",
        "主要诊断填写正确率",
        "主要诊断填写正确的病历",
        "出院患者病历",
        ("HOM-MAINDX",),
        needs="病案首页",
    ),
    Indicator(
        22,
        "MER-TQ-04",
        "主要诊断编码正确率",
        "主要诊断编码正确的病历",
        "出院患者病历",
        ("HOM-MAINDX-CODE",),
        needs="病案首页编码",
    ),
    Indicator(
        23,
        "MER-TQ-05",
        "主要手术填写正确率",
        "主要手术填写正确的病历",
        "出院手术患者病历",
        ("HOM-MAINOP",),
        scope=("CMP-OPNOTE",),
        needs="病案首页",
    ),
    Indicator(
        24,
        "MER-TQ-06",
        "主要手术编码正确率",
        "主要手术编码正确的病历",
        "出院手术患者病历",
        ("HOM-OP-CODE",),
        scope=("CMP-OPNOTE",),
        needs="病案首页编码",
    ),
    Indicator(
        25,
        "MER-TQ-07",
        "不合理复制病历发生率",
        "经人工确认有不合理复制的病历",
        "出院患者病历",
        ("CLN-FPN-HPI", "CLN-DISC-FEATURES", "CLN-PROGRESS", "CLN-CROSS-PT-DISC"),
        kind=Kind.COPYING,
        note="只计指标规定的四种情形；机器发现的为疑似，人工确认后才计入分子",
    ),
    Indicator(
        26,
        "MER-TQ-08",
        "知情同意书规范签署率",
        "知情同意书签署规范的病历",
        "有知情同意书的出院患者病历",
        ("CON-SIGNER", "CON-FIELDS", "CON-TIME", "CON-AUTH", "CON-DOCTOR"),
        scope=("CON-SIGNER",),
        needs="同意书全文与签名",
    ),
    Indicator(27, "MER-TQ-09", "甲级病历率", "甲级病历", "出院患者病历", kind=Kind.GRADE, note="按所用评分标准"),
)

KEY_RECORDS = tuple(range(8, 19))  # 关键诊疗行为相关记录完整率: the 2024 national goal is defined through these
