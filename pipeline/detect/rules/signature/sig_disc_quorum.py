"""疑难讨论参加人员资格不足 (SIG-DISC-QUORUM)

检查什么：疑难病例讨论的参加人员中，主治以上医师不足两人。

依据：十八项核心制度（疑难病例讨论制度）。

例外：见 exceptions。参加人员职称不详或名单未写全时不作判断。

整改：重新组织讨论，至少两名主治以上医师参加。
"""

from __future__ import annotations

from pipeline.detect.attendance import attendance
from pipeline.detect.authority import is_outside
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import DIFFICULT, STAFFED
from pipeline.detect.specimens import MEDICAL, record
from pipeline.records.ranks import Rank

_OPEN = "名单以“等”结尾或职称不详"
_LEAST = 2


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("difficult_case_discussion") if not is_outside(d)]
    if not notes:
        return not_applicable("没有疑难病例讨论")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        present = attendance(case, doc)
        if present is None or not present.people:
            unknown = "讨论记录没有参加人员名单"
            continue
        ranks = [person.rank for person in present.people]
        if sum(rank is not None and rank >= Rank.ATTENDING for rank in ranks) >= _LEAST:
            continue
        if None in ranks or not present.complete:
            unknown = "参加人员名单不全或职称不详"
            continue
        evidence = (case.cite(doc, *present.span),)
        defects.append(Defect("主治以上参加人员不足两人", doc.doc_id, evidence))
    return judged(defects, unknown)


def _with(people: str) -> str:
    text = DIFFICULT.replace("参加人员：陆振华主任医师、顾长林主治医师、沈一帆住院医师", f"参加人员：{people}")
    return record(*MEDICAL, text, stay=STAFFED)


RULE = Rule(
    id="SIG-DISC-QUORUM",
    name="疑难讨论参加人员资格不足",
    category="signature",
    clause="HX 6",
    check=check,
    remedy="重新组织讨论，至少两名主治以上医师参加",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_OPEN,),
    examples=(
        Example(Outcome.FAIL, _with("陆振华主任医师、沈一帆住院医师"), "只有一名主治以上"),
        Example(Outcome.FAIL, _with("沈一帆住院医师、蒋小满（规培）、汤可心（实习）"), "除主持人外均为住院以下"),
        Example(Outcome.PASS, _with("陆振华主任医师、顾长林主治医师、沈一帆住院医师"), "两名主治以上"),
        Example(Outcome.NOT_ASSESSABLE, _with("陆振华主任医师、沈一帆住院医师等"), "名单未写全", shows=_OPEN),
    ),
    status="preview",
    doc=__doc__ or "",
)
