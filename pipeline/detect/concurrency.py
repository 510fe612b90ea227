"""One person in two places: a pass over the signature events of the night and of the stored history.

Every stay gives its events (:func:`events_of`): operations and rescues with who took part, rounds, and signatures with a time
of day. :func:`find_clashes` joins the events of many stays by person and finds

* ``overlap``: operations or rescues of two patients at the same time,
* ``round``: a round on one patient in the middle of an operation on another,
* ``burst``: the notes of several days signed within a few minutes,
* ``echo``: a superior whose signature always follows the junior's within the minute.

Each is a candidate for a person to look at, never a verdict (issue D.4). The cost is linear in the events but for sorting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from pipeline.detect.attendance import attendance
from pipeline.detect.authority import doctors, is_masked, is_outside
from pipeline.detect.case import Case
from pipeline.detect.event import Clash, Event
from pipeline.extract.model import ExtractedDocument, Mention
from pipeline.records.moment import Moment
from pipeline.records.staff import name_key

_LEAST_OVERLAP = timedelta(minutes=15)  # shorter overlaps are rounding: surgeons change rooms, clocks differ
_MARGIN = timedelta(minutes=10)  # a round this near the beginning or end of an operation is possible
_LONGEST = timedelta(hours=24)
_BURST, _BURST_WINDOW, _BURST_DAYS = 8, timedelta(minutes=3), 3
_ECHO, _ECHO_SHARE = 6, 0.9
PRESENT = frozenset({"operation", "rescue"})
_SCORES = {
    "overlap": 0.6,
    "round": 0.5,
    "burst": 0.4,
    "echo": 0.5,
}  # weights of the signs; the calibration makes shares of them
_UNSURE = 0.6  # factor where only the name tells that two people are one


def merge(history: Iterable[Event], night: Iterable[Event]) -> list[Event]:
    """History and night together; a stay that comes again replaces its former events, whatever the order of arrival."""
    tonight = list(night)
    again = {event.stay_id for event in tonight}
    return list(dict.fromkeys([*(e for e in history if e.stay_id not in again), *tonight]))


# --- events of one stay ----------------------------------------------------------------------------------------------


def events_of(case: Case) -> tuple[Event, ...]:
    """The events of one stay: small, picklable, free of the record's text but for the quoted words."""
    documents = {d.doc_id: d for d in case.documents if not is_outside(d)}
    return (*_present(case, documents), *_rounds(case, documents), *_signatures(case, documents))


def _event(
    case: Case, kind: str, name: str, span: tuple[datetime, datetime], place: Mention, **more: Any
) -> Event | None:
    if not name or is_masked(name) or len(name) < 2:
        return None
    known = case.registry.named(name) if case.registry is not None else ()
    if len(known) > 1:
        return None  # namesakes: nobody can be told
    person, stay_id = known[0].staff_id if known else name_key(name), case.extracted.stay.stay_id
    at = (place.doc_id, kind, person, name, *span, place.start, place.end, place.quote)
    return Event(stay_id, *at, sure=bool(known), **more)


def _present(case: Case, documents: Mapping[str, ExtractedDocument]) -> Iterator[Event]:
    for operation in case.facts.operations:
        span = _span(operation.started_at, operation.ended_at)
        if span and operation.mention.doc_id in documents:
            for name in dict.fromkeys((operation.surgeon, *operation.assistants)):
                event = _event(case, "operation", name, span, operation.mention)
                if event:
                    yield event
    for rescue in case.facts.rescues:
        span, doc = _span(rescue.started_at, rescue.ended_at), documents.get(rescue.note_id or "")
        present = attendance(case, doc) if doc else None
        if span is None or present is None:
            continue
        for person in present.people:
            event = _event(case, "rescue", person.name, span, rescue.mention)
            if event:
                yield event


def _span(since: Moment | None, until: Moment | None) -> tuple[datetime, datetime] | None:
    if since is None or until is None or not (since.timed and until.timed):
        return None
    return (since.at, until.at) if timedelta(0) < until.at - since.at < _LONGEST else None


def _rounds(case: Case, documents: Mapping[str, ExtractedDocument]) -> Iterator[Event]:
    for doc in documents.values():
        at = doc.written_at
        if doc.round is not None and at is not None and at.timed and doc.round.start < doc.round.end:
            place = Mention(doc.doc_id, doc.round.start, doc.round.end, doc.text[doc.round.start : doc.round.end])
            event = _event(case, "round", doc.round.name, (at.at, at.at), place)
            if event:
                yield event


def _signatures(case: Case, documents: Mapping[str, ExtractedDocument]) -> Iterator[Event]:
    for doc in documents.values():
        for signer in doctors(case, doc):
            at = signer.signature.signed_at
            if at is None or not at.timed:
                continue
            start, end = signer.signature.start, signer.signature.end
            day = doc.written_at.at.date() if doc.written_at else None
            event = _event(
                case, "signature", signer.name, (at.at, at.at), Mention(doc.doc_id, start, end, signer.name), day=day
            )
            if event and doc.text[start:end] == signer.name:
                yield event


# --- events of many stays --------------------------------------------------------------------------------------------


def find_clashes(events: Iterable[Event]) -> dict[str, tuple[Clash, ...]]:
    """The candidates of every stay, in a stable order. ``events`` as :func:`merge` gives them."""
    ordered = sorted(events, key=_in_order)
    by_person: dict[str, list[Event]] = defaultdict(list)
    for event in ordered:
        by_person[event.person].append(event)
    found: dict[str, list[Clash]] = defaultdict(list)
    for mine in by_person.values():
        for clash in (*_overlaps(mine), *_bursts(mine)):
            found[clash.here[0].stay_id].append(clash)
    for clash in _echoes(ordered):
        found[clash.here[0].stay_id].append(clash)
    return {stay_id: tuple(clashes) for stay_id, clashes in sorted(found.items())}


def _in_order(event: Event) -> tuple[str, datetime, datetime, str, str, int, int, str, str]:
    """A total order, so that the order in which nights arrive changes nothing."""
    place = (event.stay_id, event.doc_id, event.start, event.end)
    return event.person, event.since, event.until, *place, event.kind, str(event.day)


def _clash(kind: str, here: Iterable[Event], there: Iterable[Event]) -> Clash:
    ours, theirs = tuple(here), tuple(there)
    sure = all(e.sure for e in (*ours, *theirs))
    return Clash(kind, ours, theirs, round(_SCORES[kind] * (1 if sure else _UNSURE), 3))


def _overlaps(events: list[Event]) -> Iterator[Clash]:
    """Sweep in order of time; each event is compared with the one that lasts longest so far, so that the cost stays linear."""
    longest: Event | None = None
    for event in events:
        if longest is not None and longest.stay_id != event.stay_id:
            kind = _impossible(longest, event)
            if kind:
                yield _clash(kind, [longest], [event])
                yield _clash(kind, [event], [longest])
        if event.kind in PRESENT and (longest is None or event.until > longest.until):
            longest = event


def _impossible(first: Event, second: Event) -> str:
    """What is wrong with being at both; "" if nothing certainly is. ``first`` is an operation or a rescue."""
    if second.kind in PRESENT:
        return "overlap" if min(first.until, second.until) - second.since >= _LEAST_OVERLAP else ""
    if second.kind == "round" and first.since + _MARGIN <= second.since <= first.until - _MARGIN:
        return "round"
    return ""


def _bursts(events: list[Event]) -> Iterator[Clash]:
    signed = [e for e in events if e.kind == "signature" and e.day is not None]
    first, told = 0, -1
    for last, event in enumerate(signed):
        while event.since - signed[first].since > _BURST_WINDOW:
            first += 1
        window = signed[first : last + 1] if last - first + 1 == _BURST and first > told else []
        if window and len({e.day for e in window}) >= _BURST_DAYS:
            told = last
            for stay_id in sorted({e.stay_id for e in window}):
                yield _clash(
                    "burst", (e for e in window if e.stay_id == stay_id), (e for e in window if e.stay_id != stay_id)
                )


def _echoes(events: list[Event]) -> Iterator[Clash]:
    """Pairs of signers who, in nearly all documents that both signed with a time, signed in the same minute."""
    notes: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        if event.kind == "signature":
            notes[event.stay_id, event.doc_id].append(event)
    pairs: dict[tuple[str, str], list[tuple[Event, Event]]] = defaultdict(list)
    for signed in notes.values():
        inside = sorted(signed, key=lambda e: e.start)
        for one, two in pairwise(inside):
            if one.person != two.person:
                pairs[one.person, two.person].append((one, two))
    for _, together in sorted(pairs.items()):
        close = [(one, two) for one, two in together if abs(two.since - one.since) < timedelta(minutes=1)]
        if len(close) < _ECHO or len(close) < _ECHO_SHARE * len(together):
            continue
        for stay_id in sorted({one.stay_id for one, _ in close}):
            here = [e for pair in close if pair[0].stay_id == stay_id for e in pair]
            yield _clash("echo", here, [e for pair in close[:_ECHO] if pair[0].stay_id != stay_id for e in pair])
