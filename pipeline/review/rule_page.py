"""The page of one rule, generated from the registry, so that it cannot drift from the code."""

from __future__ import annotations

import inspect
from pathlib import Path

from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules import all_rules, status_of, unbuilt_rules
from pipeline.review.period.aggregate import AGGREGATES
from pipeline.standards.catalogue import Entry, catalogue
from pipeline.standards.model import Standard

STATUSES = {"stable": "启用", "preview": "试行", "planned": "未实现", "needs_data": "缺数据"}
OUTCOME_NAMES = {
    Outcome.FAIL: "缺陷",
    Outcome.PASS: "通过",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.NOT_ASSESSABLE: "无法判定",
    Outcome.ERROR: "出错",
}


def rule_page(rule: Rule, standard: Standard) -> str:
    """Markdown: what is checked, clause, inputs, parameters and severity under ``standard``, exceptions, examples, remedy."""
    severity = standard.severities.get(rule.id)
    parts = [
        f"# {rule.id} {rule.name}",
        inspect.cleandoc(rule.doc or inspect.getdoc(inspect.getmodule(rule.check)) or ""),
        f"**依据条款** {rule.clause}",
        f"**所需输入** {'、'.join(sorted(n.value for n in rule.needs))}（缺少时结果为“无法判定”）",
        f"**{standard.id} 的严重程度** "
        + ("未列入" if severity is None else f"{severity.kind}，{severity.points:g} 分，{severity.per}"),
        f"**状态** {rule.status}",
    ]
    if rule.parameters:
        values = "\n".join(f"- `{key}` = {standard.parameters.get(key)}" for key in rule.parameters)
        parts.append(f"**参数**\n\n{values}")
    if rule.exceptions:
        parts.append("**例外**\n\n" + "\n".join(f"- {text}" for text in rule.exceptions))
    parts.append(f"**整改** {rule.remedy}")
    parts += [_example(example) for example in rule.examples]
    return "\n\n".join(parts) + "\n"


def unbuilt_page(entry: Entry) -> str:
    """The page of a rule that is in the catalogue but not built."""
    why = "没有任何导出数据能判定" if status_of(entry) == "needs_data" else "本版本尚未实现"
    return (
        f"# {entry.id} {entry.name}\n\n**状态** {why}：对每份病历都是“无法判定”。\n\n**所需输入** {entry.inputs}（{entry.level}）\n\n"
        f"**要求** {entry.threshold}\n\n**依据** {entry.source}\n\n**例外** {entry.exceptions}\n"
    )


def aggregate_page(rule_id: str, standard: Standard) -> str:
    """The page of a rule about departments and periods."""
    entry, rule, severity = catalogue()[rule_id], AGGREGATES[rule_id], standard.severities.get(rule_id)
    return (
        f"# {entry.id} {entry.name}\n\n按月、按季对科室和全院判定（bingan period），不针对单份病历。\n\n"
        f"**检查什么** {rule.what}\n\n**所需输入** {entry.inputs}\n\n**要求** {entry.threshold}\n\n"
        f"**{standard.id} 的严重程度** {severity.kind if severity else '未列入'}\n\n"
        f"**状态** {STATUSES[rule.status]}\n\n**依据条款** {entry.source}\n\n**例外** {entry.exceptions}\n\n"
        f"**整改** {rule.remedy}\n"
    )


def _example(example: Example) -> str:
    text = inspect.cleandoc(example.record)
    return f"**示例：{OUTCOME_NAMES[example.outcome]}** {example.why}\n\n```text\n{text}\n```"


def write_pages(folder: Path, standard: Standard) -> int:
    """Write a page for every rule of the registry and an index; return the number of rules."""
    folder.mkdir(parents=True, exist_ok=True)
    built = {rule.id: (rule.name, STATUSES[rule.status], rule_page(rule, standard)) for rule in all_rules()}
    unbuilt = {e.id: (e.name, STATUSES[status_of(e)], unbuilt_page(e)) for e in unbuilt_rules().values()}
    whole = {i: (catalogue()[i].name, STATUSES[r.status], aggregate_page(i, standard)) for i, r in AGGREGATES.items()}
    rows = sorted({**built, **unbuilt, **whole}.items())
    for rule_id, (_, _, page) in rows:
        (folder / f"{rule_id}.md").write_text(page, encoding="utf-8")
    lines = [f"| [{rule_id}]({rule_id}.md) | {name} | {status} |" for rule_id, (name, status, _) in rows]
    head = f"# 规则\n\n由 `bingan rules --pages` 生成，请勿手改。严重程度和参数按 {standard.id}。\n\n| 编号 | 名称 | 状态 |\n| --- | --- | --- |\n"
    (folder / "README.md").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return len(rows)
