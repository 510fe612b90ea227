"""手术时间不一致 (LOG-OP-TIME)

检查什么：手术记录与麻醉记录、术后首次病程写出的手术日期是否同一天；同日的，手术开始与麻醉结束等先后不合的不在此判定。

依据：病历书写基本规范第二十二条（十五）、第二十五条。

例外：见 exceptions。

整改：核对手术室登记，更正错误的一处。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument, Timestamp

_KEYED = re.compile(r"(?:手术(?:日期|时间|开始(?:时间)?)|麻醉(?:日期|开始(?:时间)?))\s*[：:|｜)）]?\s*$")


def check(case: Case) -> Verdict:
    """Compare keyed days of one operation in its documents."""
    notes = list(case.extracted.of_type("operation_record"))
    if not notes:
        return not_applicable("没有手术记录")
    if len(notes) > 1:
        return not_assessable("有多次手术，未逐次比较手术时间")
    own = _day(notes[0])
    if own is None or own.moment is None:
        return not_applicable("手术记录没有写明手术日期")
    defects = []
    for d in case.extracted.of_type("anesthesia_record", "surgical_safety_checklist", "postop_first_note"):
        other = _day(d)
        if other is None or other.moment is None:
            continue
        days = abs((other.moment.at.date() - own.moment.at.date()).days)
        if days:
            review = days == 1  # over midnight
            defects.append(
                Defect(
                    message="手术日期与手术记录不一致" + ("（相差一天，请确认是否跨零点）" if review else ""),
                    doc_id=d.doc_id,
                    evidence=(
                        case.cite(d, other.start, other.end),
                        case.cite(notes[0], own.start, own.end, "compared"),
                    ),
                    person=author(d),
                    confidence=0.6 if review else 0.85,
                    review=review,
                )
            )
    return judged(defects)


def _day(document: ExtractedDocument) -> Timestamp | None:
    return next(
        (
            t
            for t in document.timestamps
            if t.moment and _KEYED.search(document.text[max(document.start, t.start - 10) : t.start])
        ),
        None,
    )


def _record(first: str, second: str) -> str:
    return (
        f"@stay sex=男 age=50岁\n@doc\n手术记录\n手术日期：{first}\n术前诊断：右腹股沟疝\n手术名称：疝修补术\n手术者：李四\n麻醉方法：腰麻\n手术经过：常规消毒铺巾，修补。\n手术者签名：李四\n"
        f"@doc\n麻醉记录单\n手术日期：{second}\n麻醉方式：腰麻\n麻醉医师：吴海峰\n"
    )


RULE = Rule(
    id="LOG-OP-TIME",
    name="手术时间不一致",
    category="consistency",
    clause="BW 22(15); BW 25",
    check=check,
    remedy="核对手术室登记，更正错误的一处。",
    exceptions=("同日的麻醉与切皮时间不同", "跨零点的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _record("2026-03-05 09:00", "2026-03-15 09:00"), "相差十天"),
        Example(Outcome.FAIL, _record("2026-03-05", "2026-02-05"), "相差一月"),
        Example(
            Outcome.PASS,
            _record("2026-03-05 09:00", "2026-03-05 08:20"),
            "麻醉早于切皮",
            shows="同日的麻醉与切皮时间不同",
        ),
        Example(Outcome.PASS, _record("2026-03-05", "2026-03-05"), "一致"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("2026-03-05 23:50", "2026-03-06 00:10"),
            "跨零点",
            shows="跨零点的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
