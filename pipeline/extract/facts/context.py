"""Where a word stands: its sentence, its section, and the day it speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from re import Match, Pattern

from pipeline.extract.facts import patterns as p
from pipeline.extract.model import ExtractedDocument, Mention, Timestamp
from pipeline.records.moment import DAY, Moment

_SUMMARIES = frozenset(
    {
        "discharge_record",
        "death_record",
        "death_discussion",
        "stage_summary",
        "admission_discharge_24h",
        "admission_death_24h",
        "difficult_case_discussion",
    }
)
_REACH = 160  # characters: a longer "sentence" is a table or a copied block


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern found in a document, with its sentence ``[left, right)`` and the words before it in the sentence."""

    doc: ExtractedDocument
    found: Match[str]
    left: int
    right: int

    @property
    def sentence(self) -> str:
        return self.doc.text[self.left : self.right]

    @property
    def before(self) -> str:
        return self.doc.text[self.left : self.found.start()]

    @property
    def after(self) -> str:
        return self.doc.text[self.found.end() : self.right]

    def clause(self) -> str:
        """The part of the sentence between commas that holds the hit."""
        text, start, end = self.doc.text, self.found.start(), self.found.end()
        left = max([self.left] + [text.rfind(c, self.left, start) + 1 for c in "，,"])
        cuts = [c for c in (text.find("，", end, self.right), text.find(",", end, self.right)) if c >= 0]
        return text[left : min(cuts, default=self.right)]

    def mention(self) -> Mention:
        start, end = self.found.span()
        return Mention(self.doc.doc_id, start, end, self.doc.text[start:end])


def hits(doc: ExtractedDocument, pattern: Pattern[str]) -> Iterator[Hit]:
    """Matches of ``pattern`` in ``doc`` outside the sections that speak of other times."""
    for found in pattern.finditer(doc.text, doc.start, doc.end):
        if section_label(doc, found.start()) in p.NOT_NOW:
            continue
        left, right = sentence_bounds(doc, found.start(), found.end())
        yield Hit(doc, found, left, right)


def section_label(doc: ExtractedDocument, at: int) -> str:
    """The label of the section that holds ``at``, or ""."""
    number = bisect_right(doc.sections, at, key=lambda s: s.start)
    return doc.sections[number - 1].label if number and at < doc.sections[number - 1].end else ""


def stamps_between(doc: ExtractedDocument, start: int, end: int) -> list[Timestamp]:
    """The timestamps of ``doc`` that begin in ``[start, end)`` and have a value, without those beside signatures."""
    found = []
    for number in range(bisect_left(doc.timestamps, start, key=lambda t: t.start), len(doc.timestamps)):
        stamp = doc.timestamps[number]
        if stamp.start >= end:
            break
        if stamp.kind != "signed" and stamp.moment:
            found.append(stamp)
    return found


def sentence_bounds(doc: ExtractedDocument, start: int, end: int) -> tuple[int, int]:
    text, low, high = doc.text, max(doc.start, start - _REACH), min(doc.end, end + _REACH)
    left = max([low] + [text.rfind(c, low, start) + 1 for c in p.SENTENCE_END])
    rights = [r for r in (text.find(c, end, high) for c in p.SENTENCE_END) if r >= 0]
    return left, min(rights, default=high)


def told_day(hit: Hit) -> Moment | None:
    """The day, or the time, of the event that the sentence tells: its own date, else 今日/昨日 counted from the note's time."""
    inside = stamps_between(hit.doc, hit.left, hit.found.end())
    if inside:
        return inside[-1].moment
    after = stamps_between(hit.doc, hit.found.end(), min(hit.right, hit.found.end() + 12))
    if after:
        return after[0].moment
    written = hit.doc.written_at
    if written is None or hit.doc.doc_type in _SUMMARIES:  # 当日 in a summary is not the day of its writing
        return None
    words = hit.before[-40:] + hit.found[0]
    if any(w in words for w in ("昨日", "昨天", "昨晚", "昨夜", "昨")):
        return Moment(written.at.replace(hour=0, minute=0, second=0) - timedelta(days=1), DAY)
    if any(w in words for w in ("今日", "今天", "今晨", "今早", "今上午", "今下午", "今", "当日")):
        return Moment(written.at.replace(hour=0, minute=0, second=0), DAY)
    return None


def happened_here(hit: Hit, admitted: Moment | None, discharged: Moment | None, denial: bool = True) -> bool:
    """False if the sentence speaks of elsewhere, long ago, another person, a plan, a refusal; or of a day outside the stay."""
    # the plan or the denial must stand before the event or in its clause: "行胆囊切除术，术后如有腹痛…" is no plan
    near = hit.before + hit.clause()
    sentence = hit.sentence
    if p.ELSEWHERE.search(sentence) or (p.OTHER_HOSPITAL.search(sentence) and not p.OWN_HOSPITAL.search(sentence)):
        return False
    if p.LONG_AGO.search(near) or p.PLANNED.search(near):
        return False
    if denial and p.DENIED.search(near):
        return False
    day = told_day(hit)
    if day is not None and admitted is not None and day.latest < admitted.earliest - timedelta(hours=2):
        return False
    return not (day is not None and discharged is not None and discharged.latest < day.earliest)


def same_day(a: Moment | None, b: Moment | None, slack: int = 0) -> bool:
    """True if both are known and lie within ``slack`` calendar days of each other."""
    return a is not None and b is not None and abs((a.at.date() - b.at.date()).days) <= slack
