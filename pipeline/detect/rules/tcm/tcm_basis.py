"""首次病程记录缺辨病辨证依据 (TCM-BASIS)

检查什么：中医病历首次病程记录有诊断依据，而没有中医辨病辨证依据（四诊、病机、证候分析）。

依据：中医病历书写基本规范（2010）。

例外：见 exceptions。没有任何诊断依据的归 CNT-FPN-BASIS。

整改：补充中医辨病辨证依据。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import entry, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.tcm.specimens import ADMISSION, FPN, WEST, stay, western
from pipeline.detect.tcm import WORDS, not_kept, standing, tcm_defect

_WESTERN = "西医病房"
_ELSEWHERE = "辨证写在拟诊讨论或病例分析中"
_NONE = "没有诊断依据（另计）"
_BASIS = next(x for x in FPN.split("\n") if x.startswith("中医辨病辨证依据")) + "\n"


def check(case: Case) -> Verdict:
    state = standing(case)
    kept = not_kept(state)
    if kept is not None:
        return kept
    notes = first_progress_notes(case)
    written = [n for n in notes if entry(n, "diagnostic_basis").strip()]
    if not written:
        return not_applicable("没有首次病程记录，或没有诊断依据（另计）")
    if any(WORDS.search(entry(n, "diagnostic_basis", "case_analysis", "tcm_pattern")) for n in written):
        return judged([])
    if any("辨证" in n.body or "病机" in n.body for n in written):
        return judged([])
    return judged(
        [tcm_defect(written[0], "诊断依据没有中医辨病辨证依据", state, "首次病程记录：诊断依据、拟诊讨论、辨证分析")]
    )


RULE = Rule(
    id="TCM-BASIS",
    name="首程缺辨病辨证依据",
    category="tcm",
    clause="TCM-2010",
    check=check,
    remedy="补充中医辨病辨证依据",
    exceptions=(_WESTERN, _ELSEWHERE, _NONE),
    examples=(
        Example(Outcome.FAIL, stay(ADMISSION, FPN.replace(_BASIS, "")), "只有西医诊断依据"),
        Example(
            Outcome.FAIL,
            stay(ADMISSION, FPN.replace(_BASIS, "").replace("西医诊断依据：急性起病", "诊断依据：1.急性起病")),
            "诊断依据只有影像",
        ),
        Example(Outcome.PASS, stay(ADMISSION, FPN), "两套依据"),
        Example(
            Outcome.PASS,
            stay(ADMISSION, FPN.replace(_BASIS, "拟诊讨论：四诊合参，病机为风痰阻络，病位在脑。\n")),
            "",
            shows=_ELSEWHERE,
        ),
        Example(Outcome.NOT_APPLICABLE, stay(western(ADMISSION), western(FPN), head=WEST), "", shows=_WESTERN),
        Example(
            Outcome.NOT_APPLICABLE,
            stay(
                ADMISSION,
                "\n".join(x for x in FPN.split("\n") if "依据：" not in x),
            ),
            "",
            shows=_NONE,
        ),
    ),
    doc=__doc__ or "",
)
