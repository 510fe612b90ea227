"""费用合计不符 (HOM-FEE)

检查什么：首页各分项费用之和大于总费用，或各项齐全而和小于总费用，相差超过 fee_tolerance（缺省1元）。

依据：住院病案首页数据填写质量规范第二十六条。

例外：见 exceptions。

整改：由财务、信息部门核对费用归类与汇总。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import FEES, front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import data

_ROUNDING = "四舍五入的差额"
_PARTIAL = "只导出部分费用项目"
_TOLERANCE = 1.0
_LEAST_ITEMS = 20  # of the 24 of the form: hospitals leave out the items that they never charge


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    total = page.fees.get("总费用")
    items = {k: v for k, v in page.fees.items() if k != "总费用"}
    if total is None or len(items) < 2:
        return not_assessable("首页没有导出费用")
    tolerance = float(case.parameters.get("fee_tolerance", _TOLERANCE))
    gap = round(sum(items.values()) - total, 2)
    if gap > tolerance:
        return judged([page.defect(f"分项费用之和比总费用多{gap:.2f}元")])
    if gap < -tolerance:
        if len(items) < _LEAST_ITEMS:
            return not_assessable("只导出部分费用项目，和小于总费用不能断定不符")
        return judged([page.defect(f"分项费用之和比总费用少{-gap:.2f}元")])
    return judged([])


_ALL = {name: 100.0 for name in FEES if name != "总费用"}

RULE = Rule(
    id="HOM-FEE",
    name="费用合计不符",
    category="homepage",
    clause="SY 26",
    check=check,
    remedy="由财务、信息部门核对费用归类与汇总",
    exceptions=(_ROUNDING, _PARTIAL),
    parameters=("fee_tolerance",),
    examples=(
        Example(Outcome.FAIL, data(总费用="5000", 西药费="4200.5", 护理费="900"), "分项之和大于总额"),
        Example(Outcome.FAIL, data(**_ALL, 总费用=3000), "各项齐全，和小于总额"),
        Example(Outcome.PASS, data(**_ALL, 总费用=2400), "相符"),
        Example(Outcome.PASS, data(**_ALL, 总费用="2400.40"), "", shows=_ROUNDING),
        Example(Outcome.NOT_ASSESSABLE, data(总费用=5000, 西药费=1000, 护理费=200), "", shows=_PARTIAL),
    ),
    doc=__doc__ or "",
)
