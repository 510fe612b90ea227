"""Reads standards from TOML: finds the file, follows ``extends``, checks that everything adds up.

``load("S000-P2")`` takes a shipped standard, ``load("/etc/bingan/ours.toml")`` a hospital's own file of differences.
Every mistake is a :class:`~pipeline.errors.UsageError` that names file, key and remedy.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipeline.errors import UsageError
from pipeline.paths import shipped
from pipeline.standards import checks
from pipeline.standards.catalogue import catalogue, matching
from pipeline.standards.model import POINTS, Fine, PenaltyRule, Scheme, Severity, Standard
from pipeline.standards.schema import PenaltyTable, SeverityTable, StandardFile, parse_interval

_MESSAGES = {
    "extra_forbidden": "没有这个键，请检查拼写",
    "missing": "缺少这个键，请补上",
    "literal_error": "取值不在允许的范围内",
    "date_type": "应为日期，写作 2026-01-01（不加引号）",
    "string_type": "应为带引号的文字",
    "int_type": "应为整数",
    "float_type": "应为数字",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One standard that can be loaded."""

    id: str
    name: str
    version: str
    path: Path
    extends: str | None
    effective_from: date | None
    effective_to: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Series:
    """The versions of one standard, the oldest first. A record is judged by the version in force at its discharge."""

    versions: tuple[Standard, ...]

    def on(self, day: date | None) -> Standard:
        """The version in force on ``day``; the newest if the day is unknown. Raises UsageError if none was."""
        if day is None:
            return self.versions[-1]
        for standard in self.versions:
            if (standard.effective_from or date.min) <= day <= (standard.effective_to or date.max):
                return standard
        raise UsageError(
            "E303",
            f"标准 {self.versions[-1].id} 在 {day} 没有生效的版本。请写明 effective_from / effective_to，或另选标准",
        )


def available(folder: Path | None = None) -> tuple[Listed, ...]:
    """The standards of ``folder`` (default: those shipped), sorted by id and first day in force.

    In a folder of the hospital's own, TOML files that are no standards are passed over. Raises UsageError if a standard
    cannot be read.
    """
    paths = sorted((folder or shipped("configs") / "standards").glob("*.toml"))
    files = [(path, _read(path)) for path in paths if folder is None or _looks_like_a_standard(path)]
    listed = [
        Listed(f.id, f.name, f.version, path, f.extends, f.effective_from, f.effective_to, f.source)
        for path, f in files
    ]
    return tuple(sorted(listed, key=lambda row: (row.id, row.effective_from or date.min)))


def load(name_or_path: str | Path) -> Standard:
    """The newest version of a shipped standard by its id, or the standard in a TOML file.

    Raises UsageError if there is none, or if its numbers do not add up.
    """
    return _resolved(_path_of(name_or_path))


def load_series(name_or_path: str | Path) -> Series:
    """All versions of a standard: the shipped files with that id, or those beside the file that a path names.

    Raises UsageError if there is none, if one does not add up, or if two are in force on the same day.
    """
    if _is_path(name_or_path):
        path = Path(name_or_path)
        standard_id = _read(path).id
        versions = [row for row in available(path.parent) if row.id == standard_id]
    else:
        versions = _versions(str(name_or_path))
    for earlier, later in pairwise(versions):
        start = later.effective_from or date.min
        if start <= (earlier.effective_to or date.max):
            both = f"{earlier.path.name}、{later.path.name}"
            raise UsageError("E303", f"标准 {later.id} 有两个版本同时生效（{both}）。请用 effective_to 结束旧版本")
    return Series(tuple(_resolved(row.path) for row in versions))


def resolve(name_or_path: str | Path, on: date) -> Standard:
    """The version in force on day ``on``; see :func:`load_series`. Raises UsageError if none was."""
    return load_series(name_or_path).on(on)


def _is_path(name: str | Path) -> bool:
    return isinstance(name, Path) or name.endswith(".toml") or "/" in name


def _looks_like_a_standard(path: Path) -> bool:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return {"id", "name", "version"} <= set(raw)


def _versions(standard_id: str, beside: Path | None = None) -> list[Listed]:
    for folder in (beside, None) if beside is not None else (None,):
        found = [row for row in available(folder) if row.id == standard_id]
        if found:
            return found
    known = "、".join(dict.fromkeys(row.id for row in available()))
    raise UsageError("E301", f"没有名为 {standard_id} 的标准。可用的有：{known}；自定标准请给出 .toml 文件的路径")


def _path_of(name: str | Path, beside: Path | None = None) -> Path:
    if _is_path(name):
        path = Path(name)
        return path if path.is_absolute() or beside is None else beside / path
    return _versions(str(name), beside)[-1].path


def _read(path: Path) -> StandardFile:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise UsageError("E301", f"找不到标准文件 {path}。请检查路径") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("E302", f"{path}：读不出（{type(error).__name__}）。应为 UTF-8 编码的 TOML 文件") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError("E302", f"{path}：不是合法的 TOML（{error}）。请按提示的行列改正") from error
    try:
        return StandardFile.model_validate(raw)
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in e['loc'])}：{_MESSAGES.get(e['type'], e['msg'])}"
            for e in error.errors(include_url=False, include_input=False)
        ]
        raise UsageError("E304", f"{path}：{_listing(problems)}") from None


def _chain(path: Path) -> list[tuple[Path, StandardFile]]:
    """The file and everything it extends, root first."""
    chain: list[tuple[Path, StandardFile]] = []
    while True:
        path = path.resolve()
        file = _read(path)
        if any(path == seen for seen, _ in chain):
            ids = " → ".join([f.id for _, f in chain] + [file.id])
            raise UsageError("E307", f"{path}：extends 绕成了圈（{ids}）。请让其中一个不再 extends")
        chain.append((path, file))
        if file.extends is None:
            return chain[::-1]
        beside = None if path.parent == (shipped("configs") / "standards").resolve() else path.parent
        path = _parent(file, path, beside)


def _parent(file: StandardFile, path: Path, beside: Path | None) -> Path:
    assert file.extends is not None
    try:
        return _path_of(file.extends, beside)
    except UsageError as error:
        raise UsageError(error.code, f"{path}：extends：{error.message}") from error


def _resolved(path: Path) -> Standard:
    chain = _chain(path)
    problems: list[str] = []
    severities: dict[str, dict[str, Any]] = {}
    merged: dict[str, Any] = {"parameters": {}, "grading": {}, "cuts": {}, "sections": {}, "bundles": {}}
    roots: dict[str, tuple[str, ...]] = {}
    supersedes: dict[str, tuple[str, ...]] = {}
    penalties: dict[str, PenaltyTable] = {}
    for _, file in chain:
        merged["parameters"] = checks.parameters(file.parameters, merged["parameters"], problems)
        grading = file.grading.model_dump(exclude_none=True)
        merged["cuts"] |= grading.pop("cuts", {})
        merged["grading"] |= grading
        merged["sections"] = file.sections if file.sections is not None else merged["sections"]
        merged["bundles"] |= file.bundles
        _merge_severities(severities, file.severities, problems)
        roots |= _expand(file.absent_roots, "absent_roots", problems)
        supersedes |= _expand(file.supersedes, "supersedes", problems)
        penalties |= {p.id: p for p in file.penalties}
    cuts = checks.cuts(merged["cuts"], problems)
    grading = merged["grading"]
    limit = grading.get("b_items_to_c", 2)
    scheme = Scheme(
        cuts=cuts,
        sections=merged["sections"],
        veto_mode=grading.get("veto_mode", "override"),
        veto_points=grading.get("veto_points", 10.0),
        rebase_margin=grading.get("rebase_margin", 0.1),
        b_items_to_c=None if limit == "off" else limit,
        inspection=grading.get("inspection", "院内抽查"),
        bundles=merged["bundles"],
        absent_roots=roots,
        supersedes=supersedes,
        penalties=tuple(_penalty(p, problems) for p in penalties.values() if p.fines),
    )
    problems += [
        f"severities.{i}：kind 为 points 时须写明 points（扣几分）"
        for i, row in severities.items()
        if POINTS in (row.get("kind"), row.get("confirmed")) and "points" not in row
    ]
    table = {i: Severity(**row) for i, row in sorted(severities.items()) if "kind" in row}
    parameters = dict(merged["parameters"])
    checks.completeness(parameters, table, problems)
    checks.scheme(scheme, table, problems)
    last = chain[-1][1]
    if last.effective_from and last.effective_to and last.effective_from > last.effective_to:
        problems.append("effective_to：早于 effective_from，请改正日期")
    if problems:
        raise UsageError("E308", f"{path}：{_listing(problems)}")
    levels = sorted(cuts.values(), key=lambda c: -c.low)
    parameters |= {
        "grade_cut": tuple(c.low for c in levels[:-1]),
        "veto_mode": scheme.veto_mode,
        "b_items_to_c": scheme.b_items_to_c,
    }
    written = _as_written(scheme)
    return Standard(
        id=last.id,
        name=last.name,
        version=last.version,
        parameters=parameters,
        severities=table,
        grading=written,
        scheme=scheme,
        lineage=tuple(f.id for _, f in chain[-2::-1]),
        effective_from=last.effective_from,
        effective_to=last.effective_to,
        source=last.source,
        digest=_digest(parameters, {i: asdict(s) for i, s in table.items()}, written),
    )


def _merge_severities(into: dict[str, dict[str, Any]], rows: Mapping[str, SeverityTable], problems: list[str]) -> None:
    """Lay ``rows`` over what the parent says. A pattern counts first, so that a whole id beside it wins."""
    for key in sorted(rows, key=lambda k: ("*" not in k, k)):
        ids = matching(key)
        if not ids:
            problems.append(f"severities.{key}：没有这样的规则编号，请对照 configs/rules/catalogue.json")
        row = rows[key].model_dump(exclude_none=True)
        for rule_id in ids:
            old = into.get(rule_id, {})
            if "kind" in row and row["kind"] != old.get("kind"):  # another kind of verdict: its points no longer apply
                old = {k: v for k, v in old.items() if k == "section"}
            into[rule_id] = old | row


def _expand(table: Mapping[str, Iterable[str]], where: str, problems: list[str]) -> dict[str, tuple[str, ...]]:
    expanded = {}
    for root, patterns in table.items():
        known = {pattern: matching(pattern) for pattern in patterns}
        problems += [f"{where}.{root}：没有规则 {pattern}，请改正" for pattern, ids in known.items() if not ids]
        if root not in catalogue():
            problems.append(f"{where}.{root}：没有这样的规则编号，请改正")
        expanded[root] = tuple(sorted(set().union(*known.values()) - {root}))
    return expanded


def _penalty(table: PenaltyTable, problems: list[str]) -> PenaltyRule:
    where = f"penalties[{table.id}]"
    if sum(t is not None for t in (table.score, table.level, table.rules)) != 1:
        problems.append(f"{where}：score、level、rules 三者须且只须写一个")
    score = None
    if table.score is not None:
        try:
            score = parse_interval(table.score)
        except ValueError:
            problems.append(f"{where}.score：应写作区间，如 [75,85)")
    rules: set[str] = set()
    for pattern in table.rules or ():
        ids = matching(pattern)
        rules |= ids
        if not ids:
            problems.append(f"{where}.rules：没有规则 {pattern}，请改正")
    return PenaltyRule(
        id=table.id,
        fines=tuple(Fine(f.who, f.kind, f.amount) for f in table.fines),
        source=table.source,
        score=score,
        level=table.level or "",
        rules=tuple(sorted(rules)),
        inspections=tuple(table.inspections),
        per=table.per,
    )


def _as_written(scheme: Scheme) -> dict[str, Any]:
    """The scheme as JSON-ready data, for show, diff and the digest."""
    return {
        "cuts": {level: str(cut) for level, cut in scheme.cuts.items()},
        "sections": dict(scheme.sections),
        "veto_mode": scheme.veto_mode,
        "veto_points": scheme.veto_points,
        "rebase_margin": scheme.rebase_margin,
        "b_items_to_c": scheme.b_items_to_c,
        "inspection": scheme.inspection,
        "bundles": dict(scheme.bundles),
        "absent_roots": {root: list(rules) for root, rules in scheme.absent_roots.items()},
        "supersedes": {root: list(rules) for root, rules in scheme.supersedes.items()},
        "penalties": [
            {
                "id": p.id,
                "when": str(p.score) if p.score else p.level or list(p.rules),
                "per": p.per,
                "inspections": list(p.inspections),
                "fines": [asdict(fine) for fine in p.fines],
                "source": p.source,
            }
            for p in scheme.penalties
        ],
    }


def _digest(*parts: Any) -> str:
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _listing(problems: list[str], most: int = 12) -> str:
    shown = "；".join(problems[:most])
    return shown + (f"；另有 {len(problems) - most} 处" if len(problems) > most else "")
