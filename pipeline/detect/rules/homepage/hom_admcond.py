"""入院病情未填 (HOM-ADMCOND)

检查什么：首页出院诊断的“入院病情”栏导出而空白，或代码不在1有、2临床未确定、3情况不明、4无之内。

依据：住院病案首页填写说明（2011）；ZJ 附。

例外：见 exceptions。

整改：逐条补填入院病情。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed

_LOCAL = "本地代码或文字"
_NOT_SHOWN = "没有导出入院病情栏"
_STROKE = "胆囊结石"


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    field = page.fields.get("admission_condition")
    listed = [d for d in page.diagnoses if d.condition is not None]
    if field is None and not listed:
        return not_assessable("首页没有导出入院病情栏")
    empty = [d for d in listed if d.condition == ""]
    if empty:
        return judged([page.defect(f"{len(empty)}条诊断的入院病情未填", *empty[:3])])
    if field is not None and field.blank and not listed:
        return judged([page.defect("入院病情未填", field)])
    return judged([])


def _dx(*conditions: str | None) -> str:
    main, *others = ({"name": f"{_STROKE}{n}", "condition": c} for n, c in enumerate(conditions))
    return data(主要诊断=main, 其他诊断=others)


RULE = Rule(
    id="HOM-ADMCOND",
    name="入院病情未填",
    category="homepage",
    clause="SY 3; ZJ",
    check=check,
    remedy="逐条补填入院病情（1有 2临床未确定 3情况不明 4无）",
    exceptions=(_LOCAL, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, _dx("1", ""), "其他诊断的入院病情空白"),
        Example(Outcome.FAIL, printed(MEDICAL_PAGE.replace("入院病情：有", "入院病情：")), "主要诊断的入院病情空白"),
        Example(Outcome.PASS, _dx("1", "4"), "已填"),
        Example(Outcome.PASS, _dx("有", "危重"), "", shows=_LOCAL),
        Example(Outcome.NOT_ASSESSABLE, data(主要诊断="胆囊结石"), "", shows=_NOT_SHOWN),
    ),
    doc=__doc__ or "",
)
