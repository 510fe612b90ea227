"""Which stays are read although nothing was found, and which are read blind by two. Everybody draws the same samples."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pipeline.store import standing

UNFLAGGED_SHARE, UNFLAGGED_LEAST = 0.05, 2  # of the unflagged stays, so that misses can be estimated
DOUBLE_SHARE, DOUBLE_LEAST = 0.1, 2  # of the stays on the worklist, so that agreement can be measured

ABOUT_STAY = ("clean", "missed")  # verdicts on a stay without findings


def unflagged_sample(run_id: str, unflagged: Iterable[str]) -> list[str]:
    """The unflagged stays that are read: a random sample that depends on the run alone."""
    return _draw(unflagged, UNFLAGGED_SHARE, UNFLAGGED_LEAST, "unflagged", run_id)


def double_sample(run_id: str, flagged: Iterable[str], unflagged: Iterable[str]) -> set[str]:
    """The stays that two people read blind: drawn from the flagged ones and from the sample of unflagged ones."""
    listed = [*flagged, *unflagged_sample(run_id, unflagged)]
    return set(_draw(listed, DOUBLE_SHARE, DOUBLE_LEAST, "double", run_id))


def _draw(stay_ids: Iterable[str], share: float, least: int, *key: str) -> list[str]:
    ranked = sorted(stay_ids, key=lambda stay_id: _rank(*key, stay_id))
    return ranked[: min(len(ranked), max(least, round(share * len(ranked))))]


def _rank(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def assigned(run_id: str, stay_id: str, roster: Sequence[str]) -> tuple[str, ...]:
    """The two of ``roster`` who read ``stay_id``: the same whoever asks, and spread evenly.

    Empty if the roster names fewer than two people: then the first two who decide are the readers.
    """
    people = sorted(set(roster))
    if len(people) < 2:
        return ()
    return tuple(sorted(sorted(people, key=lambda who: _rank(run_id, stay_id, who))[:2]))


def stay_key(run_id: str, stay_id: str) -> str:
    """The fingerprint under which it is kept that a stay was read in full in a run."""
    return "stay-" + _rank(run_id, stay_id)[:16]


Said = dict[str, dict[str, str]]  # reader -> fingerprint -> verdict


def blind_readings(rows: Iterable[Mapping[str, Any]], wanted: Mapping[str, set[str]]) -> dict[str, Said]:
    """What the readers of each stay said blind; of each stay only the first two.

    ``rows`` are the decisions of one run in order; ``wanted`` maps a stay to the fingerprints that must be decided, or to its
    :func:`stay_key` alone if nothing was found in it, where the verdict is then ``clean`` or ``missed``. What anybody
    does after both have finished is no blind reading any more and is left out.
    """
    by_stay: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if (row["meta"] or {}).get("blind") or row["verdict"] == "withdrawn":
            by_stay.setdefault(row["stay_id"], []).append(dict(row))
    return {stay: _until_finished(found, wanted.get(stay, set())) for stay, found in by_stay.items()}


def _until_finished(rows: list[dict[str, Any]], wanted: set[str]) -> Said:
    said: Said = {}
    for end in range(1, len(rows) + 1):
        said = _said(standing(rows[:end]))
        if finished(said, wanted):
            break
    return said


def _said(rows: Iterable[Mapping[str, Any]]) -> Said:
    said: Said = {}
    for row in rows:
        if row["who"] not in said and len(said) == 2:
            continue
        verdicts = said.setdefault(row["who"], {})
        if row["verdict"] in ABOUT_STAY:
            key = stay_key(row["run_id"], row["stay_id"])
            verdicts[key] = "missed" if "missed" in (row["verdict"], verdicts.get(key)) else "clean"
        else:
            verdicts[row["fingerprint"]] = row["verdict"]
    return said


def finished(said: Said, wanted: set[str]) -> bool:
    """Whether two readers have decided everything that there is to decide."""
    return bool(wanted) and len(said) == 2 and all(wanted <= verdicts.keys() for verdicts in said.values())


def to_decide(
    run_id: str, stay_ids: Iterable[str], found: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, set[str]]:
    """What has to be decided of each stay: its findings, or whether it is clean."""
    return {
        stay_id: {f["fingerprint"] for f in found.get(stay_id, ())} or {stay_key(run_id, stay_id)}
        for stay_id in stay_ids
    }
