"""缺手术同意书 (CON-SURGERY)

检查什么：做了手术（不含有创操作），病历中有没有患方签名的手术知情同意书。同一份文件合并多项内容的，只要不是专为麻醉、输血、化疗、自费等
写的，都算。

依据：病历书写基本规范第二十三条；医疗质量安全核心制度（八）；S000 篇2 四（二）5（丙级）。

例外：见 exceptions。没有导出任何同意书的，由 CON-MISSING 提示核对。

整改：补查同意书是否漏归档；确未签署的按缺陷上报，不得事后补签。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.consents import absent_consent, by_patients_side, consents, emergency
from pipeline.detect.finding import Outcome, Verdict, not_applicable
from pipeline.detect.operated import describe, firmly_shown, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import (
    ANAESTHESIA,
    EMERGENCY,
    FULL,
    GASTROSCOPY,
    UNSIGNED,
    operated,
)
from pipeline.detect.specimens import MEDICAL, record

_PAPER = "打印后手写签名、文本不显示"
_EMERGENCY = "抢救生命的急诊手术（可经医疗机构负责人批准，转人工核对）"
_TOLD = "病程写明已签署同意书（转人工核对是否归档）"
_NONE = "没有导出任何同意书"
_MERGED = "同意书标题不写手术而写术式"


def check(case: Case) -> Verdict:
    done = operations(case)
    if not done:
        return not_applicable("没有手术")
    forms = [c for c in consents(case) if c.for_operation]
    if forms:
        return by_patients_side(case, forms, "手术同意书")
    op = done[0]
    firm = firmly_shown(case, op) and not emergency(case, op)
    return absent_consent(
        case,
        "手术知情同意书",
        (case.cite_mention(op.mention),),
        about=("手术", "术前", "同意书"),
        firm=firm,
        what=describe(op) + "已施行",
    )


RULE = Rule(
    id="CON-SURGERY",
    name="缺手术同意书",
    category="consent",
    clause="BW 23; HX 8; S000-P2 C5",
    check=check,
    remedy="查找是否漏归档；确未签署的按缺陷上报并整改术前告知流程，不得事后补签",
    exceptions=(_EMERGENCY, _TOLD, _NONE, _MERGED, _PAPER),
    examples=(
        Example(Outcome.FAIL, operated(ANAESTHESIA), "只有麻醉同意书"),
        Example(
            Outcome.FAIL,
            operated(ANAESTHESIA.replace("麻醉知情同意书", "自费药品及高值耗材知情同意书")),
            "只有自费同意书",
        ),
        Example(Outcome.FAIL, operated(UNSIGNED, ANAESTHESIA), "手术同意书患方签名栏空白，麻醉同意书已签"),
        Example(Outcome.NOT_ASSESSABLE, operated(UNSIGNED), "只有医师姓名", shows=_PAPER),
        Example(Outcome.PASS, operated(FULL, ANAESTHESIA), "齐全"),
        Example(
            Outcome.PASS,
            operated(FULL.replace("手术知情同意书", "腹腔镜胆囊切除术知情同意书")),
            "标题是术式",
            shows=_MERGED,
        ),
        Example(Outcome.NOT_ASSESSABLE, operated(), "同意书另存，未导出", shows=_NONE),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*EMERGENCY[:5], ANAESTHESIA, *EMERGENCY[5:]),
            "急诊手术",
            shows=_EMERGENCY,
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            operated(ANAESTHESIA).replace("主持人总结：同意择期手术", "主持人总结：患者已签署手术同意书，同意择期手术"),
            "讨论记录写明已签署",
            shows=_TOLD,
            review=True,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL, GASTROSCOPY), "没有手术"),
    ),
    doc=__doc__ or "",
)
