"""Who took part in an operation, as its own record tells: for the rules about who wrote and signed it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.detect.case import Case
from pipeline.extract.model import ExtractedDocument
from pipeline.records.staff import name_key

_LISTED = re.compile(r"助\s*手|[一二三ⅠⅡ]\s*助|术\s*者|手术者|主\s*刀|手术人员|手术医[师生]")
_NO_HELP = re.compile(r"助手\s*[:：|｜]?\s*(?:无|/|／|—|-)")
_OPEN = re.compile(r"等(?:人|医[师生])?(?=[\s，,；;。）)]|$)")


@dataclass(frozen=True, slots=True)
class Team:
    """Surgeons and assistants of one operation record. ``head`` is the text before its sign-off; ``span`` the lines that list them."""

    surgeons: tuple[str, ...]
    assistants: tuple[str, ...]
    complete: bool  # assistants are named, or it is said that there were none; nobody hides behind 等
    head: str
    span: tuple[int, int] | None

    @property
    def everybody(self) -> tuple[str, ...]:
        return self.surgeons + self.assistants

    def beside_surgeon(self, name: str) -> bool:
        """True if the list names the person side by side with a surgeon (术者：甲、乙): perhaps a second one."""
        pattern = rf"(?:{'|'.join(map(re.escape, self.surgeons)) or '(?!)'})[^\n：:|｜；;助]{{0,12}}[、/／,，和及]\s*{re.escape(name_key(name))}"
        return re.search(pattern, self.head) is not None

    def mentions(self, name: str) -> bool:
        """True if the record names the person anywhere before its sign-off, in whatever part."""
        return name_key(name) in self.head


def team_of(case: Case, doc: ExtractedDocument) -> Team:
    """The team of the operation record ``doc``, from the facts of the stay and the list that the record prints."""
    operations = [op for op in case.facts.operations if op.note_id == doc.doc_id]
    surgeons = tuple(dict.fromkeys(op.surgeon for op in operations if op.surgeon))
    assistants = tuple(dict.fromkeys(name for op in operations for name in op.assistants))
    last = min((s.start for s in doc.signatures if s.name), default=doc.end)
    span = _lines(doc, last)
    listed = doc.text[span[0] : span[1]] if span else ""
    complete = bool(assistants or _NO_HELP.search(listed)) and not _OPEN.search(listed)
    return Team(surgeons, assistants, complete, name_key(doc.text[doc.start : last]), span)


def _lines(doc: ExtractedDocument, stop: int) -> tuple[int, int] | None:
    """The part of the record that lists who operated: its section, else the lines that name operator and assistants."""
    section = doc.section("surgical_team")
    if section is not None:
        return section.start, section.end
    found = list(_LISTED.finditer(doc.text, doc.start, stop))
    if not found:
        return None
    start = doc.text.rfind("\n", doc.start, found[0].start()) + 1
    end = doc.text.find("\n", found[0].end(), stop)
    return max(start, doc.start), end if end >= 0 else stop
