"""诊断与治疗不符 (LOG-DX-TREAT)

检查什么：医嘱使用胰岛素及降糖药、抗癫痫药、抗结核药、抗甲状腺药，而全份病历没有一处提到相应的疾病或指标。只提示人工复核。

依据：病历书写基本规范；诊断应与治疗相符。

例外：见 exceptions。

整改：补充诊断，或说明用药理由。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.prescribed import notes_text
from pipeline.detect.rule import Example, Need, Rule

_PAIRS = (
    (
        re.compile(r"胰岛素|二甲双胍|阿卡波糖|格列[一-鿿]{1,2}|[一-鿿]{1,2}格列净|[一-鿿]{1,2}列汀"),
        re.compile(r"糖尿病|血糖|糖耐量|高钾|血钾|酮症|GIK|极化液"),
    ),
    (
        re.compile(r"丙戊酸|卡马西平|左乙拉西坦|苯妥英|奥卡西平|拉莫三嗪"),
        re.compile(r"癫痫|抽搐|惊厥|神经痛|开颅|颅脑|脑|躁狂"),
    ),
    (re.compile(r"异烟肼|利福平|吡嗪酰胺|乙胺丁醇"), re.compile(r"结核|布鲁|布氏|分枝杆菌|抗酸|T-?SPOT|PPD")),
    (re.compile(r"甲巯咪唑|丙硫氧嘧啶"), re.compile(r"甲亢|甲状腺|Graves")),
    (re.compile(r"左甲状腺素|优甲乐"), re.compile(r"甲减|甲状腺|TSH")),
)


def check(case: Case) -> Verdict:
    """Drugs of a few unmistakable diseases against the words of the record."""
    notes = notes_text(case)
    used = [
        (o, m[0], told)
        for o in case.extracted.stay.orders or ()
        for drugs, told in _PAIRS
        if (m := drugs.search(o.content))
    ]
    if not used:
        return not_applicable("医嘱中没有可对照的专病用药")
    for _, name, told in used:
        if not told.search(notes):
            return judged(
                [
                    Defect(
                        message=f"医嘱使用{name}，病历中没有相应的诊断或指标，请人工复核",
                        searched=("全部病程、诊断、检查记录",),
                        confidence=0.6,
                        review=True,
                    )
                ]
            )
    return judged([])


_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：张三\n"
_ORDER = "@stay sex=男 age=50岁\n@order {},长期,2026-03-02T10:00,2026-03-07T10:00\n"
RULE = Rule(
    id="LOG-DX-TREAT",
    name="诊断与治疗不符",
    category="consistency",
    clause="BW 22",
    check=check,
    remedy="补充诊断，或说明用药理由。",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=("胰岛素用于高钾等其他指征", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _ORDER.format("门冬胰岛素8U皮下tid") + _NOTE.format("患者咳嗽减轻，体温正常。"),
            "没有糖尿病",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _ORDER.format("异烟肼0.3g口服qd") + _NOTE.format("患者切口愈合好。"),
            "没有结核",
            review=True,
        ),
        Example(
            Outcome.PASS, _ORDER.format("门冬胰岛素8U皮下tid") + _NOTE.format("2型糖尿病，空腹血糖7.2mmol/L。"), "相符"
        ),
        Example(
            Outcome.PASS,
            _ORDER.format("胰岛素6U入壶") + _NOTE.format("血钾6.8mmol/L，予葡萄糖加胰岛素降钾。"),
            "高钾",
            shows="胰岛素用于高钾等其他指征",
        ),
    ),
    doc=__doc__ or "",
)
