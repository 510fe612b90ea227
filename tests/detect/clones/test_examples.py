"""Every example of the cloning rules, through the real extraction and the real search."""

from __future__ import annotations

import pytest

from pipeline.detect.case import Case
from pipeline.detect.clones.search import search
from pipeline.detect.engine import judge
from pipeline.detect.examples import parse
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules import all_rules
from pipeline.extract import extract

CASES = [
    pytest.param(rule, example, id=f"{rule.id}-{n}")
    for rule in all_rules()
    if rule.category == "cloning"
    for n, example in enumerate(rule.examples)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_the_example_gets_its_outcome(rule: Rule, example: Example) -> None:
    stays, registry = parse(example.record)
    extracted = [extract(stay) for stay in stays]
    clones = search(extracted)[stays[0].stay_id]
    (judgement,) = judge(Case(extracted[0], {}, registry, clones), [rule])
    assert judgement.error == ""
    assert judgement.verdict.outcome is example.outcome, example.why
    if example.review:
        assert all(d.review for d in judgement.verdict.defects)
        assert judgement.verdict.defects
