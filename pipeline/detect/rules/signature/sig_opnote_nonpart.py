"""手术记录由未参加手术者书写 (SIG-OPNOTE-NONPART)

检查什么：手术记录的签名者均不在手术人员（术者、各助手）之中。

依据：病历书写基本规范第二十二条（十五）。

例外：见 exceptions。

整改：由手术者（特殊情况下第一助手）重新书写手术记录。
"""

from __future__ import annotations

from pipeline.detect.authority import among, cite_line, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.operating_team import team_of
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import OPERATION, SURGICAL, record, without

_DICTATED = "他人代为录入，术者已签名"
_HELPED = "参加手术的其他助手书写"
_UNTOLD = "手术人员未写全"
_END = "手术者：陆振华　2026-03-05 13:20"


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("operation_record") if not is_outside(d)]
    if not notes:
        return not_applicable("没有手术记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        signers, team = doctors(case, doc), team_of(case, doc)
        if not signers:
            continue
        if not team.surgeons or not team.complete:
            unknown = "手术记录未写全手术人员"
            continue
        answers = [among(s.name, team.everybody, case.registry) for s in signers]
        if True in answers:
            continue
        if None in answers or unread(doc) or any(team.mentions(s.name) for s in signers):
            unknown = "签名者可能参加了手术，手术人员一栏未写明"
            continue
        writer = next((s for s in signers if s.signature.kind == "recorder"), signers[0])
        evidence = [cite_line(case, doc, writer.signature)]
        if team.span:
            evidence.append(case.cite(doc, *team.span, role="compared"))
        defects.append(Defect("手术记录由未参加手术者书写", doc.doc_id, tuple(evidence), person=writer.name))
    return judged(defects, unknown)


def _note(sign_off: str, team: str = "") -> str:
    text = OPERATION.replace(_END, sign_off)
    text = text.replace("手术者：陆振华　第一助手：顾长林　第二助手：沈一帆　麻醉医师：傅玉成", team) if team else text
    return record(*without(SURGICAL, OPERATION), text, stay=STAFFED)


RULE = Rule(
    id="SIG-OPNOTE-NONPART",
    name="手术记录由未参加手术者书写",
    category="signature",
    clause="BW 22(15)",
    check=check,
    remedy="由手术者（特殊情况下第一助手）重新书写手术记录",
    exceptions=(_DICTATED, _HELPED, _UNTOLD),
    examples=(
        Example(Outcome.FAIL, _note("记录者：丁向荣　2026-03-05 13:20"), "书写者不在手术人员中"),
        Example(
            Outcome.FAIL,
            _note("医师签名：沈一帆", "手术者：陆振华　助手：顾长林　麻醉医师：傅玉成"),
            "病房医师书写手术记录",
        ),
        Example(Outcome.PASS, _note("记录：丁向荣　手术者签名：陆振华"), "术者已签名", shows=_DICTATED),
        Example(Outcome.PASS, _note("医师签名：沈一帆"), "第二助手参加了手术", shows=_HELPED),
        Example(
            Outcome.NOT_ASSESSABLE,
            _note("医师签名：沈一帆", "手术者：陆振华等　麻醉医师：傅玉成"),
            "助手未写明",
            shows=_UNTOLD,
        ),
    ),
    doc=__doc__ or "",
)
