"""术者不一致 (LOG-OP-SURGEON)

检查什么：手术记录的术者与麻醉记录、安全核查表、术后首次病程写出的术者是否为同一人。

依据：病历书写基本规范第二十二条（十五）；手术安全核查制度。

例外：见 exceptions。

整改：核实实际术者，更正错误的一处。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_SURGEON = re.compile(
    r"(?:手术者|手术医[师生]|术\s*者|主\s*刀(?:医[师生])?)\s*(?:为|[：:|｜])?\s*(?P<name>[一-鿿]{2,4}?)(?=[\s　，,。、；;（(|｜/／]|主任|副主任|主治|住院|医[师生]|教授|一助|助手|$)"
    r"|(?P<led>[一-鿿]{2,4}?)(?:副?主任医师|主治医师|副?教授)?主刀"
)
_NO_NAME = re.compile(r"医|主任|教授|签名|及|助手|由|患者|手术|麻醉|今|在|全麻|本人|科|同|行|下|术|者|助")
_DOCUMENTS = ("anesthesia_record", "surgical_safety_checklist", "postop_first_note")


def check(case: Case) -> Verdict:
    """Compare the surgeon of the operation record with the other documents of the same operation."""
    notes = list(case.extracted.of_type("operation_record"))
    if not notes:
        return not_applicable("没有手术记录")
    if len(notes) > 1:
        return not_assessable("有多次手术，未逐次比较术者")
    own = _surgeons(notes[0])
    if not own:
        return not_applicable("手术记录没有写明术者")
    names = {m for _, _, m in own}
    team = notes[0].body
    defects = []
    for d in case.extracted.of_type(*_DOCUMENTS):
        others = _surgeons(d)
        if not others or any(n in names for _, _, n in others):
            continue
        a, b, name = others[0]
        review = name in team  # an assistant there: perhaps two names for one table
        defects.append(
            Defect(
                message="术者与手术记录不一致" + ("（其人在手术组内，请人工确认）" if review else ""),
                doc_id=d.doc_id,
                evidence=(case.cite(d, a, b), case.cite(notes[0], own[0][0], own[0][1], "compared")),
                person=author(d),
                confidence=0.6 if review else 0.85,
                review=review,
            )
        )
    return judged(defects)


def _surgeons(document: ExtractedDocument) -> list[tuple[int, int, str]]:
    found = []
    for m in _SURGEON.finditer(document.text, document.start, document.end):
        name = m["name"] or m["led"]
        if not _NO_NAME.search(name):
            found.append((m.start(), m.end(), name))
    return found


def _record(first: str, second: str, assistant: str = "王五") -> str:
    return (
        f"@stay sex=男 age=50岁\n@doc\n手术记录\n手术日期：2026-03-05\n术前诊断：右腹股沟疝\n手术名称：疝修补术\n手术者：{first}　助手：{assistant}\n手术经过：常规消毒铺巾，修补。\n手术者签名：{first}\n"
        f"@doc\n术后首次病程记录\n2026-03-05 15:00\n今日腰麻下行疝修补术，{second}，顺利，安返病房。\n医师签名：{assistant}\n"
    )


RULE = Rule(
    id="LOG-OP-SURGEON",
    name="术者不一致",
    category="consistency",
    clause="BW 22(15)",
    check=check,
    remedy="核实实际术者，更正错误的一处。",
    exceptions=("多次手术", "其人在手术组内的提示人工复核", "未写术者姓名"),
    examples=(
        Example(Outcome.FAIL, _record("李四光", "术者：吴海峰"), "李四光与吴海峰"),
        Example(Outcome.FAIL, _record("李四光", "吴海峰主任医师主刀"), "主刀不符"),
        Example(Outcome.PASS, _record("李四光", "术者：李四光主任医师"), "一致"),
        Example(Outcome.PASS, _record("李四光", "由主任主刀"), "没有姓名", shows="未写术者姓名"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("李四光", "术者：李四光")
            + "@doc\n手术记录\n手术日期：2026-03-07\n手术名称：清创术\n手术者：吴海峰\n手术经过：常规消毒，清创缝合。\n",
            "两次手术",
            shows="多次手术",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("李四光", "术者：吴海峰", "吴海峰"),
            "助手",
            shows="其人在手术组内的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
