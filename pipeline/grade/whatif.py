"""Questions about a grade: what if doubtful findings fell, and what is the least that must be corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from pipeline.detect.finding import Finding
from pipeline.grade.grade import Outcomes, grade_stay
from pipeline.grade.ledger import count
from pipeline.grade.model import Grade
from pipeline.standards.model import LEVELS, POINTS, VETO_B, VETO_C, Standard

_MOST_TRIES = 20_000
_GRAVITY = {POINTS: 0, VETO_B: 1, VETO_C: 2}


def what_if(
    stay_id: str,
    findings: Iterable[Finding],
    judgements: Outcomes,
    standard: Standard,
    confidence: float,
) -> Grade:
    """The grade without the findings whose confidence is below ``confidence``. The coverage is that of the real night."""
    return grade_stay(stay_id, [f for f in findings if f.confidence >= confidence], judgements, standard)


@dataclass(frozen=True, slots=True)
class Corrections:
    """Rules whose defects must be corrected to reach a level, and the grade after that.

    ``exact`` tells that no smaller set exists; otherwise the search was cut short and the set is merely a small one.
    """

    rules: tuple[str, ...]
    grade: Grade
    exact: bool


def smallest_corrections(
    stay_id: str, findings: Sequence[Finding], standard: Standard, target: str = LEVELS[0]
) -> Corrections:
    """The fewest rules whose findings must go so that the record reaches ``target``; empty if it is there already.

    A missing document counts as one: what follows from it goes with it. Of sets of equal size the one that gives back
    most points is taken.
    """
    case = _Case(stay_id, findings, standard)
    grade = case.without(())
    if _reaches(grade, target):
        return Corrections((), grade, True)
    tries = 0
    for size in range(1, len(case.rules) + 1):
        best: Corrections | None = None
        for chosen in combinations(case.rules, size):
            tries += 1
            if tries > _MOST_TRIES:
                return _greedy(case, target)
            after = case.without(chosen)
            if _reaches(after, target) and (best is None or after.score > best.grade.score):
                best = Corrections(tuple(sorted(chosen)), after, True)
        if best:
            return best
    raise AssertionError("a record without failures has 100 points")


def _reaches(grade: Grade, target: str) -> bool:
    return LEVELS.index(grade.level) <= LEVELS.index(target)


class _Case:
    """One record and the rules that failed in it, the gravest first."""

    def __init__(self, stay_id: str, findings: Sequence[Finding], standard: Standard) -> None:
        self._stay_id, self._findings, self._standard = stay_id, findings, standard
        counted, self._explained = count(findings, standard)
        cost: dict[str, tuple[int, float]] = {}
        for c in counted:
            gravity, points = cost.get(c.finding.rule_id, (_GRAVITY[c.severity.kind], 0.0))
            cost[c.finding.rule_id] = (gravity, points + c.severity.points)
        self.rules = sorted(
            (rule for rule, (gravity, points) in cost.items() if gravity or points),
            key=lambda rule: (-cost[rule][0], -cost[rule][1], rule),
        )

    def without(self, rules: Iterable[str]) -> Grade:
        """The grade after ``rules``, and everything that they explain, have been corrected."""
        gone = set(rules)
        follow = {e.finding_id for e in self._explained if e.by in gone}
        left = [f for f in self._findings if f.rule_id not in gone and f.finding_id not in follow]
        return grade_stay(self._stay_id, left, {}, self._standard)


def _greedy(case: _Case, target: str) -> Corrections:
    """Correct the gravest rules until the level is reached, then take back what was not needed."""
    chosen: list[str] = []
    for rule in case.rules:
        if _reaches(case.without(chosen), target):
            break
        chosen.append(rule)
    for rule in chosen[::-1]:
        fewer = [r for r in chosen if r != rule]
        if _reaches(case.without(fewer), target):
            chosen = fewer
    return Corrections(tuple(sorted(chosen)), case.without(chosen), False)
