"""The rule registry: every module below this package exports one ``RULE``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from pipeline.detect.rule import Rule
from pipeline.standards.catalogue import Entry, catalogue


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, sorted by id. Raises ValueError if two files declare the same id."""
    rules: dict[str, Rule] = {}
    for package in pkgutil.iter_modules(__path__, __name__ + "."):
        for module in pkgutil.iter_modules(importlib.import_module(package.name).__path__, package.name + "."):
            rule: Rule | None = getattr(importlib.import_module(module.name), "RULE", None)
            if rule is None:
                continue
            if rule.id in rules:
                raise ValueError(f"rule {rule.id} is declared twice")
            rules[rule.id] = rule
    return tuple(rules[i] for i in sorted(rules))


@cache
def unbuilt_rules() -> dict[str, Entry]:
    """The rules of the catalogue about single stays that no file implements, by id: ``not_assessable``, never silent."""
    built = {rule.id for rule in all_rules()}
    single = {i: e for i, e in sorted(catalogue().items()) if e.kind != "aggregate"}
    return {rule_id: entry for rule_id, entry in single.items() if rule_id not in built}


def status_of(entry: Entry) -> str:
    """Why a rule is not built: ``needs_data`` if no text can decide it, else ``planned``."""
    return "planned" if entry.level.startswith("a") else "needs_data"
