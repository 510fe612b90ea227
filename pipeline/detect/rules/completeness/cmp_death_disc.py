"""缺死亡病例讨论记录 (CMP-DEATH-DISC)

检查什么：死亡病例在讨论时限过后有没有死亡病例讨论记录。

依据：病历书写基本规范第二十二条（二十二）；医疗质量安全核心制度（九）；S000 篇2 四（一）7（乙级）。

例外：见 exceptions。

整改：由科主任或副主任以上医师主持讨论并记录。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import completed_at, limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import DEATH, DEATH_DISCUSSION, DEATH_STAY, DEATHS, MEDICAL, record, without
from pipeline.extract.model import ExtractedDocument

_TITLED = "标题写作死亡讨论等"


def check(case: Case) -> Verdict:
    if not case.facts.deaths:
        return not_applicable("不是死亡病例")
    if case.extracted.first("death_discussion"):
        return passed()
    death = case.facts.deaths[0]
    days = limit(case, "death_disc_d") or 7
    if case.as_of and death.at and case.as_of.hours_after(death.at)[0] < days * 24:
        return not_applicable("死亡讨论时限未到")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "death_discussion") or any(_afterwards(case, d) for d in case.documents):
        return not_assessable("有疑似死亡讨论的文书未能识别，请人工核对")
    proof = (case.cite_mention(death.mention),) if death.mention else ()
    return judged([Defect("死亡病例没有死亡病例讨论记录", evidence=proof, searched=searched("死亡病例讨论记录"))])


def _afterwards(case: Case, doc: ExtractedDocument) -> bool:
    """A case discussion held after the death may be the discussion of it."""
    if doc.doc_type != "difficult_case_discussion":
        return False
    at, death = completed_at(case, doc), case.facts.deaths[0].at
    return at is None or death is None or not at.certainly_before(death)


RULE = Rule(
    id="CMP-DEATH-DISC",
    name="缺死亡病例讨论记录",
    category="completeness",
    clause="BW 22(22); HX 9; S000-P2 B7d",
    check=check,
    remedy="由科主任或副主任以上医师主持死亡病例讨论并记录",
    exceptions=(_TITLED,),
    parameters=("death_disc_d",),
    examples=(
        Example(Outcome.FAIL, record(*without(DEATHS, DEATH_DISCUSSION), stay=DEATH_STAY), "有死亡记录，没有讨论"),
        Example(
            Outcome.FAIL,
            record(*without(DEATHS, DEATH_DISCUSSION, DEATH), stay=DEATH_STAY),
            "死亡记录与讨论都没有",
        ),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "死亡后第4天讨论"),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "好转出院"),
        Example(
            Outcome.PASS,
            record(
                *without(DEATHS, DEATH_DISCUSSION),
                DEATH_DISCUSSION.replace("死亡病例讨论记录", "死亡讨论记录"),
                stay=DEATH_STAY,
            ),
            "标题不同",
            shows=_TITLED,
        ),
    ),
    doc=__doc__ or "",
)
