"""How fast is a whole night? Stays a second on one core, beside a bare scan of the same bytes in the same run.

    python benchmarks/night.py [--stays 1000] [--workers 1]

The stays are generated (synthetic, seeded). The bare scan reads the file, decodes the JSON and runs four patterns over the text:
what no audit can do without. Ratios travel between machines, seconds do not.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import tempfile
import time
from pathlib import Path

from pipeline.night import AuditOptions, audit
from pipeline.records.sample import write_night

PATTERNS = [
    re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}"),
    re.compile(r"(?:主诉|现病史|既往史|体格检查|诊断依据|鉴别诊断|诊疗计划)"),
    re.compile(r"(?:医师|签名|记录者)[：:]"),
    re.compile(r"(?:手术|抢救|死亡|会诊|输血)"),
]


def bare_scan(path: Path) -> tuple[float, int]:
    """Seconds and characters of reading, decoding and scanning ``path``."""
    began, characters = time.perf_counter(), 0
    with open(path, "rb") as lines:
        for line in lines:
            row = json.loads(line)
            for text in [row["text"]] if "text" in row else [d["text"] for d in row["documents"]]:
                characters += len(text)
                for pattern in PATTERNS:
                    for _ in pattern.finditer(text):
                        pass
    return time.perf_counter() - began, characters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=int, nargs="+", default=[250, 1000])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    print("synthetic stays | characters | bare scan stays/s | audit stays/s | times slower | peak MiB")
    for number in args.stays:
        with tempfile.TemporaryDirectory() as folder:
            night, staff = write_night(Path(folder), seed=args.seed, stays=number)
            seconds, characters = bare_scan(night)
            began = time.perf_counter()
            audit(AuditOptions(night, Path(folder) / "out", staff, "S000-P2", workers=args.workers))
            taken = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{number} | {characters:,} | {number / seconds:,.0f} | {number / taken:,.0f} | {taken / seconds:.1f} | {peak:,.0f}"
            )


if __name__ == "__main__":
    main()
