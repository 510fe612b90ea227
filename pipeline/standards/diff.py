"""What two standards judge differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.standards.catalogue import catalogue, parameter_specs
from pipeline.standards.model import KINDS, WHO, Severity, Standard


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. ``area`` is parameter, severity, section, grading or penalty; ``meaning`` is Chinese."""

    area: str
    key: str
    old: str
    new: str
    meaning: str = ""


def differences(old: Standard, new: Standard) -> list[Difference]:
    """Every parameter, severity and number of the grading that differs, in a fixed order."""
    return [*_parameters(old, new), *_severities(old, new), *_grading(old.grading, new.grading)]


def severity_text(severity: Severity) -> str:
    """A severity in one line of Chinese, e.g. ``扣 2 分/处（至多 6）`` or ``乙级否决 B2``."""
    match severity.kind:
        case "VETO_C" | "VETO_B":
            return f"{'丙' if severity.kind == 'VETO_C' else '乙'}级否决 {severity.bundle}"
        case "review" if severity.confirmed:
            return f"人工复核，属实则{severity_text(replace(severity, kind=severity.confirmed, confirmed=''))}"
        case "review":
            return "人工复核"
        case "off":
            return "不用"
    per = {"item": "", "occurrence": "/处", "once": "（同条款只扣一次）"}[severity.per]
    most = f"（至多 {severity.cap:g}）" if severity.cap else ""
    return f"扣 {severity.points:g} 分{per}{most}"


def _parameters(old: Standard, new: Standard) -> Iterator[Difference]:
    for name, spec in parameter_specs().items():
        a, b, meaning = old.parameters[name], new.parameters[name], spec.meaning
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            for key in sorted({*a, *b}):
                if a.get(key) != b.get(key):
                    yield Difference("parameter", f"{name}.{key}", _text(a.get(key)), _text(b.get(key)), meaning)
        elif a != b:
            yield Difference("parameter", name, _text(a), _text(b), meaning)


def _severities(old: Standard, new: Standard) -> Iterator[Difference]:
    for rule_id, entry in catalogue().items():
        a, b = old.severities[rule_id], new.severities[rule_id]
        if severity_text(a) != severity_text(b):
            yield Difference("severity", rule_id, severity_text(a), severity_text(b), entry.name)
        elif a.section != b.section and a.kind not in ("off", "review"):
            yield Difference("section", rule_id, a.section, b.section, entry.name)


def _grading(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in ("cuts", "sections"):
        for name in [*old[key], *(k for k in new[key] if k not in old[key])]:
            a, b = old[key].get(name), new[key].get(name)
            if a != b:
                yield Difference("grading", f"{key}.{name}", _text(a), _text(b))
    for key in ("veto_mode", "veto_points", "rebase_margin", "b_items_to_c", "inspection"):
        if old[key] != new[key]:
            yield Difference("grading", key, _text(old[key]), _text(new[key]))
    a, b = ({p["id"]: p for p in standard["penalties"]} for standard in (old, new))
    for name in sorted({*a, *b}):
        if a.get(name) != b.get(name):
            yield Difference("penalty", name, penalty_text(a.get(name)), penalty_text(b.get(name)))


def penalty_text(penalty: Mapping[str, Any] | None) -> str:
    """A penalty of ``Standard.grading`` in one line of Chinese; a dash for None."""
    if penalty is None:
        return "–"
    when = penalty["when"] if isinstance(penalty["when"], str) else "、".join(penalty["when"])
    kind = f"（{'、'.join(penalty['inspections'])}）" if penalty["inspections"] else ""
    fines = (f"{WHO[f['who']]} {f['amount']:g} {KINDS[f['kind']]}" for f in penalty["fines"])
    return f"{when}{kind}：{'，'.join(fines)}"


def _text(value: Any) -> str:
    if value is None:
        return "off"
    if isinstance(value, list | tuple):
        return "、".join(str(v) for v in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
