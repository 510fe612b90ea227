"""术后首程非参加手术医师书写 (SIG-POSTOP-PART)

检查什么：术后首次病程记录的签名者均未参加该次手术。

依据：病历书写基本规范第二十二条（十八）。

例外：见 exceptions。

整改：由参加手术的医师书写术后首次病程记录。
"""

from __future__ import annotations

from pipeline.detect.authority import among, cite_line, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.operating_team import team_of
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import OPERATION, POSTOP, SURGICAL, record
from pipeline.records.staff import name_key

_HELPED = "第二助手等参加手术者书写"
_UNTOLD = "手术人员未写全"
_SCRUBBED = "记录中写明其参加手术"


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("postop_first_note") if not is_outside(d)]
    records = [d for d in case.extracted.of_type("operation_record") if not is_outside(d)]
    if not notes or not records:
        return not_applicable("没有术后首次病程记录或手术记录")
    teams = [team_of(case, d) for d in records]
    everybody = [name for team in teams for name in team.everybody]
    told = all(team.surgeons and team.complete for team in teams)
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        signers = doctors(case, doc)
        answers = [among(s.name, everybody, case.registry) for s in signers]
        if not signers or True in answers:
            continue
        named = any(team.mentions(s.name) for team in teams for s in signers)
        named = named or any(doc.body.count(s.name) > 1 for s in signers)
        if not told or None in answers or named or unread(doc):
            unknown = "手术人员未写全，不能核对"
            continue
        evidence = (cite_line(case, doc, signers[0].signature),)
        defects.append(Defect("书写者未参加手术", doc.doc_id, evidence, person=name_key(signers[0].name)))
    return judged(defects, unknown)


def _with(sign_off: str, team: str = "", said: str = "") -> str:
    note = POSTOP.replace("主治医师：顾长林　2026-03-05 11:20", sign_off).replace("手术顺利", said + "手术顺利")
    operation = OPERATION.replace("第一助手：顾长林　第二助手：沈一帆", team) if team else OPERATION
    swap = {POSTOP: note, OPERATION: operation}
    return record(*(swap.get(d, d) for d in SURGICAL), stay=STAFFED)


RULE = Rule(
    id="SIG-POSTOP-PART",
    name="术后首程非参加手术医师书写",
    category="signature",
    clause="BW 22(18); vendor NX 1256",
    check=check,
    remedy="由参加手术的医师书写术后首次病程记录",
    exceptions=(
        _HELPED,
        _UNTOLD,
        _SCRUBBED,
    ),
    examples=(
        Example(Outcome.FAIL, _with("医师签名：丁向荣"), "值班医师书写，未参加手术"),
        Example(Outcome.FAIL, _with("医师签名：沈一帆", "第一助手：顾长林"), "管床医师未参加手术"),
        Example(Outcome.PASS, _with("主治医师：顾长林"), "第一助手书写"),
        Example(Outcome.PASS, _with("医师签名：沈一帆"), "第二助手书写", shows=_HELPED),
        Example(Outcome.NOT_ASSESSABLE, _with("医师签名：丁向荣", "助手：顾长林等"), "未写全", shows=_UNTOLD),
        Example(
            Outcome.NOT_ASSESSABLE,
            _with("医师签名：丁向荣", said="丁向荣参加拉钩，"),
            "写明参加",
            shows=_SCRUBBED,
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
