"""Who took part, as a record lists them: participants of discussions and rescues, and who presided."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.detect.authority import among, days_of, is_masked
from pipeline.detect.case import Case
from pipeline.extract.model import ExtractedDocument
from pipeline.extract.signatures.names import is_name, may_be_name, read_run
from pipeline.records.ranks import NO_TITLE, Rank, Title, find_titles, parse_title
from pipeline.records.staff import Standing

_LIST = re.compile(
    r"(?:参加(?:抢救)?(?:的)?(?:人员|医[师生]|讨论人员|者|讨论者)?|出席(?:人员|者)?|参与(?:抢救)?(?:人员|医[师生])|抢救(?:人员|医[师生]|参加人员)|参加抢救人员|讨论人员)"
    r"(?:及(?:职称|职务|专业技术职务))?\s*[:：|｜]\s*"
)
_HOST = re.compile(r"(?:抢救)?(?:主持|指挥)(?:抢救)?(?:人|者|医[师生])?\s*[:：|｜]\s*")
_OPEN = re.compile(r"等(?:人|医[师生]|\d|共)?(?=[\s，,；;。、）)\d]|$)|全体|全科")
_STOP = re.compile(r"[。\n\r]")
_UNIT = re.compile(r"^[\u4e00-\u9fff]{1,10}?(?:科室|科|病区|中心|ICU|室)(?=[\u4e00-\u9fff]{2,})")
_HEAD = re.compile(r"科主任|主任[（(]?主持|主持工作|科室负责人|病区主任|副主任（主持")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on a list, with the printed title and what the registry knows of him on the day."""

    name: str
    title: Title
    start: int
    end: int
    standing: Standing | None = None

    @property
    def rank(self) -> Rank | None:
        """The registry's rank where it knows the person, else the printed one if it is certain."""
        if self.standing is not None:
            return self.standing.rank
        return self.title.rank if self.title.certain else None

    @property
    def heads_department(self) -> bool:
        """True if registry or print call the person the head of a department."""
        member = self.standing.member if self.standing is not None else None
        told = bool(member and _HEAD.search(f"{member.note} {member.title}"))
        return told or (self.title.rank == Rank.CHIEF and not self.title.certain)


@dataclass(frozen=True, slots=True)
class Attendance:
    """The list of those who took part; ``complete`` is False when it is open (等) or holds what could not be read."""

    people: tuple[Person, ...]
    complete: bool
    span: tuple[int, int]

    def has(self, name: str) -> bool | None:
        """Whether ``name`` took part; None where a de-identified name, or an open list, leaves it open."""
        answer = among(name, (person.name for person in self.people))
        return None if answer is False and not self.complete else answer


def attendance(case: Case, doc: ExtractedDocument) -> Attendance | None:
    """The participants of ``doc``, or None if it prints no list of them."""
    found = _LIST.search(doc.text, doc.start, doc.end)
    if found is None:
        return None
    start = found.end()
    stop = _STOP.search(doc.text, start, doc.end)
    end = stop.start() if stop else doc.end
    text = doc.text[start:end]
    people, complete = _people(case, doc, start, end)
    host = presiding(case, doc)
    if host is not None and all(person.name != host.name for person in people):
        people.append(host)
    return Attendance(tuple(people), complete and bool(people) and not _OPEN.search(text), (found.start(), end))


def presiding(case: Case, doc: ExtractedDocument) -> Person | None:
    """Who presided: after 主持人：, or marked （主持） in the list; None if the record does not say."""
    for found in _HOST.finditer(doc.text, doc.start, doc.end):
        people, _ = _people(case, doc, found.end(), min(doc.end, found.end() + 24))
        if people and not doc.text[found.end() : people[0].start].strip():
            return people[0]
    marked = re.search(r"([\u4e00-\u9fff·]{2,4})[（(][^（）()\n]{0,16}主持[^（）()\n]{0,4}[）)]", doc.body)
    if marked is None or not is_name(marked[1]):
        return None
    at = doc.start + marked.start(1)
    return _person(case, doc, marked[1], parse_title(marked[0]), at)


def _people(case: Case, doc: ExtractedDocument, start: int, end: int) -> tuple[list[Person], bool]:
    """The names of ``[start, end)`` with titles before, behind or in brackets; and whether everything was understood."""
    people: list[Person] = []
    complete, place = True, start
    while place < end:
        run, stop = read_run(doc.text, place, end)
        if not run:
            place += 1
            continue
        unit = _UNIT.match(run)
        skip = unit.end() if unit else 0
        core = run[skip:]
        titles = find_titles(core)
        at_front = bool(titles) and titles[0][0] == 0
        name = core[titles[0][1] :] if at_front else core[: titles[0][0]] if titles else core
        if is_name(name) or (titles and may_be_name(name)) or (is_masked(name) and 2 <= len(name) <= 4):
            title = parse_title(core) if titles else _beside(doc.text, stop, end)
            people.append(_person(case, doc, name, title, place + skip + core.find(name)))
        elif name and not _harmless(name):
            complete = False
        place = stop
    return people, complete


def _beside(text: str, place: int, end: int) -> Title:
    """The title behind a name: （主治医师）, or after a space."""
    behind = text[place : min(end, place + 20)]
    stop = re.search(r"[、，,；;。\n]", behind)
    return parse_title(behind[: stop.start()] if stop else behind)


def _harmless(word: str) -> bool:
    return parse_title(word) != NO_TITLE or bool(
        re.fullmatch(r".*(?:科|组|区|室|人|护士|医师|医生|主持|记录|家属|患者|麻醉|职称)", word)
    )


def _person(case: Case, doc: ExtractedDocument, name: str, title: Title, start: int) -> Person:
    known = case.registry is not None and not is_masked(name)
    standing = case.registry.standing(name, days_of(case, doc)) if known and case.registry is not None else None
    return Person(name, title, start, start + len(name), standing)
