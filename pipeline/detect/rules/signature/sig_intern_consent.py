"""实习医师与患方签署知情同意书 (SIG-INTERN-CONSENT)

检查什么：知情同意书的医师签名只有实习医师。

依据：S000 篇2 五3。

例外：见 exceptions。

整改：由有资格的医师重新告知并签署。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import stay
from pipeline.detect.specimens import CONSENT

_WITNESS = "实习医师在场附签，另有医师签名"
_DOCTOR = "谈话医师：顾长林　2026-03-04 17:30"


def check(case: Case) -> Verdict:
    forms = [d for d in case.extracted.of_type("consent_form") if not is_outside(d)]
    if not forms:
        return not_applicable("没有知情同意书")
    defects: list[Defect] = []
    for doc in forms:
        signers = doctors(case, doc)
        if signers and not unread(doc) and all(s.intern or (s.printed_intern and s.contradicted) for s in signers):
            evidence = (cite_line(case, doc, signers[0].signature),)
            sure = not any(s.contradicted for s in signers)
            defects.append(
                Defect("知情同意书只有实习医师签名", doc.doc_id, evidence, person=signers[0].name, review=not sure)
            )
    return judged(defects)


RULE = Rule(
    id="SIG-INTERN-CONSENT",
    name="实习医师与患方签署知情同意书",
    category="signature",
    clause="W3",
    check=check,
    remedy="由有资格的医师重新告知并签署",
    exceptions=(_WITNESS,),
    examples=(
        Example(Outcome.FAIL, stay(CONSENT.replace(_DOCTOR, "谈话医师：汤可心")), "名册中为实习"),
        Example(Outcome.FAIL, stay(CONSENT.replace(_DOCTOR, "实习医师：汤可心"), registry=False), "印明实习医师"),
        Example(Outcome.PASS, stay(CONSENT), "主治医师谈话"),
        Example(
            Outcome.PASS,
            stay(CONSENT.replace(_DOCTOR, _DOCTOR + "　实习医师：汤可心")),
            "实习医师附签",
            shows=_WITNESS,
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
