"""The rule registry: every module below this package exports one ``RULE``."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from pipeline.detect.rule import Rule


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
