"""Grades a record: points, single-item vetoes, level, fines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pipeline.detect.engine import Judgement
from pipeline.detect.finding import Finding, Outcome
from pipeline.grade.ledger import UNDECIDED, Counted, Decided, count, deductions, hundredths
from pipeline.grade.model import Grade, Penalty, Veto
from pipeline.standards.model import LEVELS, OFF, REVIEW, VETO_B, VETO_C, PenaltyRule, Scheme, Standard

Outcomes = Iterable[Judgement] | Mapping[str, str]


def grade_stay(
    stay_id: str,
    findings: Iterable[Finding],
    judgements: Outcomes,
    standard: Standard,
    inspection: str | None = None,
    decided: Decided = UNDECIDED,
) -> Grade:
    """Grade one stay.

    ``judgements`` are the verdicts of the rules, or a mapping of rule id to outcome, for the coverage. Only findings with
    outcome ``fail`` cost points; ``review`` does not unless ``decided`` says that a person has confirmed it. ``inspection`` (院内抽查, 上级抽查) decides which fines apply;
    the default is the standard's.
    """
    scheme = standard.scheme
    counted, explained = count(findings, standard, decided)
    vetoes = tuple(
        dict.fromkeys(
            Veto(c.finding.rule_id, c.severity.kind, c.severity.bundle)
            for c in counted
            if c.severity.kind in (VETO_B, VETO_C)
        )
    )
    lines = deductions(counted, standard)
    forced, why = _forced(vetoes, scheme)
    base = _base(forced, scheme)
    score = max(0, base - sum(hundredths(line.points) for line in lines)) / 100
    level = level_of(score, scheme)
    reasons = [*why, f"得分 {score:g}，在 {scheme.cuts[level]} 内为{level}"]
    if scheme.veto_mode == "override" and forced and LEVELS.index(forced) > LEVELS.index(level):
        reasons.append(f"按单项否决定为{forced}")
        level = forced
    if scheme.veto_mode == "points" and vetoes and level == LEVELS[0]:
        reasons.append(f"有单项否决但只扣 {scheme.veto_points:g} 分，按本标准仍为{level}，请人工留意")
    counts = coverage(judgements, standard)
    if not counts[Outcome.PASS] and not counts[Outcome.FAIL]:
        reasons.append("没有一条规则能够判定，等级不代表病历质量，请人工处理")
    kind = inspection if inspection is not None else scheme.inspection
    return Grade(
        stay_id=stay_id,
        standard=standard.id,
        level=level,
        score=score,
        base=base / 100,
        vetoes=vetoes,
        deductions=lines,
        penalties=_penalties(scheme, counted, score, level, kind),
        coverage=counts,
        explained=tuple(explained),
        reasons=tuple(reasons),
        standard_version=standard.version,
        standard_digest=standard.digest,
        inspection=kind,
    )


def level_of(score: float, scheme: Scheme) -> str:
    """The level whose range holds ``score``. Ranges cover [0, 100] without gap or overlap, as loading has checked."""
    return next(level for level in LEVELS if score in scheme.cuts[level])


def _forced(vetoes: Sequence[Veto], scheme: Scheme) -> tuple[str, list[str]]:
    """The level that the vetoes force (empty if none), and why. Several rules of one printed item count once."""
    reasons = [f"单项否决 {v.bundle}：{v.rule_id}（{scheme.bundles.get(v.bundle, '')}）" for v in vetoes]
    if scheme.veto_mode == "points" or not vetoes:
        return "", reasons
    if any(v.kind == VETO_C for v in vetoes):
        return LEVELS[2], reasons
    items = sorted({v.bundle for v in vetoes})
    if scheme.b_items_to_c is not None and len(items) >= scheme.b_items_to_c:
        reasons.append(f"乙级否决条款 {len(items)} 项（{'、'.join(items)}），达到 {scheme.b_items_to_c} 项定为丙级")
        return LEVELS[2], reasons
    return LEVELS[1], reasons


def _base(forced: str, scheme: Scheme) -> int:
    """What deductions are taken from, in hundredths. A re-based total lies strictly below the cut it lost."""
    if scheme.veto_mode != "rebase" or not forced:
        return 10_000
    lost = scheme.cuts[LEVELS[LEVELS.index(forced) - 1]]
    margin = scheme.rebase_margin if lost.low_closed else 0.0
    return hundredths(lost.low) - hundredths(margin)


def coverage(judgements: Outcomes, standard: Standard) -> dict[str, int]:
    """How many rules gave each of the five outcomes. Rules that the standard switches off are not counted.

    A failure that the standard leaves to a person is ``not_assessable``, as no machine has decided it.
    """
    counts = {outcome.value: 0 for outcome in Outcome}
    pairs = (
        judgements.items()
        if isinstance(judgements, Mapping)
        else ((j.rule.id, j.verdict.outcome.value) for j in judgements)
    )
    for rule_id, outcome in pairs:
        severity = standard.severities.get(rule_id)
        kind = severity.kind if severity else REVIEW
        if kind == OFF:
            continue
        undecided = outcome == Outcome.FAIL and kind == REVIEW
        counts[Outcome.NOT_ASSESSABLE.value if undecided else outcome] += 1
    return counts


def _penalties(
    scheme: Scheme,
    counted: Sequence[Counted],
    score: float,
    level: str,
    inspection: str,
) -> tuple[Penalty, ...]:
    rows: list[Penalty] = []
    for clause in scheme.penalties:
        if clause.inspections and inspection not in clause.inspections:
            continue
        if clause.rules:
            hits = [c.finding for c in counted if c.finding.rule_id in clause.rules]
            for finding in hits if clause.per == "occurrence" else hits[:1]:
                rows += _fines(clause, finding.rule_id, finding.person)
        elif level == clause.level or (clause.score is not None and score in clause.score):
            rows += _fines(clause, "", "")
    return tuple(rows)


def _fines(clause: PenaltyRule, rule_id: str, person: str) -> list[Penalty]:
    return [
        Penalty(f.who, f.kind, f.amount, rule_id, clause.id, clause.source, person if f.who == "doctor" else "")
        for f in clause.fines
    ]
