"""Count an indicator over stays. What nobody could judge is neither met nor unmet, and is always shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.detect.finding import Outcome
from pipeline.review.cohort import AuditedStay, Cohort, stands, waits
from pipeline.review.indicators.definitions import INDICATORS, Indicator, Kind
from pipeline.review.intervals import wilson
from pipeline.store.store import CONFIRMING

_DECIDED = (Outcome.PASS.value, Outcome.FAIL.value)
_UNBUILT = Outcome.NOT_ASSESSABLE.value


class Place(StrEnum):
    """Where a stay stands in an indicator."""

    MET = "met"  # in numerator and denominator
    UNMET = "unmet"  # in the denominator only
    OUTSIDE = "outside"
    UNKNOWN = "unknown"  # nobody could judge it, or nobody knows whether it belongs to the denominator
    SUSPECTED = "suspected"  # copying that waits for a person


@dataclass(frozen=True, slots=True)
class Counted:
    """An indicator with the stays behind it, as stay ids in order.

    ``suspected`` is used by the copying indicator alone: its stays belong to the denominator, not to the numerator.
    """

    indicator: Indicator
    met: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    outside: int = 0

    @property
    def numerator(self) -> int:
        return len(self.met)

    @property
    def denominator(self) -> int:
        """Stays that were applicable and could be judged."""
        return len(self.met) + len(self.unmet) + len(self.suspected)

    @property
    def reportable(self) -> bool:
        """False if nothing was judged, or less than what could not be: the rate would then speak of a biased rest."""
        return self.denominator > 0 and self.denominator >= len(self.unknown)

    @property
    def rate(self) -> float | None:
        return self.numerator / self.denominator if self.reportable else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the rate."""
        return wilson(self.numerator, self.denominator) if self.reportable else None

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The rate if everything unknown or suspected were unmet, and if it were met."""
        open_ = len(self.unknown) + len(self.suspected)
        whole = len(self.met) + len(self.unmet) + open_
        return (self.numerator / whole, (self.numerator + open_) / whole) if whole else None

    @property
    def reason(self) -> str:
        """Why there is no rate, for people; empty if there is one."""
        needs = f"需要：{self.indicator.needs}" if self.indicator.needs else ""
        if self.reportable:
            return ""
        if self.unknown:
            some = f"可判定 {self.denominator} 份，无法判定 {len(self.unknown)} 份，不足以代表全体"
            return f"{some}。{needs}" if needs else some
        if self.indicator.kind is Kind.STAFF or not (self.indicator.rules or self.indicator.kind is Kind.GRADE):
            return needs
        return "本期没有适用的病历"


def indicators(cohort: Cohort) -> list[Counted]:
    """All 27, in their order."""
    return [indicator(wanted, cohort.stays) for wanted in INDICATORS]


def indicator(wanted: Indicator, stays: Sequence[AuditedStay]) -> Counted:
    """Count one indicator over ``stays``."""
    if wanted.kind is Kind.STAFF or not (wanted.rules or wanted.kind is Kind.GRADE):
        return Counted(wanted)
    places: dict[str, list[str]] = {place: [] for place in Place}
    for stay in stays:
        place = stay.judged.get(wanted.code)
        if place is None:  # a stay is counted for the hospital, its department and several rules
            place = stay.judged[wanted.code] = judge(wanted, stay)
        places[place].append(stay.stay_id)
    return Counted(
        wanted,
        tuple(places[Place.MET]),
        tuple(places[Place.UNMET]),
        tuple(places[Place.UNKNOWN]),
        tuple(places[Place.SUSPECTED]),
        len(places[Place.OUTSIDE]),
    )


def judge(wanted: Indicator, stay: AuditedStay) -> Place:
    """Where ``stay`` stands. A rule that gave no outcome, because it is not built, counts as not assessable."""
    if wanted.kind is Kind.GRADE:
        return Place.UNKNOWN if not stay.level else Place.MET if stay.level == "甲级" else Place.UNMET
    if wanted.kind is Kind.COPYING:
        return _copied(wanted, stay)
    place = _in_scope(wanted.scope, stay)
    return place or _fulfilled(wanted, stay)


def _in_scope(scope: tuple[str, ...], stay: AuditedStay) -> Place | None:
    """None if the stay belongs to the denominator."""
    outcomes = [_outcome(stay, rule_id) for rule_id in scope]
    if not scope or any(outcome in _DECIDED for outcome in outcomes):
        return None
    return Place.OUTSIDE if all(o == Outcome.NOT_APPLICABLE for o in outcomes) else Place.UNKNOWN


def _fulfilled(wanted: Indicator, stay: AuditedStay) -> Place:
    own = [_outcome(stay, rule_id) for rule_id in wanted.rules]
    every = own + [_outcome(stay, rule_id) for rule_id in wanted.present]
    if Outcome.FAIL in every:
        return Place.UNMET
    if Outcome.NOT_ASSESSABLE in every or Outcome.ERROR in every:
        return Place.UNKNOWN
    if Outcome.PASS in own:
        return Place.MET
    # known to belong to the denominator, but no rule would say that it is met
    return Place.UNKNOWN if wanted.scope or wanted.present else Place.OUTSIDE


def _copied(wanted: Indicator, stay: AuditedStay) -> Place:
    """Confirmed copying is met; what only the program says is suspected."""
    found = [f for f in stay.findings if f["rule_id"] in wanted.rules]
    if any(f["verdict"] in CONFIRMING for f in found):
        return Place.MET
    if any(stands(f) or waits(f) or f["verdict"] == "appealed" for f in found):
        return Place.SUSPECTED
    outcomes = [_outcome(stay, rule_id) for rule_id in wanted.rules]
    if any(o not in (Outcome.PASS, Outcome.NOT_APPLICABLE) for o in outcomes):
        return Place.UNKNOWN
    return Place.UNMET


def _outcome(stay: AuditedStay, rule_id: str) -> str:
    return stay.outcomes.get(rule_id, _UNBUILT)
