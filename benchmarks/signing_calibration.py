"""Calibrates the combined score of the signs of signing for another. Synthetic: invented people, assumed rates.

``python benchmarks/signing_calibration.py`` prints the expected calibration error on a held-out seed; ``--write`` replaces the
shipped table ``configs/rules/signing_calibration.json``. Every unit is one superior with a junior and the notes of one or two
stays, judged from their text. Whether another hand signed is drawn first; then every sign is drawn with the rate of
:data:`RATES`, for a foreign hand and for its lawful double: the superior who signs at the bedside right after the junior, the
heading that was typed again, the registry that is behind, the busy surgeon whose operations follow closely and are charted
late, the round written down with the wrong hour, the backlog signed at a shared workstation at the end of a shift.
The rates are assumptions of the authors, not measurements; the shares hold for them alone.
"""

from __future__ import annotations

import argparse
import json
import random

import numpy as np

from benchmarks.signature_set import FAMILIES, GIVEN
from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.concurrency import events_of, find_clashes
from pipeline.detect.indicators import suspects
from pipeline.extract import extract
from pipeline.paths import shipped
from pipeline.standards.load import load

UNITS, SEED, HELD_OUT = 1500, 11, 97
FOREIGN = 0.3  # of all units
RATES = {
    "echo": (0.75, 0.15),
    "before": (0.45, 0.10),
    "gone": (0.20, 0.04),
    "both": (0.20, 0.12),
    "overlap": (0.30, 0.06),
    "round": (0.25, 0.06),
    "burst": (0.30, 0.10),
}
"""Rate of each sign where another hand signed, and where the person did."""
_LEAST_IN_BLOCK = 15


def _unit(chance: random.Random) -> tuple[bool, str, str]:
    """One unit: whether another hand signed, the superior's name, and the stays in the notation of examples."""
    foreign = chance.random() < FOREIGN
    has = {kind: chance.random() < rates[not foreign] for kind, rates in RATES.items()}
    superior, junior = (chance.choice(FAMILIES) + "".join(chance.sample(GIVEN, 2)) for _ in range(2))
    while junior == superior:
        junior = chance.choice(FAMILIES) + "".join(chance.sample(GIVEN, 2))
    moved = ",,2026年2月28日调离本院" if has["gone"] else ""
    staff = f"@staff {superior},主任医师,licensed,1998-01-01{moved}\n@staff {junior},住院医师,licensed,2020-01-01\n"
    first = _notes(chance, superior, junior, has)
    second = _notes(chance, superior, junior, has | {"before": False, "both": False})[:4]
    operated = has["overlap"] or has["round"] or chance.random() < 0.3
    if operated:
        first.append(_operation(superior, "09:00", "10:30"))
    if has["overlap"]:
        second.append(_operation(superior, f"09:{chance.randint(10, 50)}", "11:40"))
    elif operated and chance.random() < 0.5:
        second.append(
            _operation(superior, f"10:{chance.randint(20, 50)}", "12:10")
        )  # the next, its start a little early
    if has["round"]:
        second.append(f"@doc\n2026-03-04 09:{chance.randint(20, 59)}　{superior}主任医师查房记录\n同意目前诊断。\n")
    stays = ((f"U{n}", documents) for n, documents in enumerate((first, second)))
    head = " sex=男 age=50岁 admitted=2026-03-01T09:00 discharged=2026-03-12T10:00\n"
    return foreign, superior, "".join(f"@stay id={i}{head}{staff if i == 'U0' else ''}{''.join(d)}" for i, d in stays)


def _notes(chance: random.Random, superior: str, junior: str, has: dict[str, bool]) -> list[str]:
    found = []
    for day in range(2, 8):
        hour = 8 if has["before"] and day == 5 else 10
        minute = chance.randint(15, 40)
        gap = 0 if has["echo"] or chance.random() < 0.2 else chance.randint(1, 18)
        reviewed = f"2026-03-{day:02d} {hour:02d}:{minute + gap:02d}"
        if has["burst"]:
            reviewed = f"2026-03-10 17:3{chance.randint(0, 1)}"
        writer = superior if has["both"] and day == 6 else junior
        sign_off = f"记录：{writer}　2026-03-{day:02d} {hour:02d}:{minute:02d}　审签：{superior}　{reviewed}"
        found.append(f"@doc\n2026-03-{day:02d} 10:10　病程记录\n患者一般情况可，继续目前治疗。\n{sign_off}\n")
    return found


def _operation(surgeon: str, since: str, until: str) -> str:
    return (
        f"@doc\n手术记录\n手术开始：2026-03-04 {since}　手术结束：2026-03-04 {until}　记录时间：2026-03-04 14:00\n"
        f"手术名称：腹腔镜胆囊切除术\n手术者：{surgeon}\n手术经过：消毒铺巾，建立气腹，切除胆囊，清点无误，关腹。\n手术者：{surgeon}\n"
    )


def sample(count: int, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Raw scores and truth (0 or 1) of the units that become a candidate, and the number of foreign hands in all units."""
    chance = random.Random(seed)  # noqa: S311 - a test set, no secret
    parameters = load("S000-P2").parameters
    rows, hands = [], 0
    for _ in range(count):
        foreign, superior, text = _unit(chance)
        hands += foreign
        stays, registry = examples.parse(text)
        cases = [Case(extract(stay), parameters, registry=registry) for stay in stays]
        clashes = find_clashes(event for case in cases for event in events_of(case))
        joined = Case(cases[0].extracted, parameters, registry=registry, clashes=clashes.get(stays[0].stay_id, ()))
        raw, _ = suspects(joined).get(superior, (0.0, {}))
        if raw:
            rows.append((raw, float(foreign)))
    table = np.array(rows)
    return table[:, 0], table[:, 1], hands


def fit(raw: np.ndarray, truth: np.ndarray) -> list[list[float]]:
    """Isotonic regression (pool adjacent violators) as (mean raw score, share of foreign hands) of every block."""
    order = np.argsort(raw, kind="stable")
    blocks: list[list[float]] = []  # weight, sum of scores, sum of truth
    for score in np.unique(raw[order]):
        mine = truth[raw == score]
        blocks.append([float(len(mine)), float(score) * len(mine), float(mine.sum())])
        while len(blocks) > 1 and (_share(blocks[-2]) >= _share(blocks[-1]) or blocks[-2][0] < _LEAST_IN_BLOCK):
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [[round(s / w, 4), round(_share([w, s, t]), 4)] for w, s, t in blocks]


def _share(block: list[float]) -> float:
    """One true and one false added, so that no block says 0 or 1."""
    return (block[2] + 1) / (block[0] + 2)


def expected_error(shares: np.ndarray, truth: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over ``bins`` equal bins of the score."""
    place = np.minimum((shares * bins).astype(int), bins - 1)
    parts = [(place == b) for b in range(bins) if (place == b).any()]
    return float(sum(p.sum() * abs(shares[p].mean() - truth[p].mean()) for p in parts) / len(truth))


def calibration() -> dict[str, object]:
    """The table as it is shipped, with its provenance and what it reaches on the held-out seed."""
    raw, truth, _ = sample(UNITS, SEED)
    table = fit(raw, truth)
    other, held, hands = sample(UNITS, HELD_OUT)
    scores, shares = np.array(table).T
    told = np.interp(other, scores, shares)
    return {
        "data": "synthetic",
        "command": "python benchmarks/signing_calibration.py --write",
        "units": UNITS,
        "seed": SEED,
        "foreign_share": FOREIGN,
        "rates": {kind: list(rates) for kind, rates in RATES.items()},
        "table": table,
        "held_out": {
            "seed": HELD_OUT,
            "candidates": len(held),
            "true": int(held.sum()),
            "foreign_hands": hands,
            "expected_calibration_error": round(expected_error(told, held), 4),
            "expected_calibration_error_uncalibrated": round(expected_error(other, held), 4),
            "brier": round(float(((told - held) ** 2).mean()), 4),
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="replace the shipped table")
    args = parser.parse_args()
    found = calibration()
    print(json.dumps(found, indent=1))
    if args.write:
        path = shipped("configs") / "rules" / "signing_calibration.json"
        path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
