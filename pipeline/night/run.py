"""One whole night: every stay of a source read, judged, compared with the others, and graded."""

from __future__ import annotations

import hashlib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.search import Examined, across, best
from pipeline.detect.concurrency import find_clashes, merge
from pipeline.detect.event import Clash, Event
from pipeline.detect.finding import Finding, Outcome
from pipeline.detect.rules import all_rules, unbuilt_rules
from pipeline.errors import UsageError
from pipeline.grade import Decided, Grade, grade_stay
from pipeline.night.files import write_lines
from pipeline.night.past import Past, text_in
from pipeline.night.spool import Spool
from pipeline.night.work import Bench, Judged, Rejudged, across_rules, judge_again, read_and_judge
from pipeline.night.workers import map_ordered
from pipeline.records.jsonl import dump_line
from pipeline.records.moment import Moment
from pipeline.records.readers import RawRow, Reject, open_source, read_row
from pipeline.records.readers.registry import read_registry
from pipeline.records.stay import Stay
from pipeline.standards.load import load
from pipeline.store import Store
from pipeline.store.suppress import hidden

_EXAMPLES = 5  # stays named for each open question

Progress = Callable[[str, int], None]  # (stage, number done)


def _silent(_stage: str, _done: int) -> None:
    """Report progress to nobody."""


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What the user asked for. ``standard`` is a shipped name or a file; ``store`` a database URL or None."""

    source: Path
    out: Path
    staff: Path | None = None
    standard: str = "NAT-2018"
    store: str | None = None
    workers: int = 1
    as_of: Moment | None = None
    night: date | None = None  # what was discharged on that day, for sources that can be asked
    history: Path | None = None  # memory of earlier nights, read and added to

    @property
    def night_id(self) -> str:
        """The name under which the history keeps this run: the night, or the output folder's name."""
        return str(self.night) if self.night else self.out.resolve().name


@dataclass(slots=True)
class NightSummary:
    """What a run did, for the terminal, the manifest and the exit status."""

    run_id: str = ""
    stays: int = 0
    grades: list[Grade] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    about: dict[str, dict[str, str | None]] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def exit_status(self) -> int:
        return 1 if self.rejects else 0


@dataclass(slots=True)
class _Audited:
    """What the parent keeps of a stay; texts and extractions stay in the spools."""

    raw: RawRow
    about: dict[str, str | None]
    findings: list[Finding]
    outcomes: dict[str, str]
    errors: dict[str, str]
    unknown: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Again:
    """A stay that shares passages with others."""

    stay_id: str
    raw: RawRow
    pairs: tuple[ClonePair, ...]
    clashes: tuple[Clash, ...]


def audit(options: AuditOptions, progress: Progress = _silent) -> NightSummary:
    """Audit ``options.source`` and write the contract files to ``options.out``.

    Raises UsageError, before anything is written, if the call or a configuration is wrong.
    """
    began = time.monotonic()
    bench = Bench(load(options.standard), read_registry(options.staff) if options.staff else None, options.as_of)
    rows = open_source(options.source, options.night)
    _prepare(options.out)
    store = Store.open(options.store) if options.store else None
    with Spool(options.out) as payloads, Spool(options.out) as extractions:
        night = _Night(bench, options, payloads, extractions, progress)
        past = Past(options.history) if options.history else None
        night.read(rows)
        night.compare(past)
        if store is not None:
            night.heed(store)
        summary = night.finish()
        if store is not None:
            night.keep(store, summary)
        if past is not None:
            night.remember(past)
    summary.seconds = time.monotonic() - began
    return summary


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError("E301", f"{out}：不能建立输出文件夹（{error.strerror}）。请换一个 --out") from error


class _Night:
    """The state of one run."""

    def __init__(
        self, bench: Bench, options: AuditOptions, payloads: Spool, extractions: Spool, progress: Progress
    ) -> None:
        self.bench, self.options, self.progress = bench, options, progress
        self.payloads, self.extractions = payloads, extractions
        self.audited: dict[str, _Audited] = {}
        self.examined: dict[str, Examined] = {}
        self.events: list[Event] = []
        self.rejects: list[Reject] = []
        # rules of the catalogue that are not built have an answer too: nobody looked
        self.unbuilt = {r: Outcome.NOT_ASSESSABLE.value for r in unbuilt_rules() if self._counts(r)}
        self.decided = Decided()
        self.suppressed: list[Finding] = []
        self.why_suppressed: dict[str, dict[str, Any]] = {}
        self._parsed = lru_cache(maxsize=64)(self._parse)
        # all that can change the result: a run id is the same whenever the same input is judged alike
        self.identity = hashlib.sha256(repr((__version__, bench.standard, bench.as_of)).encode())
        if options.staff is not None:
            self.identity.update(options.staff.read_bytes())

    def read(self, rows: Iterator[RawRow]) -> None:
        """Read and judge every row by itself."""
        work = partial(read_and_judge, bench=self.bench)
        for done, (raw, result) in enumerate(map_ordered(work, rows, self.options.workers, _killed), 1):
            if isinstance(result, Reject):
                self.rejects.append(result)
            elif result.stay_id in self.audited:
                first = self.audited[result.stay_id].raw
                reason = f"stay_id 与 {Path(first.file).name} 第{first.line}行重复，只审核了前一条。请检查导出"
                self.rejects.append(Reject(raw.file, raw.line, "E121", reason, result.stay_id))
            else:
                self._keep(raw, result)
            self.progress("读取与审核", done)

    def _keep(self, raw: RawRow, judged: Judged) -> None:
        payload = raw.payload.rstrip(b"\r\n") + b"\n" if isinstance(raw.payload, bytes) else dump_line(raw.payload)
        self.identity.update(payload)
        self.payloads.put(judged.stay_id, payload)
        self.extractions.put(judged.stay_id, judged.extraction)
        light = RawRow(raw.file, raw.line, b"")
        self.audited[judged.stay_id] = _Audited(
            light, judged.about, list(judged.findings), judged.outcomes, judged.errors, judged.unknown
        )
        self.examined[judged.stay_id] = judged.examined
        self.events += judged.events

    def compare(self, past: Past | None) -> None:
        """Find the passages and the people that stays share, with each other and with the past, and judge those again."""
        pairs = across((self.examined[stay_id] for stay_id in sorted(self.examined)), self._text_of)
        events = sorted(self.events, key=lambda e: (e.stay_id, e.doc_id, e.start))
        if past is not None:
            past.forget(self.options.night_id)
            former = past.pairs((one.prints for one in self.examined.values()), self._tonight())
            pairs = {s: best([*found, *former.get(s, ())]) for s, found in pairs.items()}
            events = merge(past.events(), events)
        clashes = find_clashes(events)
        more = [s for s in sorted(pairs) if s in clashes or pairs[s] != self.examined[s].pairs]
        rows = (_Again(s, self._raw(s), pairs[s], clashes.get(s, ())) for s in more)
        work = partial(_judge_again, bench=self.bench)
        for done, (row, again) in enumerate(map_ordered(work, rows, self.options.workers, _undone), 1):
            self._replace(row.stay_id, again)
            self.progress("与其他病历比对", done)

    def _text_of(self, stay_id: str, doc_id: str) -> str:
        return text_in(self._parsed(stay_id), doc_id)

    def _tonight(self) -> Mapping[str, Stay]:
        return _Lazy(self.audited, self._parsed)

    def _parse(self, stay_id: str) -> Stay:
        stay = read_row(self._raw(stay_id))
        if isinstance(stay, Reject):
            raise ValueError("the row was readable before")
        return stay

    def _raw(self, stay_id: str) -> RawRow:
        where = self.audited[stay_id].raw
        return RawRow(where.file, where.line, self.payloads.get(stay_id))

    def _replace(self, stay_id: str, again: Rejudged) -> None:
        audited = self.audited[stay_id]
        kept = [f for f in audited.findings if f.rule_id not in again.outcomes]
        audited.findings = kept + again.findings
        audited.outcomes = audited.outcomes | again.outcomes
        audited.unknown = {r: w for r, w in audited.unknown.items() if r not in again.outcomes} | again.unknown
        audited.errors = {r: e for r, e in audited.errors.items() if r not in again.outcomes} | again.errors

    def _open_questions(self) -> Iterator[dict[str, Any]]:
        """What could not be judged, and why, most stays first: the list of data that would settle it."""
        groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for stay_id, audited in sorted(self.audited.items()):
            for rule_id, why in audited.unknown.items():
                if self._counts(rule_id):
                    groups[rule_id, why].append(stay_id)
        for (rule_id, why), ids in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
            yield {"rule_id": rule_id, "why": why, "stays": len(ids), "examples": ids[:_EXAMPLES]}

    def heed(self, store: Store) -> None:
        """Take over what people decided before: what they rejected, or suppressed for now, is listed but not raised."""
        raised = [
            (f.fingerprint, f.rule_id, audited.about["department"] or "")
            for audited in self.audited.values()
            for f in audited.findings
        ]
        self.why_suppressed = hidden(store, raised, date.today())
        dropped = set(self.why_suppressed)
        self.decided = Decided(store.confirmed(fingerprint for fingerprint, _, _ in raised), dropped)
        if self.decided.confirmed or dropped:
            self.identity.update(repr((sorted(self.decided.confirmed), sorted(dropped))).encode())
        for audited in self.audited.values():
            self.suppressed += [f for f in audited.findings if f.fingerprint in dropped]
            audited.findings = [f for f in audited.findings if f.fingerprint not in dropped]

    def _suppressed_row(self, finding: Finding) -> dict[str, Any]:
        return {**finding.row(), "suppressed": self.why_suppressed[finding.fingerprint]}

    def finish(self) -> NightSummary:
        """Grade every stay and write the files of the contract, sorted by stay id."""
        summary = NightSummary(run_id=self.identity.hexdigest()[:16], stays=len(self.audited))
        for stay_id in sorted(self.audited):
            audited = self.audited[stay_id]
            audited.findings.sort(key=_order)
            outcomes = {**self.unbuilt, **{r: o for r, o in audited.outcomes.items() if self._counts(r)}}
            grade = grade_stay(stay_id, audited.findings, outcomes, self.bench.standard, decided=self.decided)
            summary.grades.append(grade)
            summary.findings += audited.findings
            summary.about[stay_id] = audited.about
            summary.outcomes.update(outcomes.values())
            self.rejects += [_broken(audited.raw, stay_id, r, e) for r, e in audited.errors.items() if self._counts(r)]
        summary.rejects = self.rejects
        self._write(summary)
        return summary

    def _counts(self, rule_id: str) -> bool:
        severity = self.bench.standard.severities.get(rule_id)
        return severity is None or severity.kind != "off"

    def _write(self, summary: NightSummary) -> None:
        out, stay_ids = self.options.out, sorted(self.audited)
        write_lines(out / "records.jsonl", (self.payloads.get(s) for s in stay_ids), private=True)
        write_lines(
            out / "stays.jsonl", (dump_line({"stay_id": s, **summary.about[s]}) for s in stay_ids), private=True
        )
        write_lines(out / "extractions.jsonl", (self.extractions.get(s) for s in stay_ids))
        write_lines(out / "findings.jsonl", (dump_line(f.row()) for f in summary.findings))
        write_lines(
            out / "suppressed.jsonl", (dump_line(self._suppressed_row(f)) for f in sorted(self.suppressed, key=_place))
        )
        write_lines(out / "not_assessable.jsonl", map(dump_line, self._open_questions()))
        write_lines(out / "grades.jsonl", (dump_line(g.row()) for g in summary.grades))
        write_lines(out / "quarantine.jsonl", (dump_line(r.row()) for r in summary.rejects))
        write_lines(out / "run.json", [dump_line(self._manifest(summary))])  # last: a folder with it is complete

    def keep(self, store: Store, summary: NightSummary) -> None:
        """Write the night to the store; a second writing of the same night changes nothing."""
        grades = {grade.stay_id: grade for grade in summary.grades}
        with store, store.night(summary.run_id, self._manifest(summary)) as writer:
            for stay_id, audited in sorted(self.audited.items()):
                stay = {"stay_id": stay_id, **audited.about, "outcomes": audited.outcomes}
                writer.add(stay, [f.row() for f in audited.findings], grades[stay_id].detail())

    def remember(self, past: Past) -> None:
        """Leave the night to those that come after it."""
        prints = [self.examined[stay_id].prints for stay_id in sorted(self.examined)]
        records = ((stay_id, self.payloads.get(stay_id)) for stay_id in sorted(self.audited))
        past.add(self.options.night_id, prints, self.events, records)

    def _manifest(self, summary: NightSummary) -> dict[str, Any]:
        options, standard = self.options, self.bench.standard
        return {
            "run_id": summary.run_id,
            "version": __version__,
            "source": str(options.source),
            "staff": str(options.staff) if options.staff else None,
            "standard": standard.id,
            "standard_version": standard.version,
            "rules": len(all_rules()),
            "as_of": str(options.as_of) if options.as_of else None,
            "stays": summary.stays,
            "quarantined": len(summary.rejects),
            "outcomes": dict(sorted(summary.outcomes.items())),
        }


class _Lazy(Mapping[str, Stay]):
    """Tonight's stays by id, read when asked for."""

    def __init__(self, known: Mapping[str, object], read: Callable[[str], Stay]) -> None:
        self._known, self._read = known, read

    def __getitem__(self, stay_id: str) -> Stay:
        if stay_id not in self._known:
            raise KeyError(stay_id)
        return self._read(stay_id)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _judge_again(row: _Again, bench: Bench) -> Rejudged:
    return judge_again(row.raw, bench, row.pairs, row.clashes)


def _killed(raw: RawRow) -> Reject:
    return Reject(
        raw.file, raw.line, "E122", "处理这一条时进程异常终止（内存不足或被杀）。请单独重试，或减少 --workers"
    )


def _undone(row: _Again) -> Rejudged:
    """The rules that look at other stays have no answer if the worker died: that is an error, never a pass."""
    ids = [rule.id for rule in across_rules()]
    died = dict.fromkeys(ids, f"WorkerDied at line {row.raw.line}")
    return Rejudged([], dict.fromkeys(ids, Outcome.ERROR.value), died, {})


def _place(finding: Finding) -> tuple[str, tuple[str, str, int, str]]:
    return finding.stay_id, _order(finding)


def _order(finding: Finding) -> tuple[str, str, int, str]:
    start = finding.evidence[0].start if finding.evidence else -1
    return finding.rule_id, finding.doc_id or "", start, finding.finding_id


def _broken(raw: RawRow, stay_id: str, rule_id: str, error: str) -> Reject:
    reason = f"规则执行出错（{error}），该规则对这份病历没有结论。请报告给维护者"
    return Reject(raw.file, raw.line, "E501", reason, stay_id, rule_id)
