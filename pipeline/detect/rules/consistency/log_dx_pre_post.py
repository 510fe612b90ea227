"""术前术后诊断不符无说明 (LOG-DX-PRE-POST)

检查什么：手术记录的术前诊断与术中（术后）诊断完全不同，而手术经过、术后病程里没有说明（冰冻、病理、探查所见）。只提示人工复核。

依据：病案质控指标（术前术后诊断符合率）；病历书写基本规范第二十二条（十五）。

例外：见 exceptions。

整改：在手术记录或术后病程中说明诊断改变的依据。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, cite_section
from pipeline.detect.rule import Example, Rule

_EXPLAINED = re.compile(r"冰冻|病理|探查|术中(?:见|发现|证实|诊断)|考虑|修正|更正|改|送检|所见")
_SAME = re.compile(r"[\s　]*(?:诊断)?同(?:术前|上|前)")
_LEAST = 0.12  # share of common character pairs below which nothing is left of the old diagnosis


def check(case: Case) -> Verdict:
    """Operation records whose two diagnoses have nothing in common and no word of why."""
    notes = list(case.extracted.of_type("operation_record"))
    if not notes:
        return not_applicable("没有手术记录")
    defects = []
    for d in notes:
        before, after = d.section("preop_diagnosis"), d.section("postop_diagnosis")
        if before is None or after is None or _SAME.match(d.content(after)):
            continue
        if _alike(d.content(before), d.content(after)) >= _LEAST:
            continue
        course = d.section("operation_course")
        later = "".join(x.body for x in case.extracted.of_type("postop_first_note"))
        if _EXPLAINED.search((d.content(course) if course else "") + later):
            continue
        defects.append(
            Defect(
                message="术前诊断与术中（术后）诊断不同而没有说明，请人工复核",
                doc_id=d.doc_id,
                evidence=(cite_section(case, d, after, 120), cite_section(case, d, before, 120)),
                person=author(d),
                confidence=0.6,
                review=True,
            )
        )
    return judged(defects)


def _alike(a: str, b: str) -> float:
    x, y = ({s[i : i + 2] for i in range(len(s) - 1)} for s in (re.sub(r"[\s\d.、，。；]", "", t) for t in (a, b)))
    return len(x & y) / min(len(x), len(y)) if x and y else 1.0


def _record(before: str, after: str, course: str = "常规消毒铺巾，分离后切除，止血缝合，手术顺利，安返病房。") -> str:
    return f"@stay sex=男 age=50岁\n@doc\n手术记录\n手术日期：2026-03-05\n术前诊断：{before}\n术后诊断：{after}\n手术名称：腹腔镜手术\n手术者：李四\n麻醉方法：全麻\n手术经过：{course}\n手术者签名：李四\n"


RULE = Rule(
    id="LOG-DX-PRE-POST",
    name="术前术后诊断不符无说明",
    category="consistency",
    clause="K5; BW 22(15)",
    check=check,
    remedy="在手术记录或术后病程中说明诊断改变的依据。",
    exceptions=("手术经过说明了依据", "术后诊断同术前", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE, _record("胆囊结石", "胃间质瘤"), "完全不同", review=True, shows="一律由人工确认"
        ),
        Example(Outcome.NOT_ASSESSABLE, _record("急性阑尾炎", "右卵巢黄体破裂"), "完全不同", review=True),
        Example(Outcome.PASS, _record("胆囊结石", "胆囊结石伴慢性胆囊炎"), "补充"),
        Example(
            Outcome.PASS,
            _record("急性阑尾炎", "右卵巢黄体破裂", "进腹探查见盆腔积血，阑尾正常，右卵巢黄体破裂出血，电凝止血。"),
            "有说明",
            shows="手术经过说明了依据",
        ),
        Example(Outcome.PASS, _record("胆囊结石", "同术前"), "同术前", shows="术后诊断同术前"),
    ),
    doc=__doc__ or "",
)
