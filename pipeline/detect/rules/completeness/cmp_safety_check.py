"""缺手术安全核查表 (CMP-SAFETY-CHECK)

检查什么：手术有没有安全核查记录。

依据：病历书写基本规范第二十二条（十六）；医疗质量安全核心制度（十一）。

例外：见 exceptions。核查表多在手术麻醉系统中；病历没有导出同类文书时不判断，导出了同类文书而缺此一份的，只提示核对。

整改：三方核查签字后归入病历。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, not_applicable
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.sheets import absent_sheet
from pipeline.detect.specimens import MEDICAL, OPERATION, SURGICAL, record, without

_LOCAL = "按本院规定免于核查的局部麻醉小手术"
_NOT_EXPORTED = "同类文书都没有导出"
_SMALL = re.compile(r"局部|局麻|表面麻醉|表麻|浸润")
_PREVISIT = """@doc
麻醉术前访视记录　2026-03-04 18:00
林素云，女，52岁，ASA Ⅱ级，拟全麻下行腹腔镜胆囊切除术，无麻醉禁忌。
麻醉医师：傅玉成　2026-03-04 18:10
"""
_ANAESTHESIA = """@doc
麻醉记录
患者：林素云　女　52岁　麻醉方式：全身麻醉　麻醉开始：2026-03-05 08:40　麻醉结束：2026-03-05 10:50
经过：诱导平稳，气管插管顺利，术中循环平稳，出血10ml。
麻醉医师：傅玉成　2026-03-05 11:00
"""
_CHECKLIST = """@doc
手术安全核查表
患者：林素云　女　52岁　手术名称：腹腔镜胆囊切除术　日期：2026-03-05
麻醉实施前：身份、部位核对无误。手术开始前：核对无误。离开手术室前：清点无误。
手术医师：陆振华　麻醉医师：傅玉成　巡回护士：周敏
"""
_SUPERFICIAL = (
    OPERATION.replace("麻醉方式：全身麻醉", "麻醉方式：局部浸润麻醉")
    .replace("腹腔镜胆囊切除术", "体表肿物切除术")
    .replace("麻醉成功后", "局麻后")
)


def check(case: Case) -> Verdict:
    done = [op for op in operations(case) if not _SMALL.search(op.anaesthesia)]
    if not done:
        return not_applicable("没有手术，或为术者自行局部麻醉")
    return absent_sheet(
        case,
        done[0],
        ("surgical_safety_checklist",),
        ("anesthesia_record", "anesthesia_previsit", "anesthesia_postvisit"),
        "surgical_safety_checklist",
        "手术安全核查表",
    )


RULE = Rule(
    id="CMP-SAFETY-CHECK",
    name="缺手术安全核查表",
    category="completeness",
    clause="BW 22(16); HX 11; L39",
    check=check,
    remedy="三方核查签字后归入病历",
    exceptions=(_LOCAL, _NOT_EXPORTED),
    status="preview",
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE, record(*SURGICAL, _PREVISIT), "手术安全核查表不在，其他手术麻醉文书在", review=True
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*SURGICAL, _ANAESTHESIA), "只缺手术安全核查表", review=True),
        Example(Outcome.PASS, record(*SURGICAL, _CHECKLIST), "有手术安全核查表"),
        Example(Outcome.NOT_ASSESSABLE, record(*SURGICAL), "没有导出", shows=_NOT_EXPORTED),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(SURGICAL, OPERATION, SURGICAL[7]), _SUPERFICIAL),
            "局麻",
            shows=_LOCAL,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
