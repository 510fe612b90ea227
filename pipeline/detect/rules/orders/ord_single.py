"""一条医嘱含多项内容 (ORD-SINGLE)

检查什么：一条医嘱用分号或换行写了两类以上内容（护理、饮食、检查、用药）。

依据：病历书写基本规范第二十八条：每项医嘱应当只包含一个内容。

例外：见 exceptions。

整改：拆分为单项医嘱。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.ordered import order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, ordered

_GROUP = "同组配伍的输液（用＋号）"
_SET = "同一类检查的组合"
_SUPPLEMENT = "用法、嘱托写在同一条"
_KINDS = (
    ("护理", re.compile(r"护理|监护|吸氧|测(?:血压|体温|血糖)|翻身|卧床|陪护")),
    ("饮食", re.compile(r"饮食|普食|半流|流食|禁食|软食|低盐|低脂|糖尿病食")),
    ("检查", re.compile(r"血常规|尿常规|便常规|生化|肝功|肾功|凝血|CT|MRI|彩超|超声|心电图|胸片|X线|培养|镜检")),
    (
        "用药",
        re.compile(
            r"\d\s*(?:mg|g|ml|mL|ug|μg|IU|U|万单位|片|粒)\b|静滴|静注|静推|肌注|口服|ivgtt|\b(?:iv|im|po)\b", re.I
        ),
    ),
)


def check(case: Case) -> Verdict:
    listed = orders(case)
    if not listed:
        return not_applicable("没有有效医嘱")
    mixed = [o for o in listed if _kinds(o.content) > 1]
    if not mixed:
        return judged([])
    return judged([order_defect(f"{len(mixed)}条医嘱含多项不同内容", *mixed)])


def _kinds(content: str) -> int:
    if not any(c in content for c in "；;\n"):
        return 0
    parts = [p for p in re.split(r"[；;\n]", content) if p.strip()]
    found = [next((kind for kind, words in _KINDS if words.search(p)), "") for p in parts]
    return len({kind for kind in found if kind})


RULE = Rule(
    id="ORD-SINGLE",
    name="一条医嘱含多项内容",
    category="orders",
    clause="BW 28",
    check=check,
    remedy="拆分为单项医嘱",
    needs=frozenset({Need.ORDERS}),
    exceptions=(_GROUP, _SET, _SUPPLEMENT),
    examples=(
        Example(
            Outcome.FAIL, ordered(*ORDERS, "二级护理；低盐饮食；血常规,长期,2026-03-02T09:30,"), "护理、饮食、检查"
        ),
        Example(
            Outcome.FAIL,
            ordered(*ORDERS, "禁食；奥美拉唑40mg 静滴 bid；心电监护,长期,2026-03-02T09:30,"),
            "饮食、用药、监护",
        ),
        Example(Outcome.PASS, ordered(*ORDERS), "单项"),
        Example(
            Outcome.PASS,
            ordered(*ORDERS, "0.9%氯化钠100ml＋头孢曲松2.0g 静滴 qd,长期,2026-03-02T09:30,"),
            "",
            shows=_GROUP,
        ),
        Example(Outcome.PASS, ordered(*ORDERS, "肝功能；肾功能；凝血功能,临时,2026-03-02T09:30,"), "", shows=_SET),
        Example(
            Outcome.PASS,
            ordered(*ORDERS, "头孢曲松2.0g 静滴 qd；皮试阴性后使用,长期,2026-03-02T09:30,"),
            "",
            shows=_SUPPLEMENT,
        ),
    ),
    doc=__doc__ or "",
)
