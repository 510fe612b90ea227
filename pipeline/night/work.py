"""What one worker does with one stay. Pure: the same row gives the same result in any process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.detect.case import Case
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.search import Examined, examine
from pipeline.detect.concurrency import events_of
from pipeline.detect.engine import Judgement, findings, judge
from pipeline.detect.event import Clash, Event
from pipeline.detect.finding import Finding, Outcome
from pipeline.detect.rule import Need, Rule
from pipeline.detect.rules import all_rules
from pipeline.extract import extract
from pipeline.extract.contract import extraction_row
from pipeline.extract.model import ExtractedStay
from pipeline.records.jsonl import dump_line
from pipeline.records.moment import Moment
from pipeline.records.readers import RawRow, Reject, read_row
from pipeline.records.staff import StaffRegistry
from pipeline.standards.model import Standard


@dataclass(frozen=True, slots=True)
class Bench:
    """What every worker needs for the whole night."""

    standard: Standard
    registry: StaffRegistry | None = None
    as_of: Moment | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """Everything that later steps need of an audited stay."""

    stay_id: str
    about: dict[str, str | None]  # metadata that the store and the report show
    extraction: bytes
    findings: tuple[Finding, ...]
    outcomes: dict[str, str]  # rule id → one of the five outcomes
    errors: dict[str, str]  # rule id → class and place of what it raised
    unknown: dict[str, str]  # rule id → why it could not be assessed
    examined: Examined
    events: tuple[Event, ...]


def read_and_judge(raw: RawRow, bench: Bench) -> Judged | Reject:
    """Read, extract and judge one stay, with the clones inside it but not yet those shared with other stays."""
    stay = read_row(raw)
    if isinstance(stay, Reject):
        return stay
    extracted = extract(stay)
    examined = examine(extracted)
    case = case_of(extracted, bench, examined.pairs)
    judgements = judge(case, all_rules())
    return Judged(
        stay_id=stay.stay_id,
        about=_about(extracted),
        extraction=dump_line(extraction_row(extracted)),
        findings=tuple(findings(case, judgements, bench.standard)),
        outcomes=_outcomes(judgements),
        errors=_errors(judgements),
        unknown=_unknown(judgements),
        examined=examined,
        events=events_of(case),
    )


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A stay judged again, knowing the others."""

    findings: list[Finding]
    outcomes: dict[str, str]
    errors: dict[str, str]
    unknown: dict[str, str]


def judge_again(raw: RawRow, bench: Bench, pairs: Sequence[ClonePair], clashes: Sequence[Clash]) -> Rejudged:
    """What the rules that look at other stays say, given all its clone pairs and the clashes of its people."""
    stay = read_row(raw)
    if isinstance(stay, Reject):
        raise ValueError("the row was readable before")
    case = case_of(extract(stay), bench, pairs, clashes)
    judgements = judge(case, across_rules())
    return Rejudged(
        findings(case, judgements, bench.standard), _outcomes(judgements), _errors(judgements), _unknown(judgements)
    )


@cache
def across_rules() -> tuple[Rule, ...]:
    """The rules whose answer depends on other stays of the night."""
    return tuple(rule for rule in all_rules() if rule.across or Need.CLONES in rule.needs)


def case_of(
    extracted: ExtractedStay, bench: Bench, pairs: Sequence[ClonePair], clashes: Sequence[Clash] | None = None
) -> Case:
    return Case(
        extracted,
        bench.standard.parameters,
        bench.registry,
        tuple(pairs),
        bench.as_of,
        clashes=None if clashes is None else tuple(clashes),
    )


def _outcomes(judgements: list[Judgement]) -> dict[str, str]:
    return {j.rule.id: j.verdict.outcome._value_ for j in judgements}


def _errors(judgements: list[Judgement]) -> dict[str, str]:
    return {j.rule.id: j.error for j in judgements if j.error}


def _unknown(judgements: list[Judgement]) -> dict[str, str]:
    return {j.rule.id: j.verdict.reason for j in judgements if j.verdict.outcome is Outcome.NOT_ASSESSABLE}


def _about(extracted: ExtractedStay) -> dict[str, str | None]:
    stay = extracted.stay
    return {
        "patient_id": stay.patient_id,
        "name": stay.name,
        "sex": stay.sex,
        "age": stay.age,
        "department": stay.department,
        "outcome": stay.outcome,
        "admitted_at": str(extracted.admitted_at) if extracted.admitted_at else None,
        "discharged_at": str(extracted.discharged_at) if extracted.discharged_at else None,
    }
