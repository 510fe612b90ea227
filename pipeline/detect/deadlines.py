"""A document against the clock of an event: the shape that most timeliness rules share."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.detect.case import Case
from pipeline.detect.coverage import headings_inside
from pipeline.detect.finding import Defect, Evidence
from pipeline.detect.limits import Timing, completed_at, delay, stamp_of, timing
from pipeline.detect.notes import author
from pipeline.extract.model import ExtractedDocument, Mention
from pipeline.records.moment import Moment


@dataclass(frozen=True, slots=True)
class Clock:
    """An event that starts a clock: what it is in Chinese, when it was, and the words that say so if the record prints them."""

    what: str
    since: Moment | None
    proof: Evidence | None = None


def clock(case: Case, what: str, since: Moment | None, doc: ExtractedDocument | None = None) -> Clock:
    """The clock of an event that ``doc`` prints; without ``doc`` its first mention in any document, if there is one."""
    if since is None:
        return Clock(what, None)
    for candidate in (doc,) if doc else case.documents:
        span = stamp_of(candidate, since)
        if span:
            return Clock(what, since, case.cite(candidate, *span, role="expected"))
    return Clock(what, since)


def late(
    case: Case, doc: ExtractedDocument, event: Clock, hours: float, name: str, done: Moment | None = None
) -> tuple[list[Defect], str]:
    """Compare ``doc`` with ``event`` + ``hours``: a defect if it is certainly late, else the reason if it cannot be told.

    ``done`` is when the document was written, if the caller knows better than :func:`completed_at`.
    """
    if headings_inside(doc):
        return [], f"{name}与其他文书未能切分开，时间不能确定"
    done = done or completed_at(case, doc)
    state = timing(done, event.since, hours)
    if state is Timing.UNKNOWN or done is None or event.since is None:
        return [], f"{name}或{event.what}的时间不到分钟或缺失，无法判断是否超时"
    if state is Timing.BEFORE:
        return [], f"{name}的时间早于{event.what}，另行核对"
    if state is Timing.IN_TIME:
        return [], ""
    limit = f"{hours:g}小时" if hours < 168 else f"{hours / 24:g}天"
    message = f"{name}在{event.what}后{delay(done, event.since)}完成，超过{limit}"
    return [Defect(message, doc.doc_id, _proofs(case, doc, done, event), person=author(doc))], ""


def _proofs(case: Case, doc: ExtractedDocument, done: Moment, event: Clock) -> tuple[Evidence, ...]:
    span = stamp_of(doc, done) or written_span(doc)
    proofs = [case.cite(doc, *span)]
    if event.proof:
        proofs.append(event.proof)
    return tuple(proofs)


def written_span(doc: ExtractedDocument) -> tuple[int, int]:
    """Where ``doc`` prints its time of writing, else its title line."""
    written = next((t for t in doc.timestamps if t.kind == "written"), None)
    if written:
        return written.start, written.end
    start = doc.start
    while start < doc.end - 1 and doc.text[start].isspace():
        start += 1
    end = doc.text.find("\n", start, doc.end)
    return start, max(start + 1, min(doc.end if end < 0 else end, start + 40))


def mention_clock(case: Case, what: str, since: Moment | None, mention: Mention) -> Clock:
    """The clock of an event that is only mentioned somewhere."""
    return Clock(what, since, case.cite_mention(mention, "expected"))
