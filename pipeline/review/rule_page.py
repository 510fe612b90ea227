"""The page of one rule, generated from the registry, so that it cannot drift from the code."""

from __future__ import annotations

import inspect

from pipeline.detect.finding import Outcome
from pipeline.detect.rule import Example, Rule
from pipeline.standards.model import Standard

_WORDS = {
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


def _example(example: Example) -> str:
    text = inspect.cleandoc(example.record)
    return f"**示例：{_WORDS[example.outcome]}** {example.why}\n\n```text\n{text}\n```"
