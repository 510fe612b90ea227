"""出院后补签患方签名 (CON-BACKSIGN)

检查什么：同意书、病危通知书等患方签名旁的时间晚于出院（死亡）。只列为待人工确认的线索。

依据：医师法第五十六条；医疗纠纷预防和处理条例第四十七条（执法案例：出院后补签患方签名按伪造病历处理）。

例外：见 exceptions。

整改：核实签署经过；不得事后补签，确需补充的写明补签时间和原因。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line
from pipeline.detect.case import Case
from pipeline.detect.consents import Consent, consents, read_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.limits import stamp_of
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import FULL, operated
from pipeline.detect.specimens import MEDICAL, record

_AFTER = "尸体解剖、遗体处置、随访等出院后文件"
_DAY = "只写日期、与出院同一天"
_ABSENT = ("尸", "遗体", "随访", "复印", "出院后", "封存")
_NOTICE = """@doc
病重通知书
姓名：林素云　性别：女　年龄：52岁
诊断：急性胰腺炎，病情重，随时可能加重，需抢救。
患方意见：已知悉。
家属签名：周建国　与患者关系：夫妻　2026-03-12 10:00
医师签名：顾长林　2026-03-03 10:00
"""


def check(case: Case) -> Verdict:
    left = case.extracted.discharged_at
    forms = [*consents(case), *(read_form(case, d) for d in case.extracted.of_type("critical_notice"))]
    forms = [c for c in forms if not any(w in c.title for w in _ABSENT)]
    if not forms:
        return not_applicable("没有患方签署的文书")
    if left is None:
        return not_assessable("出院时间不明")
    late = [c for c in forms if c.signed_at is not None and left.certainly_before(c.signed_at)]
    unknown = "" if any(c.signed_at for c in forms) else "患方签名没有时间"
    return judged([_defect(case, c) for c in late], unknown)


def _defect(case: Case, form: Consent) -> Defect:
    span = stamp_of(form.doc, form.signed_at) if form.signed_at else None
    signer = (form.patient or form.kin)[0]
    proof = [cite_line(case, form.doc, signer)]
    if span:
        proof.append(case.cite(form.doc, *span))
    return Defect(
        "患方签名时间晚于出院（请核实是否事后补签）", form.doc.doc_id, tuple(proof), review=True, confidence=0.7
    )


RULE = Rule(
    id="CON-BACKSIGN",
    name="出院后补签患方签名",
    category="consent",
    clause="YS 56; JF 47(4)",
    check=check,
    remedy="核实签署经过；不得事后补签，确需补充的写明补签时间和原因",
    exceptions=(_AFTER, _DAY),
    status="preview",
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            operated(FULL.replace("患者签名：林素云　2026-03-04 17:30", "患者签名：林素云　2026-03-10 09:00")),
            "出院两天后签署",
            review=True,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _NOTICE), "病重通知书出院后签", review=True),
        Example(Outcome.PASS, operated(FULL), "术前签署"),
        Example(
            Outcome.PASS,
            operated(FULL.replace("患者签名：林素云　2026-03-04 17:30", "患者签名：林素云　2026-03-08")),
            "出院当天",
            shows=_DAY,
        ),
        Example(
            Outcome.PASS,
            operated(FULL, FULL.replace("手术知情同意书", "出院后随访知情同意书").replace("2026-03-04", "2026-03-09")),
            "随访",
            shows=_AFTER,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有同意书"),
    ),
    doc=__doc__ or "",
)
