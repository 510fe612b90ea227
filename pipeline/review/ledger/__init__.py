"""The problem ledger (台账): every defect with owner, measure and due date until it is closed, appeals included."""

from pipeline.review.ledger.entries import Entry, State, entries, entry_of
from pipeline.review.ledger.steps import STEPS, advance, appeal, assign, decide_appeal

__all__ = ["STEPS", "Entry", "State", "advance", "appeal", "assign", "decide_appeal", "entries", "entry_of"]
