"""手术记录非术者书写且无术者签名 (SIG-OPNOTE-SURGEON)

检查什么：手术记录末尾的签名者中没有术者。

依据：病历书写基本规范第二十二条（十五）：手术记录由手术者书写，特殊情况下由第一助手书写时，应有手术者签名。

例外：见 exceptions。

整改：由手术者审阅手术记录后本人签名。
"""

from __future__ import annotations

from pipeline.detect.authority import among, cite_line, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.operating_team import team_of
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import OPERATION, SURGICAL, record, without

_BOTH = "第一助手书写，术者已签名"
_UNNAMED = "术者姓名不详或已隐名"
_NONE = "无人签名只按 SIG-DOC 记一次"
_JOINT = "联合手术，术者一栏并列多人"
_END = "手术者：陆振华　2026-03-05 13:20"


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("operation_record") if not is_outside(d)]
    if not notes:
        return not_applicable("没有手术记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        signers = doctors(case, doc)
        team = team_of(case, doc)
        surgeons = team.surgeons
        if not signers:
            continue
        if not surgeons:
            unknown = "手术记录未写明术者"
            continue
        answers = [among(name, (s.name for s in signers), case.registry) for name in surgeons]
        if True in answers:
            continue
        if None in answers or unread(doc):
            unknown = "姓名已隐去或有未能识别的签名，不能核对术者签名"
            continue
        if any(team.beside_surgeon(s.name) for s in signers):
            unknown = "术者一栏并列多人，不能确定主刀"
            continue
        evidence = tuple(cite_line(case, doc, s.signature) for s in signers[:2])
        defects.append(Defect("手术记录没有术者签名", doc.doc_id, evidence, person=surgeons[0]))
    return judged(defects, unknown)


def _note(sign_off: str) -> str:
    return record(*without(SURGICAL, OPERATION), OPERATION.replace(_END, sign_off), stay=STAFFED)


RULE = Rule(
    id="SIG-OPNOTE-SURGEON",
    name="手术记录非术者书写且无术者签名",
    category="signature",
    clause="BW 22(15)",
    check=check,
    remedy="由手术者审阅手术记录后本人签名",
    exceptions=(_BOTH, _UNNAMED, _NONE, _JOINT),
    examples=(
        Example(Outcome.FAIL, _note("记录者：顾长林（第一助手）　2026-03-05 13:20"), "第一助手书写，无术者签名"),
        Example(Outcome.FAIL, _note("医师签名：沈一帆"), "第二助手书写，无术者签名"),
        Example(Outcome.PASS, _note(_END), "术者书写"),
        Example(Outcome.PASS, _note("记录：顾长林　术者签名：陆振华"), "术者签名在后", shows=_BOTH),
        Example(Outcome.PASS, _note("手术者签名：　　　　"), "签名处空白，属 SIG-DOC", shows=_NONE),
        Example(
            Outcome.NOT_ASSESSABLE,
            _note("医师签名：马德民").replace("手术者：陆振华　第一", "手术者：陆振华、马德民　第一"),
            "第二术者签名",
            shows=_JOINT,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _note("记录：顾长林").replace("手术者：陆振华　第一", "手术者：陆××　第一"),
            "术者姓名已隐去",
            shows=_UNNAMED,
        ),
    ),
    doc=__doc__ or "",
)
