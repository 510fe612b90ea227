"""The night that the project ships: a fixed generated part and the hand-written stays, per hospital and combined."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from pipeline.records.sample.marks import read_marked
from pipeline.records.sample.night import generate, staff_csv
from pipeline.records.sample.people import HOSPITALS
from pipeline.records.sample.printing import Row

SEED, STAYS = 20260611, 72


def shipped_files(handwritten: Path) -> dict[str, str]:
    """Relative path -> content of everything in ``annotations/sample_night`` but its README.

    ``handwritten`` holds the marked stays (``K-0001.txt`` …) and ``<hospital>.staff.csv`` beside them.
    """
    stays: dict[str, list[Row]] = defaultdict(list)
    golds: dict[str, list[Row]] = defaultdict(list)
    for printed in generate(SEED, STAYS):
        stays[printed.hospital].append(printed.stay)
        golds[printed.hospital].append(printed.gold)
    staff = {letter: staff_csv(letter) for letter in HOSPITALS}
    for path in sorted(handwritten.glob("*.txt")):
        letter = path.stem.split("-")[0]
        stay, gold = read_marked(path.read_text(encoding="utf-8"))
        stays[letter].append(stay)
        golds[letter].append(gold)
        staff[letter] = (handwritten / f"{letter}.staff.csv").read_text(encoding="utf-8")
    files: dict[str, str] = {}
    for letter in sorted(stays):
        files[f"{letter}/stays.jsonl"] = _lines(stays[letter])
        files[f"{letter}/gold.jsonl"] = _lines(golds[letter])
        files[f"{letter}/staff.csv"] = staff[letter]
    everything = [row for letter in sorted(stays) for row in stays[letter]]
    truth = [row for letter in sorted(golds) for row in golds[letter]]
    files["night.jsonl"] = _lines(everything)
    files["truth.jsonl"] = _lines([{k: row[k] for k in ("stay_id", "findings", "traps")} for row in truth])
    header = staff["E"].split("\n", 1)[0] + "\n"
    files["staff.csv"] = header + "".join(staff[letter].split("\n", 1)[1] for letter in sorted(stays))
    return files


def write_shipped(folder: Path, handwritten: Path) -> None:
    """Write the shipped night; the README there is kept."""
    for name, content in shipped_files(handwritten).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")


def _lines(rows: list[Row]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
