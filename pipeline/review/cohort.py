"""The stays of a month or a quarter, each with what rules and people have said about it by now."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from sys import intern
from typing import Any, Self

from pipeline.detect.finding import Outcome
from pipeline.errors import UsageError
from pipeline.grade import Decided, finding_from_row, regrade
from pipeline.standards.load import load
from pipeline.standards.model import LEVELS, Standard
from pipeline.store import SUPPRESSING, Store, standing
from pipeline.store.periods import Discharged, discharged
from pipeline.store.store import CONFIRMING

Row = dict[str, Any]
NO_DEPARTMENT = "（未注明科室）"
LEDGER_VERDICTS = (*CONFIRMING, *SUPPRESSING)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([0-9]{4})-?[Qq]([1-4])")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months: ``first`` and ``last`` day included. ``label`` names folders, e.g. ``2026-03`` or ``2026Q1``."""

    first: date
    last: date
    label: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """``2026-03`` or ``2026Q1``. Raises UsageError for anything else."""
        if (m := _MONTH.fullmatch(text)) and int(m[1]):
            return cls._months(int(m[1]), int(m[2]), 1, text)
        if (m := _QUARTER.fullmatch(text)) and int(m[1]):
            return cls._months(int(m[1]), 3 * int(m[2]) - 2, 3, f"{m[1]}Q{m[2]}")
        raise UsageError("E801", f"看不懂的时间段 {text}。月份写作 2026-03，季度写作 2026Q1")

    @classmethod
    def _months(cls, year: int, month: int, number: int, label: str) -> Self:
        end = month + number - 1
        return cls(date(year, month, 1), date(year, end, monthrange(year, end)[1]), label)

    @property
    def quarterly(self) -> bool:
        return "Q" in self.label

    @property
    def title(self) -> str:
        year = self.first.year
        return f"{year}年第{(self.last.month) // 3}季度" if self.quarterly else f"{year}年{self.first.month}月"

    def months(self) -> list[Period]:
        return [
            self._months(self.first.year, month, 1, f"{self.first.year:04d}-{month:02d}")
            for month in range(self.first.month, self.last.month + 1)
        ]

    def before(self, number: int = 1) -> list[Period]:
        """The ``number`` months before the period, the oldest first."""
        found: list[Period] = []
        day = self.first
        for _ in range(number):
            day = (day - timedelta(days=1)).replace(day=1)
            found.append(Period._months(day.year, day.month, 1, f"{day.year:04d}-{day.month:02d}"))
        return found[::-1]


@dataclass(frozen=True, slots=True)
class AuditedStay:
    """One stay of the newest run that audited it.

    ``outcomes``: rule id to one of the five outcomes, after what people decided (see :func:`effective`). ``findings`` carry
    the decision that holds in ``verdict`` (empty if there is none). ``level`` is empty and ``score`` None while nobody can
    say the grade; ``ungraded`` tells why.
    """

    stay_id: str
    department: str
    doctor: str
    admitted_at: str | None
    discharged_at: str
    outcome: str
    outcomes: Mapping[str, str]
    findings: tuple[Row, ...]
    level: str
    score: float | None
    standard: str
    ungraded: str = ""
    vetoes: tuple[str, ...] = ()
    run_id: str = ""
    run_started: str = ""
    judged: dict[str, str] = field(default_factory=dict, compare=False, repr=False)  # memo of the indicators, by code

    @property
    def firm(self) -> list[Row]:
        """Findings that stand: failures nobody has found wrong, and candidates that a person confirmed."""
        return [f for f in self.findings if stands(f)]

    @property
    def open(self) -> list[Row]:
        """Candidates that wait for a person."""
        return [f for f in self.findings if waits(f)]

    @property
    def days(self) -> float | None:
        """Length of the stay in days; None if a time is missing."""
        try:
            begin, end = (datetime.fromisoformat(t) for t in (self.admitted_at or "", self.discharged_at))
            return (end - begin).total_seconds() / 86400
        except (ValueError, TypeError):
            return None


def stands(finding: Mapping[str, Any]) -> bool:
    if finding["verdict"] in SUPPRESSING:
        return False
    return finding["outcome"] == "fail" or finding["verdict"] in CONFIRMING


def waits(finding: Mapping[str, Any]) -> bool:
    return finding["outcome"] == "review" and finding["verdict"] not in LEDGER_VERDICTS


@dataclass(frozen=True)
class Cohort:
    """The stays discharged in a period: of the hospital, or of one department."""

    period: Period
    stays: tuple[AuditedStay, ...]
    department: str = ""  # empty: the whole hospital
    decisions: tuple[Row, ...] = field(default=(), repr=False)  # that hold, about these stays

    @property
    def name(self) -> str:
        return self.department or "全院"

    def departments(self) -> list[str]:
        return sorted({stay.department for stay in self.stays})

    def of(self, department: str) -> Cohort:
        return self._only(lambda stay: stay.department == department, department=department)

    def in_month(self, month: Period) -> Cohort:
        after = (month.last + timedelta(days=1)).isoformat()
        return self._only(lambda s: month.first.isoformat() <= s.discharged_at < after, period=month)

    def _only(self, wanted: Callable[[AuditedStay], bool], **changes: Any) -> Cohort:
        stays = tuple(stay for stay in self.stays if wanted(stay))
        ids = {stay.stay_id for stay in stays}
        decisions = tuple(row for row in self.decisions if row["stay_id"] in ids)
        return replace(self, stays=stays, decisions=decisions, **changes)


def cohort(store: Store, period: Period, department: str | None = None, standard: Standard | None = None) -> Cohort:
    """The stays discharged in ``period``, graded under ``standard`` or, by default, as each was audited."""
    whole = Cohort(period, *_stays(discharged(store, period.first, period.last), standard))
    return whole.of(department) if department is not None else whole


def _stays(found: Discharged, standard: Standard | None) -> tuple[tuple[AuditedStay, ...], str, tuple[Row, ...]]:
    held = standing(found.decisions)
    last = {row["fingerprint"]: row["verdict"] for row in held}
    dropped: dict[tuple[str, str], str] = {}
    for row in held:
        if last[row["fingerprint"]] in SUPPRESSING:
            dropped[row["stay_id"], row["rule_id"]] = last[row["fingerprint"]]
    findings: dict[str, list[Row]] = defaultdict(list)
    for finding in found.findings:
        findings[finding["stay_id"]].append({**finding, "verdict": last.get(finding["fingerprint"], "")})
    grades: dict[str, dict[str, Row]] = defaultdict(dict)
    for grade in found.grades:
        grades[grade["stay_id"]][grade["standard"]] = grade["detail"]
    stays = tuple(
        _stay(
            row,
            findings[row["stay_id"]],
            grades[row["stay_id"]].get(standard.id if standard else row["standard"]),
            dropped,
            standard,
        )
        for row in found.stays
    )
    return stays, "", tuple(held)


def _stay(
    row: Row, findings: list[Row], grade: Row | None, dropped: Mapping[tuple[str, str], str], standard: Standard | None
) -> AuditedStay:
    raw: dict[str, str] = row["outcomes"] or {}
    level, score, vetoes, why = _graded(row["stay_id"], findings, raw, grade, standard)
    return AuditedStay(
        stay_id=row["stay_id"],
        department=row["department"] or NO_DEPARTMENT,
        doctor=row["doctor"] or "",
        admitted_at=row["admitted_at"],
        discharged_at=row["discharged_at"],
        outcome=row["outcome"] or "",
        outcomes=effective(row["stay_id"], raw, findings, dropped),
        findings=tuple(findings),
        level=level,
        score=score,
        standard=standard.id if standard else row["standard"] or "",
        ungraded=why,
        vetoes=vetoes,
        run_id=row["run_id"],
        run_started=row["started_at"],
    )


def effective(
    stay_id: str, outcomes: Mapping[str, str], findings: Iterable[Row], dropped: Mapping[tuple[str, str], str]
) -> dict[str, str]:
    """Outcomes after what people decided.

    A confirmed finding is a failure. A failure whose every finding a person has found wrong, at the desk or before the
    run (``dropped``: stay and rule to the verdict), is a pass, for then a person has looked. While an appeal is open, or a candidate
    waits beside findings found wrong, the rule is not assessable.
    """
    judged = {intern(rule_id): intern(outcome) for rule_id, outcome in outcomes.items()}  # a month holds millions
    by_rule: dict[str, list[Row]] = defaultdict(list)
    for finding in findings:
        by_rule[finding["rule_id"]].append(finding)
    for rule_id, some in by_rule.items():
        judged[rule_id] = _decided(some, outcomes.get(rule_id, Outcome.NOT_ASSESSABLE.value))
    for rule_id, outcome in outcomes.items():
        verdict = dropped.get((stay_id, rule_id)) if outcome == Outcome.FAIL and rule_id not in by_rule else None
        if verdict:  # the night did not raise it again
            judged[rule_id] = (Outcome.NOT_ASSESSABLE if verdict == "appealed" else Outcome.PASS).value
    return judged


def _decided(findings: list[Row], outcome: str) -> str:
    if any(stands(f) for f in findings):
        return Outcome.FAIL.value
    if any(waits(f) or f["verdict"] == "appealed" for f in findings):
        return Outcome.NOT_ASSESSABLE.value
    return Outcome.ERROR.value if outcome == Outcome.ERROR else Outcome.PASS.value


Graded = tuple[str, float | None, tuple[str, ...], str]  # level, score, vetoes, why there is none


def _graded(
    stay_id: str, findings: list[Row], outcomes: Mapping[str, str], grade: Row | None, given: Standard | None
) -> Graded:
    """The grade by now: as it was stored, or reckoned again where people have decided something since."""
    if grade is None:
        return "", None, (), "没有这个标准的评分，请先运行 bingan regrade"
    if grade.get("assessed") is False:
        return "", None, (), "没有一条规则能够判定"
    if not any(f["verdict"] in LEDGER_VERDICTS for f in findings):
        return grade["level"], grade["score"], _veto_rules(grade), ""
    standard = given or _standard(grade["standard"])
    if standard is None or standard.digest != grade.get("standard_digest", standard.digest):
        return "", None, (), "评分标准已变动，有人工决定的病历须先运行 bingan regrade"
    under_appeal = {f["fingerprint"] for f in findings if f["verdict"] == "appealed"}
    gone = {f["fingerprint"] for f in findings if f["verdict"] in SUPPRESSING}
    confirmed = {f["fingerprint"] for f in findings if f["verdict"] in CONFIRMING}
    rows = [finding_from_row(f) for f in findings]
    inspection = grade.get("inspection") or None
    (best,) = regrade([(stay_id, rows, outcomes)], standard, inspection, Decided(confirmed, gone))
    (worst,) = regrade([(stay_id, rows, outcomes)], standard, inspection, Decided(confirmed, gone - under_appeal))
    if best.level != worst.level:
        return "", None, (), "申诉未决，等级未定"
    return best.level, best.score, _veto_rules(best.row()), ""


def _veto_rules(grade: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted({v["rule_id"] if isinstance(v, Mapping) else v for v in grade.get("vetoes", ())}))


@cache
def _standard(name: str) -> Standard | None:
    try:
        return load(name)
    except UsageError:
        return None


__all__ = ["LEVELS", "NO_DEPARTMENT", "AuditedStay", "Cohort", "Period", "cohort", "effective", "stands", "waits"]
