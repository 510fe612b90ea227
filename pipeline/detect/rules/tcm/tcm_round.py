"""上级查房无辨证分析 (TCM-ROUND)

检查什么：中医病历的上级医师查房记录（主治、副主任以上）全部没有辨证、舌脉、治法方药等中医内容。

依据：ST5；中医病历书写基本规范（2010）。

例外：见 exceptions。

整改：上级医师查房应有辨证分析和理法方药指导。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.tcm.specimens import ADMISSION, FPN, ROUND, WEST, WESTERN_ROUND, stay, western
from pipeline.detect.tcm import WORDS, not_kept, standing, tcm_defect

_WESTERN = "西医病房"
_ONE = "至少一次上级查房有辨证分析"


def check(case: Case) -> Verdict:
    state = standing(case)
    kept = not_kept(state)
    if kept is not None:
        return kept
    rounds = list(case.extracted.of_type("ward_round_attending", "ward_round_chief"))
    if not rounds:
        return not_applicable("没有上级医师查房记录（另计）")
    if any(WORDS.search(d.text, d.start, d.end) for d in rounds):
        return judged([])
    return judged([tcm_defect(rounds[0], "上级医师查房没有辨证分析", state, "全部上级医师查房记录：辨证、舌脉、治法")])


RULE = Rule(
    id="TCM-ROUND",
    name="上级查房无辨证分析",
    category="tcm",
    clause="ST5; TCM-2010",
    check=check,
    remedy="上级医师查房应有辨证分析和理法方药指导",
    exceptions=(_WESTERN, _ONE),
    examples=(
        Example(Outcome.FAIL, stay(ADMISSION, FPN, WESTERN_ROUND), "查房只谈西医"),
        Example(
            Outcome.FAIL,
            stay(ADMISSION, FPN, WESTERN_ROUND, WESTERN_ROUND.replace("2026-03-03", "2026-03-06")),
            "两次查房都没有",
        ),
        Example(Outcome.PASS, stay(ADMISSION, FPN, ROUND), "有辨证分析"),
        Example(
            Outcome.PASS,
            stay(ADMISSION, FPN, ROUND, WESTERN_ROUND.replace("2026-03-03", "2026-03-06")),
            "",
            shows=_ONE,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            stay(western(ADMISSION), western(FPN), WESTERN_ROUND, head=WEST),
            "",
            shows=_WESTERN,
        ),
    ),
    doc=__doc__ or "",
)
