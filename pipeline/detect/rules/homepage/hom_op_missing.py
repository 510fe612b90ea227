"""有手术而首页手术栏空 (HOM-OP-MISSING)

检查什么：病历有手术记录（确有手术），首页手术操作栏印出（导出）而空白或填“无”“-”。

依据：住院病案首页数据填写质量规范第二十二条；ST1。

例外：见 exceptions。

整改：补填首页手术操作栏。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, PAGE, data, printed

_NOT_SHOWN = "首页没有印出手术栏"
_MINOR = "只有按规定不上报的有创操作"


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    done = [op for op in operations(case) if op.note_id]
    if not done:
        return not_applicable("没有手术记录")
    if page.operations is None:
        return not_assessable("首页没有导出手术操作栏")
    if page.operations:
        return judged([])
    return judged([page.defect(f"有手术记录（{describe(done[0])}），首页手术栏空白", page.operations_field)])


RULE = Rule(
    id="HOM-OP-MISSING",
    name="有手术而首页手术栏空",
    category="homepage",
    clause="SY 22; ST1",
    check=check,
    remedy="补填首页手术操作栏",
    exceptions=(_NOT_SHOWN, _MINOR),
    examples=(
        Example(Outcome.FAIL, printed(MEDICAL_PAGE, operated=True), "填“-”"),
        Example(Outcome.FAIL, data(手术=[]), "导出的手术栏空白"),
        Example(Outcome.PASS, printed(PAGE, operated=True), "已填"),
        Example(Outcome.PASS, data(), "导出的手术栏已填"),
        Example(
            Outcome.NOT_ASSESSABLE,
            printed(PAGE.replace("手术及操作名称：腹腔镜胆囊切除术\n", ""), operated=True),
            "",
            shows=_NOT_SHOWN,
        ),
        Example(Outcome.NOT_APPLICABLE, printed(MEDICAL_PAGE), "没有手术", shows=_MINOR),
    ),
    doc=__doc__ or "",
)
