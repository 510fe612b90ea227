"""麻醉方式不一致 (LOG-ANES)

检查什么：手术记录、麻醉记录、术后首次病程写出的麻醉方式是否属于同一类（全身麻醉、椎管内麻醉、神经阻滞、局部麻醉）。

依据：病历书写基本规范第二十二条（十五）（十八）、第二十五条。

例外：见 exceptions。

整改：以麻醉记录为准更正；术中改变麻醉方式的写明原因。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_KINDS = {
    "全身麻醉": re.compile(r"全\s*身?\s*麻|静吸复合|气管插管|喉罩|全凭静脉|静脉麻醉|吸入麻醉"),
    "椎管内麻醉": re.compile(r"腰\s*麻|硬膜外|蛛网膜下|椎管内|腰硬|骶管|骶麻|CSEA|鞍麻"),
    "神经阻滞": re.compile(r"阻滞(?!剂)|臂丛|颈丛|坐骨神经"),
    "局部麻醉": re.compile(r"局\s*麻|局部麻醉|局部浸润|表面麻醉|表麻"),
}
_METHOD = re.compile(
    r"(?:麻醉(?:方[式法])?\s*[：:|｜]\s*|(?:在|于|行|予|经)?[^，。；：:\n]{0,14})(?:麻醉|全麻|腰麻|局麻|表麻|阻滞|腰硬联合)[^，。；\n]{0,12}"
)
_CHANGED = re.compile(r"改(?:为|行|全|用)|中转|转为|效果(?:欠佳|不佳|差)|阻滞不全|麻醉失败|更改")


def check(case: Case) -> Verdict:
    """Compare the kinds of anaesthesia that the documents of the same operation name."""
    notes = list(case.extracted.of_type("operation_record"))
    if not notes:
        return not_applicable("没有手术记录")
    if len(notes) > 1:
        return not_assessable("有多次手术，未逐次比较麻醉方式")
    own = _kinds(notes[0])
    if not own[0]:
        return not_applicable("手术记录没有写麻醉方式")
    defects = []
    for d in case.extracted.of_type("anesthesia_record", "postop_first_note"):
        kinds, span = _kinds(d)
        if kinds and not kinds & own[0] and not any(_CHANGED.search(x.text, x.start, x.end) for x in (d, notes[0])):
            defects.append(
                Defect(
                    message=f"麻醉方式不一致：手术记录为{'、'.join(sorted(own[0]))}，此处为{'、'.join(sorted(kinds))}",
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, *span), case.cite(notes[0], *own[1], "compared")),
                    person=author(d),
                    confidence=0.85,
                )
            )
    return judged(defects)


def _kinds(document: ExtractedDocument) -> tuple[frozenset[str], tuple[int, int]]:
    """The kinds that the document's method names: its section, else the first phrase about it."""
    section = document.section("anesthesia_method")
    if section is not None and document.content(section).strip():
        a, b = section.start, min(section.end, section.heading_end + 60)
    else:
        m = _METHOD.search(document.text, document.start, document.end)
        if m is None:
            return frozenset(), (0, 0)
        a, b = m.span()
    return frozenset(k for k, p in _KINDS.items() if p.search(document.text, a, b)), (a, b)


def _record(first: str, second: str, course: str = "") -> str:
    return (
        f"@stay sex=男 age=50岁\n@doc\n手术记录\n手术日期：2026-03-05\n术前诊断：右腹股沟疝\n手术名称：疝修补术\n麻醉方法：{first}\n手术经过：常规消毒铺巾，修补。{course}\n手术者：李四\n"
        f"@doc\n术后首次病程记录\n2026-03-05 15:00\n今日在{second}下行疝修补术，顺利，安返病房。\n医师签名：李四\n"
    )


RULE = Rule(
    id="LOG-ANES",
    name="麻醉方式不一致",
    category="consistency",
    clause="L25; BW 25",
    check=check,
    remedy="以麻醉记录为准更正；术中改变麻醉方式的写明原因。",
    exceptions=("同类麻醉的不同名称", "术中改变麻醉并已说明", "联合麻醉"),
    examples=(
        Example(Outcome.FAIL, _record("腰麻", "全麻"), "腰麻与全麻"),
        Example(Outcome.FAIL, _record("气管插管全身麻醉", "局部麻醉"), "全麻与局麻"),
        Example(Outcome.PASS, _record("腰硬联合麻醉", "蛛网膜下腔阻滞麻醉"), "都是椎管内", shows="同类麻醉的不同名称"),
        Example(
            Outcome.PASS,
            _record("腰麻", "全麻", "腰麻效果欠佳，改为全麻。"),
            "已说明",
            shows="术中改变麻醉并已说明",
        ),
        Example(Outcome.PASS, _record("全麻+臂丛神经阻滞", "臂丛阻滞"), "联合", shows="联合麻醉"),
    ),
    doc=__doc__ or "",
)
