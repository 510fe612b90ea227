"""The shipped benchmark on a small seeded sample (synthetic): what must not get worse."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

PATH = Path(__file__).parents[3] / "benchmarks" / "clones.py"


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("clones_benchmark", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_planted_copies_are_found_with_their_characters_and_little_else(benchmark: ModuleType) -> None:
    found = benchmark.measure(200, 15, seed=3)
    for tier, planted in found.planted.items():
        least = {"scattered 20 %": 0.8, "paraphrase": 0.6}.get(tier, 0.97)
        assert found.found[tier] >= least * planted - 1, tier  # one of fifteen is chance
        right, told, meant = found.characters[tier]
        assert 2 * right / (told + meant) >= 0.93, tier
    assert len(found.false) <= 0.02 * found.pairs
