"""Small helpers to write records for the clone tests: real extraction, real search, real rules."""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.search import search
from pipeline.detect.engine import judge
from pipeline.detect.examples import parse
from pipeline.detect.finding import Verdict
from pipeline.detect.rules import all_rules
from pipeline.extract import extract


def verdict(rule_id: str, record: str) -> Verdict:
    """What ``rule_id`` says about the first stay of ``record``."""
    stays, registry = parse(record)
    extracted = [extract(stay) for stay in stays]
    clones = search(extracted)[stays[0].stay_id]
    rule = next(r for r in all_rules() if r.id == rule_id)
    (judgement,) = judge(Case(extracted[0], {}, registry, clones), [rule])
    assert judgement.error == ""
    return judgement.verdict
