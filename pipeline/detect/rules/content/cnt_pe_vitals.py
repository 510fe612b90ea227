"""体格检查缺生命体征 (CNT-PE-VITALS)

检查什么：入院记录是否写有体温、脉搏（心率）、呼吸、血压的数值。缺一项即判为缺陷。

依据：病历书写基本规范第十八条（六）。

例外：见 exceptions。

整改：补测并补写数值和单位。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, entry
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission
from pipeline.extract.model import ExtractedDocument

_SKIP = r"[^\d，。；\n]{0,8}"
_SIGNS = {
    "体温": re.compile(
        rf"(?:T|Ｔ|体\s*温|肛温|腋温|口温|耳温){_SKIP}\d{{2}}|\d{{2}}(?:\.\d)?\s*(?:℃|°C|度)|体温不升|T\s*不升"
    ),
    "脉搏": re.compile(
        rf"(?:P|Ｐ|HR|脉\s*搏|脉\s*率|心\s*率|脉){_SKIP}\d{{2,3}}|\d{{2,3}}\s*(?:次/分|次／分|bpm|次/min)|脉搏?(?:未触及|触不到|不清|测不出)|心跳停止|无心跳|心音消失"
    ),
    "呼吸": re.compile(rf"(?:R|Ｒ|RR|呼\s*吸(?:频率)?){_SKIP}\d{{1,2}}|呼吸(?:停止|机|微弱|暂停)|无自主呼吸|机械通气"),
    "血压": re.compile(
        r"(?:BP|Bp|ＢＰ|血\s*压)[^\d，。；\n]{0,16}\d{2,3}|\d{2,3}\s*[/／]\s*\d{2,3}\s*(?:mm|kPa|MM)|血压[^，。；\n]{0,6}(?:测不[出到]|未测|不配合|拒测)"
    ),
}
_CHILD = re.compile(r"[0-4]\s*岁|\d+\s*(?:个?月|天|日|小时)")


def check(case: Case) -> Verdict:
    """Every vital sign stands with a number anywhere in the admission record."""
    records = [r for r in admission_records(case) if len(entry(r, "physical_exam").strip()) >= 20]
    if not records:
        return not_applicable("没有体格检查栏，其缺失另由CMP-PE判定")
    age = (case.extracted.stay.age or "").strip()
    child = _CHILD.match(age) is not None or not age
    defects = []
    for record in records:
        exam = record.section("physical_exam")
        first = exam.start if exam else record.start  # they nearly always stand there
        lacking = [n for n, p in _SIGNS.items() if not _stands(record, p, first)]
        if child and "血压" in lacking:
            lacking.remove("血压")
        if lacking:
            defects.append(
                Defect(
                    message="体格检查缺少生命体征：" + "、".join(lacking),
                    doc_id=record.doc_id,
                    searched=tuple(f"入院记录：{n}的数值" for n in lacking),
                    person=author(record),
                    confidence=0.9,
                )
            )
    return judged(defects)


def _stands(record: ExtractedDocument, sign: re.Pattern[str], first: int) -> bool:
    return any(sign.search(record.text, at, record.end) for at in (first, record.start))


_NO_NUMBERS = (
    ENTRIES["exam"]
    .replace("T 36.5℃　P 88次/分　R 18次/分　BP 118/70mmHg", "T　　℃　P　　次/分　R　　次/分　BP　　/　　mmHg")
    .replace("心率88次/分", "心率正常")
)
RULE = Rule(
    id="CNT-PE-VITALS",
    name="体格检查缺生命体征",
    category="content",
    clause="BW 18(6)",
    check=check,
    remedy="补测并补写数值和单位。",
    exceptions=("五岁以下可不测血压", "体温不升、测不出等属有效记录", "写在一般情况栏"),
    examples=(
        Example(Outcome.FAIL, admission(exam=_NO_NUMBERS), "数值未填"),
        Example(Outcome.FAIL, admission(exam=ENTRIES["exam"].replace("BP 118/70mmHg", "")), "没有血压"),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.PASS,
            admission(exam=ENTRIES["exam"].replace("BP 118/70mmHg", "")).replace("age=56岁", "age=3岁"),
            "三岁",
            shows="五岁以下可不测血压",
        ),
        Example(
            Outcome.PASS,
            admission(exam=ENTRIES["exam"].replace("T 36.5℃", "体温不升").replace("BP 118/70mmHg", "血压测不出")),
            "休克",
            shows="体温不升、测不出等属有效记录",
        ),
        Example(
            Outcome.PASS,
            admission(
                exam=ENTRIES["exam"].replace("T 36.5℃　P 88次/分　R 18次/分　BP 118/70mmHg\n", ""),
                general=ENTRIES["general"] + "入院生命体征：体温36.5℃ 脉搏88次/分 呼吸18次/分 血压118/70mmHg\n",
            ),
            "写在表头",
            shows="写在一般情况栏",
        ),
    ),
    doc=__doc__ or "",
)
