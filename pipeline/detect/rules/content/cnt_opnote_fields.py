"""手术记录要素不全 (CNT-OPNOTE-FIELDS)

检查什么：手术记录是否写有手术日期、术前诊断、术中（术后）诊断、手术名称、手术者及助手、麻醉方法、手术经过；手术经过只有“顺利”等几个字的也算缺。

依据：病历书写基本规范第二十二条（十五）。

例外：见 exceptions。

整改：由术者或第一助手补全缺项，术者审签。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.notes import author, cite_section, letters
from pipeline.detect.rule import Example, Rule

_SHORTEST_COURSE = 15  # letters: shorter than this no operation can be described
_PARTICULARS = (
    particular("手术日期", "", r"手术(?:日期|时间)|开始时间|\d{4}\s*[-年./]\s*\d{1,2}", dated=True),
    particular("术前诊断", "preop_diagnosis", r"术前(?:临床)?诊断|手术前诊断|术前[：:]"),
    particular("术中（术后）诊断", "postop_diagnosis", r"术[中后](?:临床)?诊断|手术[中后]诊断|诊断同术?前|同术前"),
    particular("手术名称", "operation_name", r"手术名称|手术方式|术\s*式|已?施(?:行)?手术|[^\s，。]{3,20}术"),
    particular("手术者及助手", "surgical_team", r"术\s*者|主\s*刀|助\s*手|手术医[师生]|手术人员|手术组|一助|操作者"),
    particular("麻醉方法", "anesthesia_method", r"麻\s*醉|全麻|腰麻|局麻|硬膜外|表麻"),
    particular(
        "手术经过",
        "operation_course",
        r"手术(?:经过|步骤|过程|所见|记录)|术中(?:所见|经过)|麻醉(?:成功|满意|达成|生效)后|常规消毒|铺(?:无菌)?巾",
    ),
)
_check = particulars_check(("operation_record",), _PARTICULARS, "手术记录")


def check(case: Case) -> Verdict:
    """All particulars, and a course that tells the operation."""
    verdict = _check(case)
    short = [
        Defect(
            message="手术经过过于简单，没有写出手术步骤和所见",
            doc_id=d.doc_id,
            evidence=(cite_section(case, d, s),),
            person=author(d),
            confidence=0.85,
        )
        for d in case.extracted.of_type("operation_record")
        for s in d.sections
        if s.label == "operation_course" and 0 < letters(d.content(s)) < _SHORTEST_COURSE and letters(d.body) < 400
    ]
    return judged([*verdict.defects, *short], reason=verdict.reason) if short else verdict


_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n手术记录\n手术日期：2026-03-05 09:00\n术前诊断：右腹股沟疝\n术中诊断：右腹股沟斜疝\n手术名称：右腹股沟疝无张力修补术\n"
    "手术者：李四　助手：王五\n麻醉方法：腰麻\n手术经过：麻醉满意后平卧位，常规消毒铺巾，取右腹股沟斜切口约6cm，分离疝囊，高位结扎，放置补片固定，逐层缝合，出血约10ml。\n手术者签名：李四　2026-03-05 12:00\n"
)
RULE = Rule(
    id="CNT-OPNOTE-FIELDS",
    name="手术记录要素不全",
    category="content",
    clause="BW 22(15); ZJ",
    check=check,
    remedy="由术者或第一助手补全缺项，术者审签。",
    exceptions=("要素在表头或叙述中", "术后诊断写作同术前"),
    examples=(
        Example(Outcome.FAIL, _GOOD.replace("麻醉方法：腰麻\n", "").replace("麻醉满意后", ""), "没有麻醉方法"),
        Example(
            Outcome.FAIL,
            _GOOD[: _GOOD.index("手术经过")] + "手术经过：顺利。\n手术者签名：李四　2026-03-05 12:00\n",
            "经过只有两个字",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.PASS,
            _GOOD.replace("麻醉方法：腰麻\n", "").replace("麻醉满意后", "腰麻成功后"),
            "麻醉写在经过里",
            shows="要素在表头或叙述中",
        ),
        Example(
            Outcome.PASS,
            _GOOD.replace("术中诊断：右腹股沟斜疝", "术后诊断：同术前"),
            "同术前",
            shows="术后诊断写作同术前",
        ),
    ),
    doc=__doc__ or "",
)
