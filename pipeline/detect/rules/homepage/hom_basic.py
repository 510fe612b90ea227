"""患者基本信息错误 (HOM-BASIC)

检查什么：首页身份证号（校验位正确的）所含出生日期、性别与首页出生日期、性别不符；出生日期与入院时的年龄相差一岁以上；首页性别与
病历登记的性别不符。身份证号位数或校验位不对的，提示人工核对。

依据：住院病案首页数据填写质量规范第三条；ZJ；ST1。

例外：见 exceptions。

整改：核对有效证件后更正。
"""

from __future__ import annotations

import re
from datetime import date

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import FrontPage, front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed

_FOREIGN = "护照等其他证件、没有证件的新生儿"
_MASKED = "脱敏的证件号"
_NOMINAL = "虚岁（相差一岁以内）"
_ID = re.compile(r"\d{17}[\dXx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_DATE = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_YEARS = re.compile(r"(\d{1,3})\s*(?:周)?岁|^\s*(\d{1,3})\s*$")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    defects = [*_identity(page), *_age(case, page), *_sex(case, page)]
    if not any(k in page.fields for k in ("identity", "birth", "sex")):
        return not_assessable("首页没有印出身份证号、出生日期、性别")
    return judged(defects)


def _identity(page: FrontPage) -> list[Defect]:
    field = page.fields.get("identity")
    number = re.sub(r"\s", "", page.value("identity"))
    if field is None or not re.fullmatch(r"\d{14,17}[\dXx]|\d{18,19}", number):
        return []
    if not _ID.fullmatch(number) or not _sound(number):
        if len(number) == 15:  # the old form
            return []
        return [page.defect("身份证号位数或校验位不对（请核对）", field, review=True, confidence=0.7)]
    found = []
    birth, stated = _day(number[6:14]), _day(page.value("birth"))
    if birth and stated and birth != stated:
        found.append(page.defect("身份证号所含出生日期与首页出生日期不符", field, page.fields.get("birth")))
    sex = _sex_of(page.value("sex"))
    if sex and sex != ("男" if int(number[16]) % 2 else "女"):
        found.append(page.defect("身份证号所含性别与首页性别不符", field, page.fields.get("sex")))
    return found


def _sound(number: str) -> bool:
    total = sum(int(d) * w for d, w in zip(number[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == number[17].upper()


def _day(text: str) -> date | None:
    found = _DATE.search(text)
    if not found:
        return None
    try:
        return date(*(int(x) for x in found.groups() if x is not None))
    except ValueError:
        return None


def _age(case: Case, page: FrontPage) -> list[Defect]:
    birth, admitted = _day(page.value("birth")), case.extracted.admitted_at
    found = _YEARS.search(page.value("age"))
    if birth is None or admitted is None or found is None:
        return []
    day = admitted.at.date()
    years = day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
    if abs(years - int(found[1] or found[2])) <= 1:
        return []
    message = f"按首页出生日期入院时{years}岁，与首页年龄不符"
    return [page.defect(message, page.fields.get("birth"), page.fields.get("age"))]


def _sex(case: Case, page: FrontPage) -> list[Defect]:
    shown, known = _sex_of(page.value("sex")), case.extracted.stay.sex
    if not shown or known not in ("男", "女") or shown == known:
        return []
    return [page.defect("首页性别与病历登记的性别不符", page.fields.get("sex"))]


def _sex_of(text: str) -> str:
    bare = text.strip()
    if "男" in bare or bare in ("1", "M"):
        return "" if "女" in bare else "男"
    return "女" if "女" in bare or bare in ("2", "F") else ""


def _with(number: str, birth: str = "1974-01-05") -> str:
    return printed(MEDICAL_PAGE.replace("身份证号：-", f"身份证号：{number}").replace("1974-01-05", birth))


RULE = Rule(
    id="HOM-BASIC",
    name="患者基本信息错误",
    category="homepage",
    clause="SY 3; ZJ; ST1",
    check=check,
    remedy="核对有效证件后更正",
    exceptions=(_FOREIGN, _MASKED, _NOMINAL),
    examples=(
        Example(Outcome.FAIL, printed(MEDICAL_PAGE.replace("1974-01-05", "1964-01-05")), "按出生日期62岁，填52岁"),
        Example(Outcome.FAIL, data(性别="男"), "登记为女"),
        Example(Outcome.FAIL, _with("110101197401060020"), "证件号所含生日差一天"),
        Example(Outcome.PASS, printed(MEDICAL_PAGE), "相符"),
        Example(Outcome.PASS, _with("E12345678"), "护照", shows=_FOREIGN),
        Example(Outcome.PASS, _with("110105********0022"), "", shows=_MASKED),
        Example(Outcome.PASS, printed(MEDICAL_PAGE.replace("1974-01-05", "1974-05-05")), "按周岁51岁", shows=_NOMINAL),
        Example(Outcome.NOT_ASSESSABLE, _with("110105197401050023111"[:18]), "校验位不对", review=True),
    ),
    doc=__doc__ or "",
)
