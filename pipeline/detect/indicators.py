"""Signs inside one stay that somebody else may have signed. None of them proves it; two together are worth a person's look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import prod

import numpy as np

from pipeline.detect.authority import Signer, cite_line, doctors, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Evidence
from pipeline.paths import shipped
from pipeline.records.moment import Moment
from pipeline.records.staff import Licence

_LEAST_TOGETHER = 4
_EARLY_HOURS = -1.0  # a signature this much before the time that heads the note
_WORDS = {
    "before": "签名时间早于所记事件或记录时间",
    "gone": "签名时名册载明已离院",
    "both": "书写者与审签者为同一人",
    "echo": "上级签名与下级签名总在同一分钟",
    "overlap": "同一时间参加另一患者的手术或抢救",
    "round": "手术进行中另有其查房记录",
    "burst": "数分钟内补签多日文书",
}
_SCORES = {"before": 0.5, "gone": 0.5, "both": 0.25, "echo": 0.5}
_THRESHOLD = 0.5
_ALONE = frozenset({"overlap"})  # being with two patients at once needs no second sign


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sign about one person, with its evidence. ``score`` is how far it speaks for a foreign hand, 0 to 1."""

    kind: str
    person: str
    score: float
    evidence: tuple[Evidence, ...]


def candidates(case: Case) -> list[Defect]:
    """Persons about whom two different signs, or one that needs no second, add up: candidates for review.

    ``confidence`` is the calibrated score of :func:`calibrated`.
    """
    found = []
    for person, (raw, best) in suspects(case).items():
        message = "疑似他人代签，须人工核对：" + "；".join(_WORDS[kind] for kind in sorted(best))
        evidence = tuple(dict.fromkeys(e for i in best.values() for e in i.evidence))
        related = tuple(dict.fromkeys(r for clash in case.clashes or () if clash.kind in best for r in clash.related()))
        more = {"related": related, "person": person, "confidence": calibrated(raw)}
        found.append(Defect(message, evidence[0].doc_id, evidence, review=True, **more))  # type: ignore[arg-type]
    return found


def suspects(case: Case) -> dict[str, tuple[float, dict[str, Indicator]]]:
    """By person: the raw combined score (noisy-or, 0 to 1, not a probability) and the strongest sign of each kind."""
    by_person: dict[str, list[Indicator]] = {}
    for indicator in (*_inside(case), *_across(case)):
        by_person.setdefault(indicator.person, []).append(indicator)
    found = {}
    for person, signs in sorted(by_person.items()):
        best = {i.kind: i for i in sorted(signs, key=lambda i: i.score)}
        raw = 1 - prod(1 - i.score for i in best.values())
        if raw >= _THRESHOLD and (len(best) >= 2 or _ALONE & set(best)):
            found[person] = raw, best
    return found


def calibrated(raw: float) -> float:
    """The share of true cases among candidates of this raw score, by ``configs/rules/signing_calibration.json``.

    Fitted on generated stays (synthetic): it orders the reviewers' list and says nothing of one person.
    """
    scores, shares = _calibration()
    return round(float(np.interp(raw, scores, shares)), 3)


@cache
def _calibration() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Raises KeyError or ValueError if the table is damaged."""
    text = (shipped("configs") / "rules" / "signing_calibration.json").read_text(encoding="utf-8")
    scores, shares = zip(*json.loads(text)["table"], strict=True)
    if list(scores) != sorted(set(scores)) or list(shares) != sorted(shares):
        raise ValueError("signing_calibration.json is not monotone")
    return scores, shares


def _across(case: Case) -> Iterator[Indicator]:
    for clash in case.clashes or ():
        yield Indicator(clash.kind, clash.here[0].name, clash.score, clash.evidence())


def _inside(case: Case) -> Iterator[Indicator]:
    ends = {op.note_id: op.ended_at for op in case.facts.operations if op.note_id}
    ends |= {rescue.note_id: rescue.ended_at for rescue in case.facts.rescues if rescue.note_id}
    together: dict[tuple[str, str], list[tuple[Signer, Signer]]] = {}
    for doc in written_by_doctors(case):
        signers = doctors(case, doc)
        for signer in signers:
            if _too_early(signer.signature.signed_at, ends.get(doc.doc_id), doc.written_at):
                yield Indicator("before", signer.name, _SCORES["before"], (cite_line(case, doc, signer.signature),))
            if signer.standing is not None and signer.standing.left and signer.standing.licence != Licence.EXPIRED:
                yield Indicator("gone", signer.name, _SCORES["gone"], (cite_line(case, doc, signer.signature),))
        yield from _both(case, signers)
        for one, two in pairwise(signers):
            if _timed(one) and _timed(two) and one.name != two.name:
                together.setdefault((one.name, two.name), []).append((one, two))
    yield from _echo(case, together)


def _too_early(signed: Moment | None, ended: Moment | None, written: Moment | None) -> bool:
    if signed is None:
        return False
    if ended is not None and signed.certainly_before(ended):
        return True
    return written is not None and signed.timed and written.timed and signed.hours_after(written)[1] < _EARLY_HOURS


def _both(case: Case, signers: tuple[Signer, ...]) -> Iterator[Indicator]:
    wrote = {s.name: s for s in signers if s.signature.kind in ("recorder", "author")}
    for signer in signers:
        writer = wrote.get(signer.name)
        if signer.signature.kind == "reviewer" and writer is not None:
            lines = tuple(cite_line(case, s.doc, s.signature) for s in (writer, signer))
            yield Indicator("both", signer.name, _SCORES["both"], lines)


def _timed(signer: Signer) -> bool:
    return signer.signature.signed_at is not None and signer.signature.signed_at.timed


def _echo(case: Case, together: dict[tuple[str, str], list[tuple[Signer, Signer]]]) -> Iterator[Indicator]:
    for (_, superior), notes in sorted(together.items()):
        same = [pair for pair in notes if pair[0].signature.signed_at == pair[1].signature.signed_at]
        if len(same) >= _LEAST_TOGETHER and len(same) == len(notes):
            lines = tuple(cite_line(case, s.doc, s.signature) for pair in same[:2] for s in pair)
            yield Indicator("echo", superior, _SCORES["echo"], lines)
