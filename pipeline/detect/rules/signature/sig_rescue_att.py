"""抢救无主治以上医师参与 (SIG-RESCUE-ATT)

检查什么：抢救参加人员中没有主治以上医师。

依据：S000 篇2 六1(4)。标准只要求在场职称最高者主持时不适用。

例外：见 exceptions。

整改：按规定及时请上级医师到场，抢救记录如实写明到场时间。
"""

from __future__ import annotations

from pipeline.detect.attendance import attendance
from pipeline.detect.authority import is_outside
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import RESCUE_NOTE, STAFFED
from pipeline.detect.specimens import MEDICAL, record
from pipeline.records.ranks import Rank

_OPEN = "名单未写全或职称不详"


def check(case: Case) -> Verdict:
    if case.parameters.get("rescue_min_title") != "attending":
        return not_applicable("本标准不要求主治以上医师参加抢救")
    notes = [d for d in case.extracted.of_type("rescue_record") if not is_outside(d)]
    if not notes:
        return not_applicable("没有抢救记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        present = attendance(case, doc)
        if present is None or not present.people:
            unknown = "抢救记录没有参加人员名单"
            continue
        doctors = [p for p in present.people if p.standing is None or p.standing.role.value != "nurse"]
        ranks = [person.rank for person in doctors]
        if any(rank is not None and rank >= Rank.ATTENDING for rank in ranks):
            continue
        if None in ranks or not present.complete or not ranks:
            unknown = "参加人员名单不全或职称不详"
            continue
        defects.append(Defect("抢救无主治以上医师参加", doc.doc_id, (case.cite(doc, *present.span),)))
    return judged(defects, unknown)


def _with(people: str) -> str:
    text = RESCUE_NOTE.replace("陆振华主任医师、顾长林主治医师、沈一帆住院医师", people)
    return record(*MEDICAL, text.replace("　主持：陆振华", ""), stay=STAFFED)


RULE = Rule(
    id="SIG-RESCUE-ATT",
    name="抢救无主治以上医师参与",
    category="signature",
    clause="L22; D23",
    check=check,
    remedy="按规定及时请上级医师到场，抢救记录如实写明到场时间",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_OPEN,),
    parameters=("rescue_min_title",),
    examples=(
        Example(Outcome.FAIL, _with("沈一帆住院医师、蒋小满（规培）"), "只有住院医师与规培医师"),
        Example(Outcome.FAIL, _with("沈一帆住院医师"), "只有住院医师"),
        Example(Outcome.PASS, _with("顾长林主治医师、沈一帆住院医师"), "主治医师参加"),
        Example(Outcome.NOT_ASSESSABLE, _with("沈一帆住院医师等"), "名单未写全", shows=_OPEN),
    ),
    status="preview",
    doc=__doc__ or "",
)
