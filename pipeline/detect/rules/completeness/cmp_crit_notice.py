"""病危(重)患者缺病危(重)通知书 (CMP-CRIT-NOTICE)

检查什么：病历写明病危的，有没有病危通知书；病重的只提示。

依据：病历书写基本规范第二十七条。

例外：见 exceptions。患方签字的文书多为纸质，病历中一份都没有时只提示。

整改：下病危（重）时向患方签发通知书，一份归入病历。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import CONSENT, FPN, MEDICAL, record, without

_SEVERE = "病重患者通知书未归档，只提示"
_PAPER = "患方签字的文书都没有导出，只提示"
_UNREACHED = "联系不到家属并有记载"
_NOBODY = re.compile(r"(?:联系不上|联系不到|无法联系|无家属|无陪人|身份不明|三无)[^。\n]{0,20}")
_CRITICAL = FPN.replace("诊疗计划：", "诊疗计划：病危，特级护理，")
_WEIGHTY = FPN.replace("诊疗计划：", "诊疗计划：病重，一级护理，")
_ALONE = _CRITICAL.replace("鉴别诊断：", "患者身份不明，联系不到家属，已报总值班。\n鉴别诊断：")
_NOTICE = """@doc
病危通知书
患者林素云，女，52岁，目前病情危重，随时可能出现呼吸心跳骤停，特此告知。
家属签名：林国华　2026-03-02 10:20
医师签名：沈一帆　2026-03-02 10:20
"""


def check(case: Case) -> Verdict:
    states = case.facts.critical
    if not states:
        return not_applicable("没有病危、病重")
    if case.extracted.first("critical_notice"):
        return judged([])
    if any(_NOBODY.search(d.body) for d in case.documents):
        return not_applicable(_UNREACHED)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "critical_notice"):
        return not_assessable("有疑似病危(重)通知书的文书未能识别，请人工核对")
    worst = next((s for s in states if s.level == "病危"), states[0])
    if worst.level == "病重" and case.extracted.first("consent_form") is None:
        return not_assessable("患方签字的文书没有导出")
    firm = worst.level == "病危" and case.extracted.first("consent_form") is not None
    return judged(
        [
            Defect(
                f"写明{worst.level}，没有{worst.level}通知书",
                worst.mention.doc_id,
                evidence=(case.cite_mention(worst.mention),),
                searched=searched("病危(重)通知书"),
                review=not firm,
                confidence=0.85 if firm else 0.5,
            )
        ]
    )


RULE = Rule(
    id="CMP-CRIT-NOTICE",
    name="病危(重)患者缺病危(重)通知书",
    category="completeness",
    clause="BW 27; S000-P2 L23",
    check=check,
    remedy="下病危（重）时签发通知书，一份归入病历",
    exceptions=(_SEVERE, _UNREACHED, _PAPER),
    examples=(
        Example(Outcome.FAIL, record(_CRITICAL, CONSENT, *without(MEDICAL, FPN)), "病危没有通知书"),
        Example(Outcome.FAIL, record(MEDICAL[0], _CRITICAL, CONSENT, *MEDICAL[3:]), "病危没有通知书，其余文书齐"),
        Example(Outcome.PASS, record(_CRITICAL, _NOTICE, *without(MEDICAL, FPN)), "有通知书"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(_CRITICAL, *without(MEDICAL, FPN)),
            "没有签字文书",
            shows=_PAPER,
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(_WEIGHTY, CONSENT, *without(MEDICAL, FPN)),
            "病重",
            shows=_SEVERE,
            review=True,
        ),
        Example(Outcome.NOT_APPLICABLE, record(_ALONE, *without(MEDICAL, FPN)), "无家属", shows=_UNREACHED),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有病危"),
    ),
    doc=__doc__ or "",
)
