"""Runs the rules on a case and keeps the five outcomes apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Finding, Outcome, Verdict, digest, not_assessable
from pipeline.detect.rule import Need, Rule
from pipeline.standards.model import Severity, Standard

_UNKNOWN = Severity("review")


class Judgement(NamedTuple):
    """The verdict of one rule. ``error`` holds the exception's class and place, never record text."""

    rule: Rule
    verdict: Verdict
    error: str = ""


_ORDER = sorted(Need)


def _absent(case: Case) -> frozenset[Need]:
    """The inputs that this stay lacks."""
    extracted = case.extracted
    stay = extracted.stay
    have: Mapping[Need, object] = {
        Need.DOCUMENTS: extracted.documents,
        Need.ADMITTED_AT: extracted.admitted_at,
        Need.DISCHARGED_AT: extracted.discharged_at,
        Need.STAFF: case.registry,
        Need.ORDERS: stay.orders,
        Need.FRONT_PAGE: stay.front_page,
        Need.SEX: extracted.sex,
        Need.AGE: extracted.age,
        Need.CLONES: True if case.clones is not None else None,
    }
    return frozenset(need for need in Need if not have[need])


def judge(case: Case, rules: Iterable[Rule]) -> list[Judgement]:
    """Apply every rule. A rule that raises, or that cites words which are not in the record, gives ``error``."""
    absent = _absent(case)
    return [_judge_one(case, rule, absent) for rule in rules]


def _judge_one(case: Case, rule: Rule, absent: frozenset[Need]) -> Judgement:
    if not absent.isdisjoint(rule.needs):
        missing = [need.value for need in _ORDER if need in rule.needs and need in absent]
        return Judgement(rule, not_assessable("缺少输入：" + "、".join(missing)))
    try:
        verdict = rule.check(case)
        if verdict.defects:
            _verify(case, verdict)
    except Exception as error:  # noqa: BLE001 - a broken rule must neither stop the night nor look like a pass
        return Judgement(rule, Verdict(Outcome.ERROR), _where(error))
    return Judgement(rule, verdict)


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


class UnprovenDefect(ValueError):
    """A rule reported a defect without proof."""


def _verify(case: Case, verdict: Verdict) -> None:
    if not verdict.defects:
        return
    texts = {d.doc_id: d.text for d in case.documents}
    for defect in verdict.defects:
        if not defect.evidence and not defect.searched:
            raise UnprovenDefect("neither evidence nor a place that was searched")
        for e in defect.evidence:
            if not 0 <= e.start < e.end or texts[e.doc_id][e.start : e.end] != e.quote:
                raise UnprovenDefect("the quote is not in the record")


def findings(case: Case, judgements: Iterable[Judgement], standard: Standard) -> list[Finding]:
    """The contract's findings of one stay, in a stable order. Rules that the standard switches off give none."""
    rows = []
    for judgement in judgements:
        if not judgement.verdict.defects:
            continue
        severity = standard.severities.get(judgement.rule.id, _UNKNOWN)
        if severity.kind == "off":
            continue
        rows += [
            _finding(case, judgement.rule, defect, severity, i) for i, defect in enumerate(judgement.verdict.defects)
        ]
    return sorted(
        rows, key=lambda f: (f.rule_id, f.doc_id or "", f.evidence[0].start if f.evidence else -1, f.finding_id)
    )


def _finding(case: Case, rule: Rule, defect: Defect, severity: Severity, number: int) -> Finding:
    stay_id = case.extracted.stay.stay_id
    review = defect.review or severity.kind == "review"
    spans = [(e.doc_id, e.start, e.end) for e in defect.evidence]
    types = {d.doc_id: d.doc_type for d in case.documents}
    # without positions, so that a decision survives a re-export that shifts the text
    fingerprint = digest(
        rule.id, stay_id, [(types.get(e.doc_id, ""), e.quote) for e in defect.evidence], defect.searched
    )
    return Finding(
        finding_id=digest(stay_id, rule.id, defect.doc_id, spans, number),
        stay_id=stay_id,
        doc_id=defect.doc_id,
        rule_id=rule.id,
        outcome="review" if review else "fail",
        severity=severity.kind,
        points=0.0 if review else severity.points,
        message=defect.message,
        evidence=defect.evidence,
        related=defect.related,
        searched=defect.searched,
        clause=rule.clause,
        confidence=round(defect.confidence, 4),
        fingerprint=fingerprint,
        person=defect.person,
    )
