"""同意书缺医师、术者签名 (CON-DOCTOR)

检查什么：同意书上有医师签了名，而印出的术者（麻醉医师、谈话医师）签名栏空白；手术同意书没有术者签名的，提示人工核对。整份
没有医师签名的归 SIG-DOC。

依据：病历书写基本规范第二十三条（经治医师和术者签名）、第二十四条（麻醉医师签名）。

例外：见 exceptions。

整改：由术者（麻醉医师）本人在术前签名。
"""

from __future__ import annotations

from pipeline.detect.authority import blanks, cite_line, is_masked, same_person, unread
from pipeline.detect.case import Case
from pipeline.detect.consents import BY_HAND, Consent, consents
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import ANAESTHESIA, FULL, UNSIGNED, operated
from pipeline.detect.specimens import CONSENT, MEDICAL, record

_ALL_BLANK = "整份没有医师签名（归SIG-DOC，可能打印后手签）"
_PAPER = "打印后手写签名、文本不显示"
_SAME = "谈话医师就是术者"
_NOT_PRINTED = "没有印出术者签名栏（转人工核对）"


def check(case: Case) -> Verdict:
    forms = [c for c in consents(case) if c.doctors and not c.kinds & {"general", "authorisation", "payment"}]
    if not forms:
        return not_applicable("没有医师已签名的同意书")
    defects: list[Defect] = []
    unknown = ""
    for c in forms:
        empty = [s for s in blanks(c.doc) if s.role and not s.role.startswith(("见证", "翻译", "审"))]
        if empty and not unread(c.doc):
            proof = (cite_line(case, c.doc, empty[0]),)
            if c.patient or c.kin:
                message = f"同意书{empty[0].role}签名处空白"
                defects.append(Defect(message, c.doc.doc_id, proof, confidence=0.85))
            else:  # the patient's side signs by hand: perhaps the surgeon does, too
                unknown = BY_HAND
        elif not empty and "手术" in c.title:
            defects += _without_surgeon(case, c)
    return judged(defects, unknown)


def _without_surgeon(case: Case, form: Consent) -> list[Defect]:
    """A candidate if the one operation of the stay had a surgeon who is not among the form's signers."""
    done = operations(case)
    surgeon = done[0].surgeon if len(done) == 1 else ""
    if not surgeon or is_masked(surgeon) or any(s.kind == "surgeon" for s in form.doctors):
        return []
    if any(same_person(s.name, surgeon) is not False for s in form.doctors) or surgeon in form.doc.body:
        return []
    return [
        Defect(
            "手术同意书没有术者签名（请核对原件）",
            form.doc.doc_id,
            (cite_line(case, form.doc, form.doctors[-1]),),
            ("手术同意书的签名处",),
            review=True,
            confidence=0.6,
        )
    ]


RULE = Rule(
    id="CON-DOCTOR",
    name="同意书缺医师/术者签名",
    category="consent",
    clause="BW 23,24",
    check=check,
    remedy="由术者（麻醉医师）本人在术前签名",
    exceptions=(_ALL_BLANK, _SAME, _NOT_PRINTED, _PAPER),
    examples=(
        Example(
            Outcome.FAIL,
            operated(FULL.replace("手术者：陆振华　2026-03-04 17:30", "术者签名：＿＿＿＿＿")),
            "术者签名空白",
        ),
        Example(
            Outcome.FAIL,
            operated(FULL.replace("谈话医师：顾长林　手术者", "谈话医师签名：＿＿＿＿　手术者")),
            "谈话医师签名空白",
        ),
        Example(Outcome.NOT_ASSESSABLE, operated(CONSENT), "没有印出术者签名栏", shows=_NOT_PRINTED, review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            operated(UNSIGNED.replace("手术者：陆振华　2026-03-04 17:30", "术者签名：＿＿＿＿＿")),
            "患方与术者均手签",
            shows=_PAPER,
        ),
        Example(Outcome.PASS, operated(FULL, ANAESTHESIA), "齐全"),
        Example(Outcome.PASS, operated(CONSENT.replace("谈话医师：顾长林", "谈话医师：陆振华")), "", shows=_SAME),
        Example(
            Outcome.NOT_APPLICABLE,
            operated(CONSENT.replace("谈话医师：顾长林　2026-03-04 17:30", "谈话医师：＿＿＿＿＿")),
            "",
            shows=_ALL_BLANK,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有同意书"),
    ),
    doc=__doc__ or "",
)
