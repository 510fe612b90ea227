"""Who may write and sign what: joins a printed signature with the staff registry as of the time of signing.

What is printed beside a name is evidence, the registry decides. Where neither settles a question the answer is None, and a
rule must say ``not_assessable``. The matrix of document types is data: ``configs/rules/authority.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.detect.case import Case
from pipeline.detect.finding import Evidence
from pipeline.detect.limits import completed_at
from pipeline.extract.model import ExtractedDocument, Signature
from pipeline.paths import shipped
from pipeline.records.ranks import Rank, Role
from pipeline.records.staff import Days, Licence, StaffRegistry, Standing, name_key

MASKS = frozenset("某×＊*△□○〇")
_OUTSIDE = re.compile(r"外院|他院|院外|复印|自带|外送|转抄|转录|扫描件|转诊单")
_OUTSIDE_HEAD, _HEADING = 80, 40  # where a copy from elsewhere says so: short lines at the very beginning
_TAIL = 400  # characters at the end of a document in which its sign-off stands, after the last sentence
_STAMP = 3  # characters between a name and its stamp: 李敏[已签名]
_TAIL_OF_LISTS = 80  # the same where the document has no sentence
_REVIEWED = re.compile(r"已(?:电子)?(?:审[签核阅]|签名|签章)|审[签核阅](?:状态|完成|通过|人?工号)|签名(?:图片|数据|值)")
_SIGN_LABEL = re.compile(
    r"(?:签\s?[名字章]|医\s?[师生]|审\s?[签核阅]|术\s?者|主\s?刀|记\s?录\s?[者人]?|书\s?写|主\s?持\s?人?|带\s?教)\s?(?:[（(][^（）()\n]{0,12}[）)])?\s?"
    r"[:：|｜][ \t\u3000]{0,8}(?P<value>[^\s\d，。；,;:：|｜][^，。；,;:：|｜\n\r\d]{0,14})(?=[\n\r\d|｜]|$)"
)
_NOT_DOCTORS = frozenset({"patient", "family", "nurse"})
_STRUCK = frozenset("／/\\＼×—－-")
_RANKS = {"resident": Rank.RESIDENT, "attending": Rank.ATTENDING, "associate_chief": Rank.ASSOCIATE_CHIEF}


@dataclass(frozen=True, slots=True)
class Duty:
    """What the matrix asks of one document type."""

    signed_by: str = "none"
    intern: bool = False
    cosign: bool = False
    superior: Rank | None = None
    least: Rank | None = None
    source: str = ""


_NO_DUTY = Duty()


@cache
def _matrix() -> dict[str, Duty]:
    table = tomllib.loads((shipped("configs") / "rules" / "authority.toml").read_text(encoding="utf-8"))
    default = table.pop("default")
    return {kind: _duty(default | row) for kind, row in table.items()}


def _duty(row: dict[str, object]) -> Duty:
    """Raises KeyError or TypeError if the matrix holds a word that it does not know."""
    ranks = {key: _RANKS[str(row.pop(key))] for key in ("superior", "least") if key in row}
    return Duty(**row, **ranks)  # type: ignore[arg-type]


def duty(doc_type: str) -> Duty:
    """What the matrix asks of documents of this type; nothing for types that it does not list."""
    return _matrix().get(doc_type, _NO_DUTY)


@dataclass(frozen=True, slots=True)
class Signer:
    """A named signature with what the registry knows of the person on the days when it can have been made."""

    doc: ExtractedDocument
    signature: Signature
    days: Days | None
    standing: Standing | None

    @property
    def name(self) -> str:
        return self.signature.name

    @property
    def printed_intern(self) -> bool:
        return self.signature.capacity == Role.INTERN

    @property
    def printed_unlicensed(self) -> bool:
        """True if the words beside the name say that the person has no licence yet: 实习, 试用期. 规培 does not say so."""
        return self.printed_intern or (self.signature.capacity == Role.TRAINEE and "试用" in self.signature.role)

    @property
    def intern(self) -> bool | None:
        """True if an intern, False if the registry says otherwise, None if unknown."""
        known = self.standing is not None and self.standing.role != Role.UNKNOWN
        if known and self.standing is not None:
            return self.standing.role == Role.INTERN
        return True if self.printed_intern else None

    @property
    def may_sign_alone(self) -> bool | None:
        """True or False where print or registry settle it. A print that the registry contradicts settles nothing."""
        settled = self.standing.may_sign_alone if self.standing is not None else None
        if not self.printed_unlicensed:
            return settled
        return None if settled else False

    @property
    def contradicted(self) -> bool:
        """The print says 实习 or 试用期, the registry says that the person may sign alone."""
        return self.printed_unlicensed and self.standing is not None and self.standing.may_sign_alone is True

    @property
    def expired(self) -> bool:
        return self.standing is not None and self.standing.licence == Licence.EXPIRED

    @property
    def rank(self) -> Rank | None:
        """The registry's rank; the printed one only where the registry does not know the person."""
        return self.standing.rank if self.standing is not None else self.signature.rank


def days_of(case: Case, doc: ExtractedDocument, signature: Signature | None = None) -> Days | None:
    """The days on which the signature can have been made: its own date, else the document's, else the whole stay."""
    moment = signature.signed_at if signature is not None else None
    moment = moment or completed_at(case, doc)
    if moment is not None:
        return moment.earliest.date(), moment.latest.date()
    begin, end = case.extracted.admitted_at, case.extracted.discharged_at
    return (begin.earliest.date(), end.latest.date()) if begin and end else None


def is_outside(doc: ExtractedDocument) -> bool:
    """True if the document says that it comes from another hospital, or is a copy that the patient brought."""
    return _says_outside(doc.title, doc.text[doc.start : min(doc.end, doc.start + _OUTSIDE_HEAD)])


@lru_cache(maxsize=512)  # many rules ask of the same documents
def _says_outside(title: str, head: str) -> bool:
    if not _OUTSIDE.search(title) and not _OUTSIDE.search(head):
        return False
    short = (line for line in head.split("\n")[:3] if len(line) <= _HEADING and not line.rstrip().endswith("。"))
    return any(_OUTSIDE.search(line) for line in (title, *short))


def is_doctor_side(signature: Signature) -> bool:
    """True for signatures of staff who write medical documents: not patients, kin, nurses, technicians or applicants."""
    if signature.kind in _NOT_DOCTORS or signature.capacity in (Role.PATIENT_SIDE, Role.NURSE, Role.TECHNICIAN):
        return False
    return not signature.role.startswith(("申请", "质控", "编码", "审批", "批准"))


def is_struck(doc: ExtractedDocument, signature: Signature) -> bool:
    """True for a blank that was struck out on purpose."""
    return (
        not signature.name
        and set(doc.text[signature.start : signature.end].strip()) <= _STRUCK
        and bool(doc.text[signature.start : signature.end].strip())
    )


def is_masked(name: str) -> bool:
    """True if the name was de-identified: it can be matched with nobody for certain."""
    return not MASKS.isdisjoint(name)


def doctors(case: Case, doc: ExtractedDocument) -> tuple[Signer, ...]:
    """The named doctors who signed ``doc``, in order. Somebody signed *for* by another is included."""
    key = f"doctors:{doc.doc_id}"
    if key not in case.memo:
        nurses = _nurses(case)
        case.memo[key] = tuple(
            signer(case, doc, s)
            for s in doc.signatures
            if s.name and is_doctor_side(s) and name_key(s.name) not in nurses
        )
    found: tuple[Signer, ...] = case.memo[key]
    return found


def _nurses(case: Case) -> frozenset[str]:
    return frozenset() if case.registry is None else case.registry.nurses


def signer(case: Case, doc: ExtractedDocument, signature: Signature) -> Signer:
    """Join one named signature with the registry."""
    days = days_of(case, doc, signature)
    known = case.registry is not None and not is_masked(signature.name)
    standing = case.registry.standing(signature.name, days) if known and case.registry is not None else None
    return Signer(doc, signature, days, standing)


def blanks(doc: ExtractedDocument) -> list[Signature]:
    """The places where a doctor should have signed and did not; struck-out ones are none."""
    return [
        s for s in doc.signatures if not s.name and s.kind != "stand_in" and is_doctor_side(s) and not is_struck(doc, s)
    ]


def same_person(one: str, two: str) -> bool | None:
    """Whether two printed names are one person; None if a de-identified name leaves it open."""
    a, b = name_key(one), name_key(two)
    if a == b:
        return True
    if not (is_masked(a) or is_masked(b)) or len(a) != len(b):
        return None if (is_masked(a) or is_masked(b)) and a[:1] == b[:1] else False
    matching = all(x == y or x in MASKS or y in MASKS for x, y in zip(a, b, strict=True))
    return None if matching else False


def among(name: str, names: Iterable[str], registry: StaffRegistry | None = None) -> bool | None:
    """Whether ``name`` is one of ``names``; None if it may be.

    Names of three characters that differ in one may be one person misspelt, unless the registry knows both.
    """
    others = list(names)
    answers = [same_person(name, other) for other in others]
    if True in answers:
        return True
    misspelt = any(_nearly(name, other) and not _both_known(registry, name, other) for other in others)
    return None if misspelt or None in answers else False


def _nearly(one: str, two: str) -> bool:
    a, b = name_key(one), name_key(two)
    if len(a) != len(b) or len(a) < 3 or a[0] != b[0]:
        return False
    return sum(x != y for x, y in zip(a, b, strict=True)) == 1


def _both_known(registry: StaffRegistry | None, one: str, two: str) -> bool:
    return registry is not None and bool(registry.named(one)) and bool(registry.named(two))


def cite_line(case: Case, doc: ExtractedDocument, signature: Signature) -> Evidence:
    """The label and the name (or blank) as evidence: 住院医师：　　　　."""
    text = doc.text
    before = [s.end for s in doc.signatures if s.end <= signature.start]
    low = max(doc.start, text.rfind("\n", doc.start, signature.start) + 1, *before)
    start = low + len(text[low : signature.start]) - len(text[low : signature.start].lstrip("／/、　 \t\r"))
    gap = max(text.rfind(c, start, signature.start) for c in " \u3000\t")
    if gap >= 0 and text[gap + 1 : signature.start].strip("：:|｜ \u3000"):
        start = gap + 1
    return case.cite(doc, min(start, signature.start), signature.end)


def unread(doc: ExtractedDocument) -> bool:
    """True if the end of ``doc`` holds a label with something short behind it that was not read as a name or a blank.

    An unusual name, a picture, a spoilt scan: then nobody may be accused of a signature that is missing.
    """
    last = doc.text.rfind("。", doc.start, doc.end - 2)
    low = max(doc.start, doc.end - _TAIL, last if last >= 0 else doc.end - _TAIL_OF_LISTS)
    named = [s for s in doc.signatures if s.name]
    for found in _REVIEWED.finditer(doc.text, low, doc.end):
        if not any(abs(found.start() - s.end) <= _STAMP or abs(s.start - found.end()) <= _STAMP for s in named):
            return True
    for found in _SIGN_LABEL.finditer(doc.text, low, doc.end):
        near = any(found.start() - 2 <= s.end and s.start <= found.end() for s in doc.signatures)
        if not near and found["value"].strip():
            return True
    return False


def written_by_doctors(case: Case) -> list[ExtractedDocument]:
    """The documents of this hospital that a doctor must sign, in the order of the record."""
    if "written by doctors" not in case.memo:
        documents = (d for d in case.documents if duty(d.doc_type).signed_by == "doctor" and d.body.strip())
        case.memo["written by doctors"] = [d for d in documents if not is_outside(d)]
    found: list[ExtractedDocument] = case.memo["written by doctors"]
    return found
