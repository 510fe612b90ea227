"""``python -m pipeline.records.sample --seed 1 --stays 20000 --out DIR``: write a synthetic night of any size."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from pipeline.records.sample.night import write_night
from pipeline.records.sample.people import HOSPITALS
from pipeline.records.sample.ship import write_shipped


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m pipeline.records.sample", description="Write a synthetic night of discharges."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stays", type=int, default=72)
    parser.add_argument("--styles", default=HOSPITALS, help=f"hospital letters, of {HOSPITALS}")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--handwritten", type=Path, help="write the shipped night instead, with the marked stays of this folder"
    )
    args = parser.parse_args()
    if args.handwritten:
        write_shipped(args.out, args.handwritten)
        return 0
    began = time.perf_counter()
    size = write_night(args.out, args.seed, args.stays, args.styles)
    took = time.perf_counter() - began
    sys.stdout.write(f"{args.stays} synthetic stays, {size:,} characters, {took:.1f} s, in {args.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
