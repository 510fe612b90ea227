"""From findings to deductions: root causes first, then each rule's own counting, then the caps of the sections.

All sums are in hundredths of a point, as integers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.detect.finding import Finding
from pipeline.grade.model import Deduction, Explained
from pipeline.standards.model import POINTS, REVIEW, VETO_B, VETO_C, Scheme, Severity, Standard

_GRAVITY = {POINTS: 1, VETO_B: 2, VETO_C: 3}


@dataclass(frozen=True, slots=True)
class Counted:
    """A failure that the standard judges, after root causes."""

    finding: Finding
    severity: Severity


def hundredths(points: float) -> int:
    return round(points * 100)


@dataclass(frozen=True, slots=True)
class Decided:
    """What people have decided, by fingerprint: ``confirmed`` candidates count, ``dropped`` findings do not."""

    confirmed: Collection[str] = ()
    dropped: Collection[str] = ()


UNDECIDED = Decided()
BY_DECISION = "decision"  # stands for a rule where a person has dropped the finding


def count(
    findings: Iterable[Finding], standard: Standard, decided: Decided = UNDECIDED
) -> tuple[list[Counted], list[Explained]]:
    """The failures that count, in stable order, and those that another failure or a decision explains.

    ``review`` findings count only if a person has confirmed them. A failure is never explained by a less grave one, so no
    veto can be hidden.
    """
    severities: dict[str, Severity] = {}
    dropped: list[Explained] = []
    failures: list[Finding] = []
    for f in findings:
        severity = _severity(f, standard, decided)
        if severity is None:
            continue
        if f.fingerprint in decided.dropped:
            dropped.append(Explained(f.finding_id, f.rule_id, BY_DECISION))
            continue
        severities[f.rule_id] = severity
        failures.append(f)
    failures.sort(key=lambda f: (f.rule_id, f.doc_id or "", f.evidence[0].start if f.evidence else -1, f.finding_id))
    by_rule: dict[str, set[str | None]] = {}
    for f in failures:
        by_rule.setdefault(f.rule_id, set()).add(f.doc_id)
    counted, explained = [], sorted(dropped, key=lambda e: (e.rule_id, e.finding_id))
    for f in failures:
        root = _root(f, by_rule, severities, standard.scheme)
        if root:
            explained.append(Explained(f.finding_id, f.rule_id, root))
        else:
            counted.append(Counted(f, severities[f.rule_id]))
    return counted, explained


def _severity(f: Finding, standard: Standard, decided: Decided) -> Severity | None:
    """How the standard judges ``f`` now; None if it does not count."""
    severity = standard.severities.get(f.rule_id)
    confirmed = f.fingerprint in decided.confirmed
    if severity is None or (f.outcome != "fail" and not confirmed):
        return None
    if severity.kind == REVIEW and confirmed and severity.confirmed:
        severity = replace(severity, kind=severity.confirmed, confirmed="")
    return severity if severity.kind in _GRAVITY else None


def _root(f: Finding, failed: Mapping[str, set[str | None]], severities: Mapping[str, Severity], scheme: Scheme) -> str:
    """The rule that already accounts for ``f``; empty if none does."""
    weight = _GRAVITY[severities[f.rule_id].kind]
    bare = f.doc_id is None or not f.evidence  # nothing of its own: it may follow from what is missing
    for root, docs in failed.items():
        if _GRAVITY[severities[root].kind] < weight:
            continue
        same = f.doc_id is None or f.doc_id in docs or None in docs
        if bare and f.rule_id in scheme.absent_roots.get(root, ()):
            return root
        if same and f.rule_id in scheme.supersedes.get(root, ()):
            return root
    return ""


def deductions(counted: Sequence[Counted], standard: Standard) -> tuple[Deduction, ...]:
    """The ledger, in the order of the sections, then of the rules.

    Where vetoes cost points (``veto_mode = "points"``) a veto is taken whole, once for its printed item, outside the
    caps of the sections, and the other deductions of that item are dropped.
    """
    scheme = standard.scheme
    order = {section: i for i, section in enumerate(scheme.sections)}
    costly = scheme.veto_mode == "points"
    rows: list[Deduction] = []
    vetoed: set[str] = set()
    ordinary: list[Counted] = []
    for c in counted:
        if not costly or c.severity.kind == POINTS:
            ordinary.append(c)
        elif c.severity.bundle not in vetoed:
            vetoed.add(c.severity.bundle)
            rows.append(_line(c, hundredths(scheme.veto_points), hundredths(scheme.veto_points)))
    left = {section: hundredths(cap) for section, cap in scheme.sections.items()}
    for c, full, allowed in _own_counting([c for c in ordinary if c.severity.bundle not in vetoed], order):
        taken = min(allowed, left[c.severity.section])
        left[c.severity.section] -= taken
        rows.append(_line(c, taken, full))
    return tuple(sorted(rows, key=lambda d: (order[d.section], d.rule_id)))


def _line(c: Counted, taken: int, full: int) -> Deduction:
    return Deduction(
        rule_id=c.finding.rule_id,
        points=taken / 100,
        section=c.severity.section,
        capped=taken < full,
        full=full / 100,
        finding_id=c.finding.finding_id,
        bundle=c.severity.bundle,
        person=c.finding.person,
    )


def _own_counting(counted: Sequence[Counted], order: dict[str, int]) -> list[tuple[Counted, int, int]]:
    """Each deduction with its full cost and what the rule's own cap leaves of it, before the sections' caps."""
    largest: dict[tuple[str, str], Counted] = {}
    for c in counted:
        if c.severity.per == "once":
            key = (c.severity.section, c.severity.bundle)
            largest[key] = max(largest.get(key, c), c, key=lambda x: x.severity.points)  # the first of equals
    once = {id(c) for c in largest.values()}
    lines, seen, used = [], set(), dict[str, int]()
    for c in sorted(counted, key=lambda c: order.get(c.severity.section, len(order))):
        rule_id, full = c.finding.rule_id, hundredths(c.severity.points)
        repeated = c.severity.per == "item" and rule_id in seen
        if not full or repeated or (c.severity.per == "once" and id(c) not in once):
            continue
        seen.add(rule_id)
        cap = hundredths(c.severity.cap)
        allowed = min(full, cap - used.get(rule_id, 0)) if cap else full
        used[rule_id] = used.get(rule_id, 0) + allowed
        lines.append((c, full, allowed))
    return lines
