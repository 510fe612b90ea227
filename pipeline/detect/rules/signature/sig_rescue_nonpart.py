"""抢救记录由未参加抢救医师书写 (SIG-RESCUE-NONPART)

检查什么：抢救记录的签名者均不在参加抢救人员之中。

依据：病历书写基本规范第二十二条（八）；抢救制度。

例外：见 exceptions。

整改：由参加抢救的医师书写并签名。
"""

from __future__ import annotations

from pipeline.detect.attendance import attendance
from pipeline.detect.authority import cite_line, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import RESCUE_NOTE
from pipeline.detect.specimens import MEDICAL, record
from pipeline.records.staff import name_key

_SCRIBE = "抢救中指定的记录者（正文提到其姓名）"
_OPEN = "名单以“等”结尾"


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("rescue_record") if not is_outside(d)]
    if not notes:
        return not_applicable("没有抢救记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        present, signers = attendance(case, doc), doctors(case, doc)
        if present is None or not signers:
            unknown = "没有参加人员名单或签名"
            continue
        answers = [present.has(s.name) for s in signers]
        if True in answers:
            continue
        head = name_key(doc.text[doc.start : signers[0].signature.start])
        if None in answers or unread(doc):
            unknown = "参加人员名单不全"
        elif not any(name_key(s.name) in head for s in signers):
            evidence = (cite_line(case, doc, signers[0].signature), case.cite(doc, *present.span, role="compared"))
            defects.append(Defect("书写者未参加抢救", doc.doc_id, evidence, person=signers[0].name))
    return judged(defects, unknown)


def _with(sign_off: str, people: str = "陆振华主任医师、沈一帆住院医师", said: str = "") -> str:
    text = RESCUE_NOTE.replace("陆振华主任医师、顾长林主治医师、沈一帆住院医师", people)
    text = text.replace("抢救经过：", "抢救经过：" + said)
    return record(*MEDICAL, text.replace("记录：沈一帆　主持：陆振华　2026-03-05 05:30", sign_off))


RULE = Rule(
    id="SIG-RESCUE-NONPART",
    name="抢救记录由未参加抢救医师书写",
    category="signature",
    clause="vendor NX 1229",
    check=check,
    remedy="由参加抢救的医师书写并签名",
    exceptions=(
        _SCRIBE,
        _OPEN,
    ),
    examples=(
        Example(Outcome.FAIL, _with("记录：丁向荣"), "书写者不在名单中"),
        Example(Outcome.FAIL, _with("医师签名：顾长林"), "书写者未参加"),
        Example(Outcome.PASS, _with("记录：沈一帆"), "参加者书写"),
        Example(Outcome.PASS, _with("记录：丁向荣", said="丁向荣负责记录。"), "指定记录者", shows=_SCRIBE),
        Example(Outcome.NOT_ASSESSABLE, _with("记录：丁向荣", "陆振华主任医师等"), "名单未写全", shows=_OPEN),
    ),
    status="preview",
    doc=__doc__ or "",
)
