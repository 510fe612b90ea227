"""拒绝检查、治疗未签字记录 (CON-REFUSE)

检查什么：病程写明患方拒绝（不同意、放弃）某项检查、治疗、手术，附近没有写到签字或见证，也没有拒绝（或写明拒绝意见）的知情
同意书。

依据：ST5；病历书写基本规范第十条、第二十六条。

例外：见 exceptions。只提示人工核对。

整改：告知后果，由患方签署拒绝意见；拒签的注明并由两名医务人员见证。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import consents
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import GASTROSCOPY
from pipeline.detect.specimens import MEDICAL, note, record
from pipeline.extract.model import ExtractedDocument

_SIGNED = "病程写明已签字或有人见证"
_FORM = "有拒绝检查（治疗）的知情书"
_BEFORE = "入院前在外院、既往的拒绝"
_NEVER = "假设的拒绝（如拒绝则……）"
_REFUSED = re.compile(
    r"(?:患者|病人|患方|家属|本人|家长|监护人|其[夫妻父母子女]|产妇)[^。；：，,\n]{0,12}(?:拒绝|不同意|放弃)"
    r"(?P<what>[^。；，,\n]{0,14}(?:手术|检查|治疗|输血|化疗|放疗|插管|转院|转ICU|转上级|穿刺|活检|造影|胃镜|肠镜|透析|介入|剖宫产|CT|MRI|溶栓|通气|复苏|引流|置管))"
)
_NOT_NOW = re.compile(r"如|若|一旦|假如|曾|既往|外院|当地|入院前|门诊|以前|上次|倘|未|不再")
_PROOF = re.compile(r"签|见证|按手印|录音|谈话记录|拒绝.{0,4}书|知情书|同意书")
_NOTES = frozenset(
    ("progress_note", "ward_round_attending", "ward_round_chief", "consultation_record", "rescue_record")
)
_REFUSAL = note("2026-03-05 16:20", "建议行胃镜检查明确出血部位，患者拒绝胃镜检查，要求药物治疗。")


def check(case: Case) -> Verdict:
    found = [(d, m) for d in case.documents if d.doc_type in _NOTES for m in _refusals(d)]
    if not found:
        return not_applicable("病程没有写到患方拒绝检查或治疗")
    if any("refusal" in c.kinds or c.says("拒绝", "不同意", "放弃") for c in consents(case)):
        return judged([])
    open_ones = [
        (d, m) for d, m in found if not _PROOF.search(d.text, max(d.start, m.start() - 80), min(d.end, m.end() + 120))
    ]
    defects = [
        Defect(
            "写明患方拒绝检查或治疗，未见签字或见证的记录（请核对）",
            d.doc_id,
            (case.cite(d, m.start(), m.end()),),
            person=author(d),
            review=True,
            confidence=0.6,
        )
        for d, m in open_ones[:1]
    ]
    return judged(defects)


def _refusals(doc: ExtractedDocument) -> list[re.Match[str]]:
    text = doc.text
    if not any(w in doc.body for w in ("拒绝", "不同意", "放弃")):
        return []
    return [
        m
        for m in _REFUSED.finditer(text, doc.start, doc.end)
        if not _NOT_NOW.search(
            text[max(doc.start, text.rfind("。", doc.start, m.start()) + 1, m.start() - 20) : m.end()]
        )
    ]


RULE = Rule(
    id="CON-REFUSE",
    name="拒绝检查/治疗未签字记录",
    category="consent",
    clause="ST5; BW 10",
    check=check,
    remedy="告知后果并由患方签署拒绝意见；拒签的注明并由两名医务人员见证",
    exceptions=(_SIGNED, _FORM, _BEFORE, _NEVER),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _REFUSAL), "拒绝胃镜", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, note("2026-03-05 16:20", "血红蛋白62g/L，家属不同意输血，继续观察。")),
            "不同意输血",
            review=True,
        ),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _REFUSAL.replace("药物治疗。", "药物治疗，已告知后果并签字。")),
            "",
            shows=_SIGNED,
        ),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _REFUSAL, GASTROSCOPY.replace("了解，同意检查", "拒绝检查，后果自负")),
            "",
            shows=_FORM,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, note("2026-03-05 16:20", "追问病史，患者3月前在外院拒绝胃镜检查。")),
            "",
            shows=_BEFORE,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, note("2026-03-05 16:20", "再次建议胃镜，如患者拒绝胃镜检查则改钡餐。")),
            "",
            shows=_NEVER,
        ),
    ),
    doc=__doc__ or "",
)
