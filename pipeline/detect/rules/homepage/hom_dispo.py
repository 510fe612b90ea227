"""离院方式、入院途径漏填或与病历不符 (HOM-DISPO)

检查什么：首页离院方式、入院途径印出（导出）而空白；患者死亡而离院方式不是死亡，或离院方式为死亡而患者没有死亡。

依据：住院病案首页数据填写质量规范第三条。

例外：见 exceptions。

整改：按实际补填或更正。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed
from pipeline.detect.specimens import DEATH_STAY, DEATHS, record

_NOT_SHOWN = "栏目没有印出"
_CODES = "离院方式用代码（5为死亡）"
_OPEN = "尚未出院"
_DEAD = re.compile(r"死亡|^\s*5(?:\D|$)|已故")
_ALIVE = re.compile(r"医嘱(?:离|出|转)院|转院|转社区|自动|非医嘱|^\s*[1234](?:\D|$)|好转|治愈")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    if case.extracted.discharged_at is None and not case.facts.deaths:
        return not_applicable("尚未出院")
    dispo, route = page.fields.get("disposition"), page.fields.get("route")
    if dispo is None and route is None:
        return not_assessable("首页没有印出离院方式、入院途径")
    names = {"disposition": "离院方式", "route": "入院途径"}
    defects: list[Defect] = [page.defect(f"首页{names[k]}未填", page.fields[k]) for k in names if page.is_blank(k)]
    if dispo is not None and not dispo.blank:
        died = bool(case.facts.deaths) or "死亡" in (case.extracted.stay.outcome or "")
        lived = case.extracted.first("discharge_record") is not None
        if died and not lived and not _DEAD.search(dispo.value) and _ALIVE.search(dispo.value):
            defects.append(page.defect("患者死亡，首页离院方式填写不符", dispo))
        elif lived and not died and _DEAD.search(dispo.value) and "婴" not in dispo.value:
            defects.append(page.defect("患者存活出院，首页离院方式填死亡", dispo))
    return judged(defects)


def _death(way: str) -> str:
    front = MEDICAL_PAGE.replace("离院方式：医嘱离院", f"离院方式：{way}")
    return record(front, *DEATHS, stay=DEATH_STAY)


RULE = Rule(
    id="HOM-DISPO",
    name="离院方式/入院途径漏填",
    category="homepage",
    clause="SY 3",
    check=check,
    remedy="按实际补填或更正",
    exceptions=(_NOT_SHOWN, _CODES, _OPEN),
    examples=(
        Example(Outcome.FAIL, printed(MEDICAL_PAGE.replace("离院方式：医嘱离院", "离院方式：")), "离院方式空白"),
        Example(Outcome.FAIL, _death("医嘱离院"), "死亡患者填医嘱离院"),
        Example(Outcome.FAIL, data(入院途径=""), "入院途径空白"),
        Example(Outcome.PASS, printed(MEDICAL_PAGE), "一致"),
        Example(Outcome.PASS, _death("5"), "", shows=_CODES),
        Example(
            Outcome.NOT_ASSESSABLE,
            printed(MEDICAL_PAGE.replace("离院方式：医嘱离院　", "").replace("入院途径：门诊　", "")),
            "",
            shows=_NOT_SHOWN,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            printed(
                MEDICAL_PAGE.replace("离院方式：医嘱离院", "离院方式：").replace("出院时间：2026-03-08 10:00　", ""),
                stay="@stay name=林素云\n",
            ).split("@doc\n入院记录")[0],
            "",
            shows=_OPEN,
        ),
    ),
    doc=__doc__ or "",
)
