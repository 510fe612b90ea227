"""Every example of every rule, through real extraction and the engine: the rules' own tests."""

from __future__ import annotations

import pytest

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules import all_rules
from pipeline.extract import extract
from pipeline.standards.load import load

STANDARD = load("S000-P2")
ALONE = [(rule, n, e) for rule in all_rules() if Need.CLONES not in rule.needs for n, e in enumerate(rule.examples, 1)]


def outcome_of(rule: Rule, example: Example) -> tuple[Outcome, bool, str]:
    """Outcome, whether there are candidates for review, and what to print when it is not the expected one."""
    stays, registry = examples.parse(example.record)
    standard = load(example.standard) if example.standard else STANDARD
    case = Case(extract(stays[0]), {**standard.parameters, **example.parameters}, registry=registry)
    (judgement,) = judge(case, [rule])
    verdict = judgement.verdict
    told = f"{verdict.reason} {judgement.error} {[(d.message, [e.quote for e in d.evidence]) for d in verdict.defects]}"
    return verdict.outcome, any(d.review for d in verdict.defects), told


@pytest.mark.parametrize(("rule", "number", "example"), ALONE, ids=[f"{r.id}-{n}" for r, n, _ in ALONE])
def test_example(rule: Rule, number: int, example: Example) -> None:
    outcome, review, told = outcome_of(rule, example)
    assert outcome == example.outcome, f"{example.why}: {told}"
    assert not example.review or review, f"{example.why}: no candidate for review"


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.id)
def test_rule_is_complete(rule: Rule) -> None:
    """Clause, remedy, a documented module, two failing and two other examples, and an example for every exception."""
    assert rule.clause
    assert rule.remedy
    assert all(f"{heading}：" in rule.doc for heading in ("检查什么", "依据", "例外", "整改"))
    failing = [e for e in rule.examples if e.outcome == Outcome.FAIL or e.review]
    assert len(failing) >= 2
    assert len(rule.examples) - len(failing) >= 2
    assert set(rule.exceptions) <= {e.shows for e in rule.examples}
    assert {e.shows for e in rule.examples} <= {"", *rule.exceptions}
