"""Disease scenarios: coherent facts and phrase templates, one TOML file each.

A new scenario is a new file in ``scenarios/`` with ``id, department, kind`` (medical, rescue, surgical, death, short,
short_medical), ``sex, age, days, outcome, vitals`` (T, P, R, systolic, diastolic on admission), ``complaint, dx, hpi`` (three
versions that share no sentence), findings that differ from normal (``lungs``, ``abdomen``, …), ``labs, imaging, features, basis,
ddx, ddx_names, plan, attending, chief`` (seen, thought, orders), ``notes`` (in order of days), ``course, condition, orders``,
``[facts]`` and for operations ``[op]``. Words that name another sex, side or date than the facts would be a defect: use slots.
"""

from __future__ import annotations

import random
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

Scenario = dict[str, Any]
FOLDER = Path(__file__).parent / "scenarios"


@lru_cache(maxsize=1)
def scenarios() -> dict[str, Scenario]:
    """All scenarios by id, in file order."""
    found = (tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml")))
    return {scenario["id"]: scenario for scenario in found}


@lru_cache(maxsize=1)
def departments() -> tuple[str, ...]:
    return tuple(sorted({scenario["department"] for scenario in scenarios().values()}))


def draw_facts(scenario: Scenario, rng: random.Random) -> dict[str, str]:
    """One coherent set of figures: ``[lo, hi]`` whole numbers, ``[lo, hi, decimals]``, or a list of words."""
    facts: dict[str, str] = {}
    for name, spread in scenario.get("facts", {}).items():
        if isinstance(spread[0], str):
            facts[name] = spread[int(rng.random() * len(spread))]
        elif len(spread) == 3:
            low, high, decimals = spread
            facts[name] = f"{low + (high - low) * rng.random():.{decimals}f}"
        else:
            facts[name] = str(rng.randint(*spread))
    if "side" in facts:
        facts["other"] = "右" if facts["side"] == "左" else "左"
    return facts
