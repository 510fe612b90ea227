"""Consent forms (知情同意书): what they are about, who signed them, when; and what the notes tell about signing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.detect.authority import cite_line, is_doctor_side, is_outside, is_struck, unread
from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, searched
from pipeline.detect.finding import Defect, Evidence, Verdict, judged, not_assessable
from pipeline.detect.notes import whole_text
from pipeline.extract.model import ExtractedDocument, Operation, Signature
from pipeline.records.moment import Moment
from pipeline.records.ranks import Role
from pipeline.records.staff import name_key

BY_HAND = "同意书打印后手写签名，文本不显示，须核对原件"
_LEAST = 60  # characters: shorter texts are list items or titles, not forms
_KINDS = (
    ("anaesthesia", re.compile("麻醉")),
    ("transfusion", re.compile("输血|用血|血液制品")),
    ("chemo", re.compile("化疗|化学(?:药物)?治疗|放疗|放射治疗|抗肿瘤|靶向|免疫治疗|放化疗")),
    ("payment", re.compile("自费|高值|耗材|植入物|医保外|贵重")),
    ("refusal", re.compile("拒绝|放弃|不同意|拒")),
    ("leaving", re.compile("自动出院|自动离院|要求出院|非医嘱")),
    ("authorisation", re.compile("授权|委托")),
    ("general", re.compile("入院|住院|病情|告知书$|沟通|隐私|约束|陪护|外出|请假|安全|须知|尸|遗体")),
)
_OPERATION = re.compile("手术|术|介入|剖宫产|镜|检查|造影|穿刺|活检|切除|置换|消融|支架|治疗")
_ITEM = re.compile(r"^\s*[\d①-⑨一二三四五六七八九十]{1,2}\s*[.．、)）]")
_SIDE = re.compile("患|家属|监护|代理|委托|授权|产妇|孕妇|本人|亲属|家长|配偶|[夫妻]")
_REACH = 140
_EXCUSE = re.compile(
    r"拒(?:绝|不)?签|无法联系|联系不上|未能?联系|无家属|家属(?:未|不)(?:在|到)|电话(?:告知|通知)|见证|三无|手印"
)
_TOLD = re.compile(
    r"签(?:署|订|字|名|了)?[^。；\n]{0,24}(?:同意书|知情书|志愿书|协议)|(?:同意书|知情书|知情同意)[^。；\n]{0,10}(?:已)?签"
    r"|签[字名](?:同意|确认|为证|后)|(?:同意|要求|知情|理解|拒绝|放弃)[^。；\n]{0,24}签[字名]|知情同意(?:书)?(?:已|齐|完)"
)
_RELATION = re.compile(
    r"夫|妻|父|母|子|女|兄|弟|姐|妹|配偶|孙|媳|婿|侄|甥|亲属|朋友|同事|同学|监护|本人|单位|老伴|爱人|伯|叔|姑|舅|姨|爷|奶|祖|公|婆|岳|嫂|邻居|民警|社区|村委|院长|总值班|医务"
)


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent form. ``kinds`` is what its title says it is about; ``signed_at`` is when the patient's side signed."""

    doc: ExtractedDocument
    title: str
    kinds: frozenset[str]
    patient: tuple[Signature, ...]  # named
    kin: tuple[Signature, ...]  # named
    doctors: tuple[Signature, ...]  # named
    empty_side: tuple[Signature, ...]  # blanks of the patient's side that were not struck out
    signed_at: Moment | None
    own_time: bool  # signed_at stands beside a signature of the patient's side, not only further on

    @property
    def for_operation(self) -> bool:
        """True if it may cover an operation or an invasive procedure: all but forms plainly about something else."""
        return "operation" in self.kinds or not self.kinds

    def says(self, *words: str) -> bool:
        """True if the form holds one of ``words``."""
        body = self.doc.body
        return any(w in body for w in words)


def consents(case: Case) -> tuple[Consent, ...]:
    """The consent forms of the stay, read once for all rules. Titles inside lists and forms of other hospitals are none."""
    if "consents" not in case.memo:
        case.memo["consents"] = tuple(
            _read(case, d)
            for d in case.extracted.of_type("consent_form")
            if d.end - d.start >= _LEAST
            and not _ITEM.match(d.title)
            and _SIDE.search(d.text, d.start, d.end)
            and not is_outside(d)
        )
    found: tuple[Consent, ...] = case.memo["consents"]
    return found


def read_form(case: Case, doc: ExtractedDocument) -> Consent:
    """``doc`` (a critical notice, a letter of authorisation) read as a form that both sides sign."""
    return _read(case, doc)


def _read(case: Case, doc: ExtractedDocument) -> Consent:
    title = "".join((doc.title or doc.body[:40]).split())
    kinds = {kind for kind, words in _KINDS if words.search(title)}
    bare = title.replace("放射治疗", "").replace("化学治疗", "").replace("输血治疗", "").replace("手术室", "")
    if _OPERATION.search(bare) and not kinds & {"refusal", "leaving", "payment", "authorisation"}:
        kinds.add("operation")
    name = name_key(case.extracted.patient_name or case.extracted.stay.name or "")
    side = [s for s in doc.signatures if s.kind in ("patient", "family") or s.capacity == Role.PATIENT_SIDE]
    side += [s for s in doc.signatures if s not in side and s.name and name and name_key(s.name) == name]
    patient = tuple(s for s in side if s.name and (s.kind == "patient" or name_key(s.name) == name))
    return Consent(
        doc=doc,
        title=title,
        kinds=frozenset(kinds),
        patient=patient,
        kin=tuple(s for s in side if s.name and s not in patient),
        doctors=tuple(s for s in doc.signatures if s.name and s not in side and is_doctor_side(s)),
        empty_side=tuple(s for s in side if not s.name and not is_struck(doc, s)),
        signed_at=_signed_at(doc, [s for s in side if s.name]),
        own_time=any(s.name and s.signed_at is not None for s in side),
    )


def _signed_at(doc: ExtractedDocument, side: list[Signature]) -> Moment | None:
    own = [s.signed_at for s in side if s.signed_at is not None]
    if own:
        return min(own, key=lambda m: m.at)
    if not side:
        return None
    start = side[0].start
    stamps = (t for t in doc.timestamps if t.moment and t.kind == "signed" and 0 <= t.start - start <= _REACH)
    return next((t.moment for t in stamps), None)


def unsigned(form: Consent) -> bool:
    """True if a place for the patient's side is printed and empty, while a doctor's name is printed on the same form."""
    return bool(
        form.empty_side
        and form.doctors
        and not form.patient
        and not form.kin
        and not _EXCUSE.search(form.doc.text, form.doc.start, form.doc.end)
        and not unread(form.doc)
    )


def names_are_typed(case: Case) -> bool:
    """True if some form of the stay prints who signed for the patient's side.

    Otherwise the hospital prints its forms and has them signed by hand: an empty place in the text then says nothing.
    """
    if "names_are_typed" not in case.memo:
        notices = (read_form(case, d) for d in case.extracted.of_type("critical_notice"))
        case.memo["names_are_typed"] = any(c.patient or c.kin for c in (*consents(case), *notices))
    return bool(case.memo["names_are_typed"])


def by_patients_side(case: Case, forms: Iterable[Consent], name: str) -> Verdict:
    """The verdict on the signature of the patient's side of ``forms``, one of which suffices.

    Where the stay's forms never print who signed, an empty place is not assessable.
    """
    listed = list(forms)
    if not listed or not all(unsigned(c) for c in listed):
        return judged([])
    if not names_are_typed(case):
        return not_assessable(BY_HAND)
    form = listed[0]
    proof = cite_line(case, form.doc, form.empty_side[0])
    message = f"{name}没有患方签名"
    return judged([Defect(message, form.doc.doc_id, (proof,), person=form.doctors[0].name, confidence=0.85)])


def told_signed(case: Case, *about: str) -> bool:
    """True if a note says that a consent was signed; with ``about`` only where one of these words stands in the same line."""
    key = "told_signed"
    if key not in case.memo:
        text = whole_text(case)
        case.memo[key] = [_around(text, m) for m in _TOLD.finditer(text)] if "签" in text or "知情同意" in text else []
    lines: list[str] = case.memo[key]
    return bool(lines) if not about else any(w in line for line in lines for w in about)


def _around(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 60) : found.end() + 40]


def relation_given(consent: Consent) -> bool:
    """True if the form says how the kin stands to the patient, in the label or near the name."""
    doc = consent.doc
    return any(
        _RELATION.search(s.role.replace("家属", "").replace("亲属", ""))
        or _RELATION.search(doc.text.replace("家属", "　　"), max(doc.start, s.start - 30), min(doc.end, s.end + 40))
        for s in consent.kin
    )


def emergency(case: Case, op: Operation) -> bool:
    """True if the operation may have been an emergency: by its note, its name, or the words of the preparation."""
    return bool(op.emergency or op.life_saving or "急诊" in op.name or "急诊手术" in whole_text(case))


def absent_consent(
    case: Case, name: str, evidence: tuple[Evidence, ...], *, about: tuple[str, ...], firm: bool, what: str
) -> Verdict:
    """The verdict on a consent that is not in the bundle.

    A defect only where the bundle holds other consent forms, so that the hospital exports them, and nothing says that one was
    signed; otherwise a candidate for review. A bundle without any consent form is the matter of CON-MISSING.
    """
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if not consents(case):
        return not_assessable("未导出任何知情同意书，由CON-MISSING提示核对")
    told = told_signed(case, *about)
    review = told or not firm
    message = f"{what}，病历中没有{name}" + ("（病程写明已签署，请核对是否归档）" if told else "")
    return judged(
        [
            Defect(
                message,
                evidence=evidence,
                searched=searched(name),
                review=review,
                confidence=0.6 if review else 0.85,
            )
        ]
    )
