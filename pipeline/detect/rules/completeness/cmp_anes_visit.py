"""缺麻醉术前/术后访视 (CMP-ANES-VISIT)

检查什么：非局部麻醉的手术有没有麻醉术前访视和术后访视；写在病程中的也算。病历导出了麻醉类文书而缺其一的，只提示核对。

依据：病历书写基本规范第二十二条（十三）（十九）；S000 篇2 六3。

例外：见 exceptions。

整改：麻醉医师术前、术后访视并记录。
"""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, OPERATION, SURGICAL, note, record, without

_INLINE = "访视写在病程中"
_LOCAL = "术者自行局部麻醉"
_GONE = "术后一天内死亡或出院"
_SMALL = re.compile(r"局部|局麻|表面麻醉|表麻|浸润")
_SHEETS = ("anesthesia_record", "anesthesia_previsit", "anesthesia_postvisit")
_BEFORE = re.compile(r"麻醉(?:科|医师)[^。\n]{0,12}(?:访视|会诊|评估|看过)|ASA\s*[ⅠⅡⅢⅣⅤ1-5]")
_AFTER = re.compile(r"麻醉(?:科|医师)[^。\n]{0,12}(?:术后|随访|访视)|麻醉术后(?:访视|随访)")
_PRE = """@doc
麻醉术前访视记录　2026-03-04 18:00
林素云，女，52岁，ASA Ⅱ级，拟全麻，无麻醉禁忌。
麻醉医师：傅玉成　2026-03-04 18:10
"""
_POST = """@doc
麻醉术后访视记录　2026-03-06 10:00
患者神志清，生命体征平稳，无麻醉并发症。
麻醉医师：傅玉成　2026-03-06 10:10
"""
_TOLD = note("2026-03-06 10:00", "术后第1天，麻醉科傅玉成医师随访，无麻醉并发症。")
_SUPERFICIAL = (
    OPERATION.replace("麻醉方式：全身麻醉", "麻醉方式：局部浸润麻醉")
    .replace("腹腔镜胆囊切除术", "体表肿物切除术")
    .replace("麻醉成功后", "局麻后")
)
_LEFT_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-05T20:00 outcome=好转\n"


def check(case: Case) -> Verdict:
    done = [op for op in operations(case) if not _SMALL.search(op.anaesthesia)]
    if not done:
        return not_applicable("没有手术，或为术者自行局部麻醉")
    if not case.extracted.first(*_SHEETS):
        return not_assessable("麻醉类文书未导出")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    op = done[0]
    others = [d.body for d in case.documents if d.doc_type not in (*_SHEETS, "consent_form")]
    missing = []
    if not case.extracted.first("anesthesia_previsit") and not any(_BEFORE.search(t) for t in others):
        missing.append("术前访视")
    end, left = op.ended_at or op.day, case.extracted.discharged_at
    gone = end is not None and left is not None and left.earliest <= end.latest + timedelta(hours=24)
    if not gone and not case.extracted.first("anesthesia_postvisit") and not any(_AFTER.search(t) for t in others):
        missing.append("术后访视")
    return judged(
        [
            Defect(
                f"{describe(op)}没有麻醉{what}",
                evidence=(case.cite_mention(op.mention),),
                searched=searched(f"麻醉{what}"),
                review=True,
                confidence=0.6,
            )
            for what in missing
        ]
    )


RULE = Rule(
    id="CMP-ANES-VISIT",
    name="缺麻醉术前/术后访视",
    category="completeness",
    clause="BW 22(13)(19); L25",
    check=check,
    remedy="麻醉医师术前、术后访视并记录",
    exceptions=(_INLINE, _LOCAL, _GONE),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, record(*SURGICAL, _PRE), "没有术后访视", review=True),
        Example(Outcome.NOT_ASSESSABLE, record(*SURGICAL, _POST), "没有术前访视", review=True),
        Example(Outcome.PASS, record(*SURGICAL, _PRE, _POST), "两次访视"),
        Example(Outcome.PASS, record(*SURGICAL, _PRE, _TOLD), "病程中写明", shows=_INLINE),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, OPERATION, SURGICAL[7]), _SUPERFICIAL, _PRE),
            "局麻",
            shows=_LOCAL,
        ),
        Example(
            Outcome.PASS,
            record(*SURGICAL[:8], SURGICAL[10].replace("03-08", "03-05"), _PRE, stay=_LEFT_STAY),
            "手术当日出院",
            shows=_GONE,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
