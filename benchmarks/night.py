"""How fast is a whole night, and what takes the time? Stays a second on one core, beside a bare scan of the same bytes.

    python benchmarks/night.py [--stays 250 1000] [--workers 1] [--stages 250] [--seed 7]

The stays are generated (synthetic, seeded, all hospital styles mixed). The bare scan reads the file, decodes the JSON and runs
four patterns over the text: what no audit can do without. Ratios travel between machines, seconds do not. All times are CPU time
of the process, the least of three runs for the stages; with ``--workers`` above 1 the night is wall time. Each night runs in a
process of its own, so that its peak memory is its own.

The stages are run one after the other on the same stays: read and extract, examine (fingerprints and the clones inside a stay),
judge (all rules, and their findings), across (the clones and clashes between stays). What the night takes beyond these is the
second judgement of stays that share passages, grading, hashing, sorting and writing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from pipeline.detect.clones.search import across, examine
from pipeline.detect.engine import findings, judge
from pipeline.detect.rules import all_rules
from pipeline.extract import extract
from pipeline.night import AuditOptions, audit
from pipeline.night.work import Bench, case_of
from pipeline.records.readers import Reject, open_source, read_row
from pipeline.records.sample import write_night
from pipeline.records.staff import read_staff
from pipeline.standards.load import load

PATTERNS = [
    re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}"),
    re.compile(r"(?:主诉|现病史|既往史|体格检查|诊断依据|鉴别诊断|诊疗计划)"),
    re.compile(r"(?:医师|签名|记录者)[：:]"),
    re.compile(r"(?:手术|抢救|死亡|会诊|输血)"),
]
STANDARD = "S000-P2"
Result = TypeVar("Result")


def bare_scan(path: Path) -> tuple[float, int]:
    """CPU seconds and characters of reading, decoding and scanning ``path``."""
    began, characters = time.process_time(), 0
    with open(path, "rb") as lines:
        for line in lines:
            row = json.loads(line)
            for text in [row["text"]] if "text" in row else [d["text"] for d in row["documents"]]:
                characters += len(text)
                for pattern in PATTERNS:
                    for _ in pattern.finditer(text):
                        pass
    return time.process_time() - began, characters


def one_night(folder: Path, seed: int, stays: int) -> tuple[Path, Path]:
    """Write a synthetic night of every hospital style as one file of stays and one of staff."""
    write_night(folder, seed, stays)
    night, staff = folder / "night.jsonl", folder / "staff.csv"
    parts = sorted(folder.glob("*/stays.jsonl"))
    night.write_bytes(b"".join(part.read_bytes() for part in parts))
    rows = [(part.parent / "staff.csv").read_text(encoding="utf-8").splitlines(keepends=True) for part in parts]
    staff.write_text("".join([rows[0][0], *(line for part in rows for line in part[1:])]), encoding="utf-8")
    return night, staff


def run_night(night: Path, staff: Path, out: Path, workers: int) -> tuple[float, float]:
    """Seconds of a whole audit (CPU with one worker, else wall) and its peak memory in MiB, children included."""
    clock = time.process_time if workers <= 1 else time.perf_counter
    began = clock()
    audit(AuditOptions(night, out, staff, STANDARD, workers=workers))
    taken = clock() - began
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    return taken, peak


def least(work: Callable[[], Result], runs: int = 3) -> tuple[float, Result]:
    """CPU seconds of the fastest of ``runs`` runs, and the result."""
    best, result = float("inf"), None
    for _ in range(runs):
        began = time.process_time()
        result = work()
        best = min(best, time.process_time() - began)
    assert result is not None
    return best, result


def stages(night: Path, staff: Path) -> dict[str, float]:
    """CPU seconds of each stage over the stays of ``night``."""
    bench = Bench(load(STANDARD), read_staff(staff))
    rows = list(open_source(night))
    rules = all_rules()
    read, extracted = least(lambda: [extract(s) for r in rows if not isinstance(s := read_row(r), Reject)])
    look, examined = least(lambda: [examine(e) for e in extracted])

    def judge_all() -> int:
        cases = (case_of(e, bench, x.pairs) for e, x in zip(extracted, examined, strict=True))
        return sum(len(findings(c, judge(c, rules), bench.standard)) for c in cases)

    judged, _ = least(judge_all)
    texts = {(e.stay.stay_id, d.doc_id): d.text for e in extracted for d in e.documents}
    joined, _ = least(lambda: across(examined, lambda stay_id, doc_id: texts[stay_id, doc_id]))
    return {"read+extract": read, "examine": look, "judge": judged, "across": joined}


def alone(function: Callable[..., Result], *args: object) -> Result:
    """Run ``function`` in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *args).result()


def print_stages(number: int, seed: int) -> None:
    """Print what each stage takes of one night of ``number`` stays."""
    with tempfile.TemporaryDirectory() as folder:
        night, staff = one_night(Path(folder), seed, number)
        scan, characters = bare_scan(night)
        whole, _ = alone(run_night, night, staff, Path(folder) / "out", 1)
        parts = alone(stages, night, staff)
    parts["judge again, grade, write"] = max(0.0, whole - sum(parts.values()))
    print(
        f"\nstages of {number} synthetic stays ({characters / number:,.0f} characters each), {len(all_rules())} rules, one core"
    )
    print("stage | ms a stay | stays/s | share | times the bare scan")
    for name, seconds in [*parts.items(), ("whole night", whole)]:
        rate = number / seconds if seconds else 0.0
        print(
            f"{name} | {seconds / number * 1e3:.2f} | {rate:,.0f} | {seconds / whole:.0%} | {seconds / max(scan, 1e-9):.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=int, nargs="*", default=[250, 1000])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--stages", type=int, default=250, help="stays of the night whose stages are timed; 0: none")
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    load_now = " ".join(f"{x:.1f}" for x in os.getloadavg())
    print(f"load average {load_now} on {os.cpu_count()} cores")
    print("synthetic stays | characters | bare scan stays/s | audit stays/s | times slower | peak MiB")
    for number in args.stays:
        with tempfile.TemporaryDirectory() as folder:
            night, staff = one_night(Path(folder), args.seed, number)
            seconds, characters = bare_scan(night)
            taken, peak = alone(run_night, night, staff, Path(folder) / "out", args.workers)
        print(
            f"{number} | {characters:,} | {number / seconds:,.0f} | {number / taken:,.0f} | {taken / seconds:.1f} | {peak:,.0f}"
        )
    if args.stages:
        print_stages(args.stages, args.seed)


if __name__ == "__main__":
    main()
