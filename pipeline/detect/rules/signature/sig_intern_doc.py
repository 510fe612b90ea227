"""实习医师书写禁写文书 (SIG-INTERN-DOC)

检查什么：入院记录、首次病程、主任查房、手术相关、讨论、抢救、死亡等文书由实习医师书写。

依据：医院病历书写规定（实习医师只可在带教下书写一般病程记录）；病历书写基本规范第二十二条（一）（二）。

例外：见 exceptions。规培、试用期医师不是实习医师，另见 SIG-COSIGN。

整改：由经治或值班的执业医师重新书写该文书；实习医师书写的内容只可作教学用途。
"""

from __future__ import annotations

from pipeline.detect.authority import Signer, cite_line, doctors, duty, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, passed
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import signed, stay
from pipeline.detect.specimens import ADMISSION, FPN

_DAILY = "实习医师在带教下书写一般病程记录"
_TRAINEE = "规培、试用期医师书写"
_WITNESS = "执业医师书写，实习医师附签"
_EXEMPT = frozenset({"consent_form", "critical_notice"})  # SIG-INTERN-CONSENT


def check(case: Case) -> Verdict:
    defects = []
    for doc in written_by_doctors(case):
        if duty(doc.doc_type).intern or doc.doc_type in _EXEMPT:
            continue
        signers = doctors(case, doc)
        interns = [s for s in signers if s.intern or (s.printed_intern and s.contradicted)]
        if interns:
            defects += _judge(case, interns[0], signers)
    return judged(defects) if defects else passed()


def _judge(case: Case, intern: Signer, signers: tuple[Signer, ...]) -> list[Defect]:
    others = [s for s in signers if not s.intern]
    wrote = intern.signature.kind == "recorder"
    if others and not wrote and signers[0] is not intern:
        return []
    sure = (wrote or not others) and not intern.contradicted
    if intern.contradicted:
        message = "签名处印作实习医师，而人员名册为执业医师，须核对"
    elif sure:
        message = "实习医师书写了不得由其书写的文书"
    else:
        message = "实习医师签名在前，可能由其书写，须核对书写者"
    evidence = (cite_line(case, intern.doc, intern.signature),)
    return [Defect(message, intern.doc.doc_id, evidence, person=intern.name, review=not sure)]


RULE = Rule(
    id="SIG-INTERN-DOC",
    name="实习医师书写禁写文书",
    category="signature",
    clause="W2,W5; BW 22(1)(2)",
    check=check,
    remedy="由经治或值班的执业医师重新书写并签名",
    exceptions=(_DAILY, _TRAINEE, _WITNESS),
    examples=(
        Example(
            Outcome.FAIL,
            stay(FPN.replace("住院医师：沈一帆", "实习医师：汤可心"), registry=False),
            "首次病程记录由实习医师单独签名",
        ),
        Example(
            Outcome.FAIL,
            stay(ADMISSION.replace("住院医师：沈一帆", "书写：汤可心（实习）　审核：顾长林")),
            "入院记录由实习医师书写，审签不能补正",
        ),
        Example(Outcome.PASS, stay(signed("实习医师：汤可心　审签：沈一帆")), "一般病程", shows=_DAILY),
        Example(
            Outcome.PASS,
            stay(FPN.replace("住院医师：沈一帆", "书写：蒋小满（规培）　审核：顾长林")),
            "规培医师不是实习医师",
            shows=_TRAINEE,
        ),
        Example(
            Outcome.PASS,
            stay(FPN.replace("住院医师：沈一帆", "住院医师：沈一帆　实习医师：汤可心")),
            "住院医师书写在前",
            shows=_WITNESS,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            stay(FPN.replace("住院医师：沈一帆", "实习医师：汤可心　住院医师：沈一帆")),
            "不能确定由谁书写",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
