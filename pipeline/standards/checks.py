"""Checks of a resolved standard: every number must add up, every name must exist. Each problem names key and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pipeline.standards.catalogue import ParameterSpec, catalogue, matching, parameter_specs
from pipeline.standards.model import LEVELS, OFF, POINTS, REVIEW, VETO_B, VETO_C, Interval, Scheme, Severity
from pipeline.standards.schema import parse_interval


def parameters(given: Mapping[str, Any], inherited: Mapping[str, Any], problems: list[str]) -> dict[str, Any]:
    """``inherited`` with the values of ``given`` laid over it, ``off`` as None, tables key by key.

    What is wrong is left out and added to ``problems``.
    """
    specs = parameter_specs()
    right = dict(inherited)
    for name, value in given.items():
        spec = specs.get(name)
        if spec is None:
            problems.append(f"parameters.{name}：没有这个参数，请对照 configs/rules/parameters.toml")
            continue
        if value == OFF and spec.optional:
            right[name] = None
            continue
        wrong = _wrong(spec, value)
        if wrong:
            problems.append(f"parameters.{name}：{wrong}")
        elif isinstance(value, dict):
            right[name] = {**right.get(name, {}), **value}
        else:
            right[name] = tuple(value) if isinstance(value, list) else value
    return right


def _wrong(spec: ParameterSpec, value: Any) -> str:
    """What is wrong with ``value``; empty if nothing is."""
    may_be_off = "，或 off" if spec.optional else ""
    number = isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    match spec.type:
        case "number":
            return "" if number else f"应为不小于 0 的数字（{spec.unit}）{may_be_off}"
        case "integer":
            return "" if number and isinstance(value, int) else f"应为不小于 0 的整数（{spec.unit}）{may_be_off}"
        case "bool":
            return "" if isinstance(value, bool) else "应为 true 或 false"
        case "choice":
            return "" if value in spec.choices else f"只能取 {'、'.join(spec.choices)}"
        case "choices":
            right = isinstance(value, list) and all(item in spec.choices for item in value)
            return "" if right else f"应为列表，可含 {'、'.join(spec.choices)}"
        case "ratios" | "counts":
            return _wrong_table(spec.type, value)
    raise ValueError(f"parameters.toml: unknown type {spec.type}")


def _wrong_table(kind: str, value: Any) -> str:
    if not isinstance(value, dict):
        return "应为表：规则编号 = 数值"
    unknown = [rule for rule in value if not matching(rule)]
    if unknown:
        return f"没有规则 {'、'.join(unknown)}"
    if kind == "ratios" and not all(isinstance(v, int | float) and 0 < v <= 1 for v in value.values()):
        return "相似度应在 0 与 1 之间"
    if kind == "counts" and not all(isinstance(v, int) and v > 0 for v in value.values()):
        return "字数应为正整数"
    return ""


def cuts(given: Mapping[str, str], problems: list[str]) -> dict[str, Interval]:
    """The levels' ranges; together they must be exactly [0, 100], best level on top."""
    ranges: dict[str, Interval] = {}
    for level in LEVELS:
        if level not in given:
            problems.append(f"grading.cuts.{level}：缺少，请写出这一级的分数区间，如 [75,90)")
            continue
        try:
            ranges[level] = parse_interval(given[level])
        except ValueError:
            problems.append(f"grading.cuts.{level}：应写作区间，如 [75,90)")
    if len(ranges) < len(LEVELS):
        return ranges
    top, *_, bottom = (ranges[level] for level in LEVELS)
    if (top.high, top.high_closed) != (100, True) or (bottom.low, bottom.low_closed) != (0, True):
        problems.append("grading.cuts：甲级须到 100] 为止，丙级须从 [0 开始")
    for upper, lower in pairwise(LEVELS):
        a, b = ranges[upper], ranges[lower]
        if b.high < a.low or (b.high == a.low and not a.low_closed and not b.high_closed):
            problems.append(f"grading.cuts：{lower}与{upper}之间有空档（{b} 与 {a}），有的分数没有等级，请接上")
        elif b.high > a.low or (a.low_closed and b.high_closed):
            problems.append(f"grading.cuts：{lower}与{upper}重叠（{b} 与 {a}），请让边界只属于一级")
    return ranges


def completeness(parameters: dict[str, Any], severities: Mapping[str, Severity], problems: list[str]) -> None:
    """Every parameter and every rule must have a value once all parents are read."""
    if problems:  # a mistake above would only be repeated
        return
    missing = [name for name in parameter_specs() if name not in parameters]
    if missing:
        problems.append(f"parameters：缺少 {'、'.join(missing)}，请补上，或 extends 一个已有的标准")
    absent = [i for i in catalogue() if i not in severities]
    if absent:
        more = f" 等 {len(absent)} 条" if len(absent) > 3 else ""
        problems.append(
            f"severities：规则 {'、'.join(absent[:3])}{more}没有判定（kind），请补上，或 extends 一个已有的标准"
        )


def scheme(scheme: Scheme, severities: Mapping[str, Severity], problems: list[str]) -> None:
    """Sections, bundles, deductions and root causes agree with each other."""
    total = sum(scheme.sections.values())
    if round(total, 2) != 100:
        problems.append(f"sections：各部分满分合计 {total:g}，应为 100，请调整")
    for rule_id, severity in severities.items():
        problems += [f"severities.{rule_id}：{wrong}" for wrong in _severity(severity, scheme)]
    both = {
        rule: {*scheme.absent_roots.get(rule, ()), *scheme.supersedes.get(rule, ())}
        for rule in {*scheme.absent_roots, *scheme.supersedes}
    }
    circle = _circle(both)
    if circle:  # each would explain the other away
        problems.append(f"absent_roots、supersedes：{' → '.join(circle)} 互为因果，请去掉一个方向")


def _severity(severity: Severity, scheme: Scheme) -> list[str]:
    wrong = []
    if any(round(value * 100, 6) % 1 for value in (severity.points, severity.cap)):
        wrong.append("分值至多两位小数")
    if severity.confirmed and severity.kind != REVIEW:
        wrong.append("confirmed 只用于 kind 为 review 的规则，请去掉")
    kind = severity.confirmed or severity.kind
    if kind in (OFF, REVIEW):
        return wrong
    if severity.section not in scheme.sections:
        wrong.append(f"section 写作「{severity.section}」，sections 中没有这一部分，请改正或补上")
    if kind in (VETO_B, VETO_C) and not severity.bundle:
        wrong.append("单项否决须写明 bundle（印刷条款的编号，同一条款只计一次）")
    if severity.bundle and severity.bundle not in scheme.bundles:
        wrong.append(f"bundle {severity.bundle} 不在 [bundles] 中，请补上条款原文")
    if kind == POINTS and severity.cap and severity.cap < severity.points:
        wrong.append("cap 小于单次扣分，请改正")
    return wrong


def _circle(table: Mapping[str, set[str]]) -> list[str]:
    """A chain of rules that ends where it began; empty if there is none."""
    done: set[str] = set()

    def walk(rule: str, path: list[str]) -> list[str]:
        if rule in path:
            return [*path[path.index(rule) :], rule]
        if rule in done:
            return []
        for below in sorted(table.get(rule, ())):
            found = walk(below, [*path, rule])
            if found:
                return found
        done.add(rule)
        return []

    for rule in sorted(table):
        found = walk(rule, [])
        if found:
            return found
    return []
