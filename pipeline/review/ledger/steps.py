"""Steps in the ledger. Each adds one decision to the store; none is ever changed or removed."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.errors import UsageError
from pipeline.review.ledger.entries import NAMES, Entry, State, entry_of
from pipeline.store import Store, standing
from pipeline.store.periods import with_fingerprint

Row = dict[str, Any]
STEPS: dict[str, tuple[State, ...]] = {  # step: the states from which it may be taken
    "assigned": (State.OPEN,),
    "corrected": (State.OPEN,),
    "rechecked": (State.CORRECTED,),
    "closed": (State.RECHECKED,),
    "reopened": (State.CORRECTED, State.RECHECKED, State.CLOSED),
    "appealed": (State.OPEN, State.CORRECTED, State.RECHECKED),
    "appeal_upheld": (State.APPEALED,),
    "appeal_rejected": (State.APPEALED,),
}
_VERDICTS = {"assigned": "confirmed", "rechecked": "corrected"}  # the other steps are verdicts of their own
_SHORTEST = 6  # characters of a fingerprint


def assign(store: Store, fingerprint: str, who: str, owner: str, measure: str, due: date) -> Entry:
    """Give the defect an owner, a measure and a day; assigning it says that it is true. May be repeated while open."""
    if not owner.strip() or not measure.strip():
        raise UsageError("E802", "分派须写明责任人和整改措施")
    return _take(store, fingerprint, "assigned", who, "", {"owner": owner, "measure": measure, "due": due.isoformat()})


def advance(store: Store, fingerprint: str, step: str, who: str, note: str = "") -> Entry:
    """Take the next step: ``corrected``, ``rechecked``, ``closed``, or ``reopened`` when a re-check finds it still there.

    Whoever corrected a defect cannot re-check it. Raises UsageError if the step is not open from here.
    """
    if step not in ("corrected", "rechecked", "closed", "reopened"):
        raise UsageError("E803", f"没有步骤 {step}。可用：corrected、rechecked、closed、reopened")
    return _take(store, fingerprint, step, who, note)


def appeal(store: Store, fingerprint: str, who: str, reason: str) -> Entry:
    """Appeal against the finding: it is not raised again and its clock stands still until the appeal is decided."""
    if not reason.strip():
        raise UsageError("E804", "申诉须写明理由")
    return _take(store, fingerprint, "appealed", who, reason)


def decide_appeal(store: Store, fingerprint: str, who: str, upheld: bool, note: str = "") -> Entry:
    """Decide an appeal; not by the person who appealed."""
    return _take(store, fingerprint, "appeal_upheld" if upheld else "appeal_rejected", who, note)


def find(store: Store, fingerprint: str) -> Row:
    """The newest finding whose fingerprint begins so. Raises UsageError unless there is exactly one."""
    if len(fingerprint) < _SHORTEST:
        raise UsageError("E805", f"缺陷编号至少写 {_SHORTEST} 位")
    found = with_fingerprint(store, fingerprint)
    if len(found) != 1:
        raise UsageError(
            "E806", f"编号 {fingerprint} 对应 {len(found)} 条缺陷，须正好一条。用 bingan ledger list 查看编号"
        )
    return found[0]


def _take(
    store: Store, fingerprint: str, step: str, who: str, note: str, fields: dict[str, str] | None = None
) -> Entry:
    if not who.strip():
        raise UsageError("E807", "须写明经办人（--who）")
    finding = find(store, fingerprint)
    history = standing(store.decisions(finding["fingerprint"]))
    department = _department(store, finding)
    entry = entry_of(finding, department, history)
    _allowed(entry, step, who, history)
    meta = {"ledger": {"step": step, **(fields or {})}}
    verdict = _VERDICTS.get(step, step)
    store.decide(finding, verdict, who, reason=note, note=note, run_id=finding["run_id"], meta=meta)
    return entry_of(finding, department, standing(store.decisions(finding["fingerprint"])))


def _allowed(entry: Entry, step: str, who: str, history: list[Row]) -> None:
    if entry.state not in STEPS[step]:
        raise UsageError("E809", f"这条缺陷现为“{NAMES[entry.state]}”，不能做 {step}")
    if step == "rechecked" and who == entry.corrected_by:
        raise UsageError("E810", "整改人不能复查自己的整改，请由他人复查")
    if step.startswith("appeal_") and who == history[-1]["who"]:
        raise UsageError("E811", "申诉人不能裁定自己的申诉")


def _department(store: Store, finding: Row) -> str:
    stays = store.stays(finding["run_id"], stay_id=finding["stay_id"])
    return (stays[0]["department"] or "") if stays else ""
