"""年龄矛盾 (LOG-AGE)

检查什么：各文书印出的患者本人年龄是否一致，是否与登记年龄或出生日期相符。相差3岁以上判为缺陷；相差2岁的提示人工复核。

依据：病历书写基本规范第三条；年龄不符常是复制他人病历的痕迹。

例外：见 exceptions。

整改：核对身份信息，改正年龄；如系复制粘贴所致，核对该处其余内容是否属于本患者。
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_AGE = r"(?P<years>\d{1,3})\s*(?:周?岁)(?:\s*(?P<plus>\d{1,2})\s*个?月)?|(?P<months>\d{1,2})\s*个?月(?:龄)?(?:\s*(?P<odd>\d{1,2})\s*[天日])?|(?P<days>\d{1,3})\s*[天日](?:龄)?"
_KEYED = re.compile(rf"年\s*龄\s*[：:|｜\s　]\s*[|｜]?\s*(?:{_AGE})")
_SEXED = re.compile(
    rf"[男女]性?\s*[，,、\s　]\s*(?:汉族|已婚|未婚|[一-鿿]{{1,3}}族)?[，,、\s　]*(?:{_AGE})(?!时|起|开始|结婚|初潮)"
)
_STATED = re.compile(
    r"患者(?:今年|现年|年龄|系|为|，)?\s*(?P<years>\d{1,3})\s*周?岁(?!\s*(?:时|起|开始|始|结婚|因|曾|发现|患|确诊|初潮|绝经|前|后|生育|即|行|以前|左右|余|参加|退休|戒|丧|离|再婚|当年|那年|以|至|～|-|—|~))"
    r"(?P<plus>)(?P<months>)(?P<odd>)(?P<days>)"
)
_BORN = re.compile(
    r"出\s*生\s*(?:日\s*期|年\s*月(?:\s*日)?)\s*[：:|｜]\s*(\d{4})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})"
)
_FAMILY = frozenset(("family_history", "marital_history", "menstrual_history", "past_history", "personal_history"))
_COURSE = frozenset(("chief_complaint", "present_illness", "case_features", "condition", "course"))
_ELSE = re.compile(
    r"虚岁|时年|当时|当年|那年|父|母|妻|夫|爱人|配偶|兄|弟|哥|姐|妹|子|儿|女儿|孙|家属|代理|联系人|供者|捐|婴"
)


_REACH = 20  # characters from the sex to the age
_BEFORE_SEX = "，,、 　：:\t"


@dataclass(frozen=True, slots=True)
class _Printed:
    document: ExtractedDocument
    start: int
    end: int
    months: float
    narrated: bool = False  # 患者22岁 in a history: perhaps the age at onset


def check(case: Case) -> Verdict:
    """Compare every printed age of the patient with the known one, each at the date of its document."""
    printed = [p for d in case.documents for p in _ages(d)]
    known = _known(case, printed)
    if known is None:
        return not_assessable("没有登记年龄，病历中也没有两处以上一致的年龄")
    defects = []
    for p in printed:
        if p.narrated and p.months < known:
            continue
        gap = abs(p.months - known) - _allowance(case, p)
        if gap > 0:
            defects.append(_defect(case, p, known, printed, review=gap <= 12))
    defects += list(_birth_dates(case, known))
    return judged(defects)


def _ages(document: ExtractedDocument) -> Iterator[_Printed]:
    """The ages that ``document`` prints for the patient; relatives, past events and 虚岁 are left out."""
    seen: set[int] = set()
    for m in _candidates(document):
        months = _months(m)
        if months is None or m.end() in seen or _told_of_family(document, m.start()):
            continue
        seen.add(m.end())
        yield _Printed(document, m.start() + _lead(m[0]), m.end(), months, m.re is _STATED and _in_history(document, m))


def _in_history(document: ExtractedDocument, m: re.Match[str]) -> bool:
    """True in a section that tells the illness from its beginning: 患者22岁在外地打工期间起病."""
    return any(s.start <= m.start() < s.end for s in document.sections if s.label in _COURSE)


def _told_of_family(document: ExtractedDocument, at: int) -> bool:
    return any(s.start <= at < s.end for s in document.sections if s.label in _FAMILY)


def _candidates(document: ExtractedDocument) -> Iterator[re.Match[str]]:
    text, a, b = document.text, document.start, document.end
    if text.find("龄", a, b) >= 0:
        for m in _KEYED.finditer(text, a, b):
            if not _ELSE.search(text, max(_line(text, m.start()), m.start() - 12), m.start()):
                yield m
    if text.find("岁", a, b) < 0:
        return
    for m in _sexed(text, a, b):
        if m.start() > a and text[m.start() - 1] in _BEFORE_SEX and _of_patient(text, m):
            yield m
    for m in _STATED.finditer(text, a, b):
        free = m.start() == a or not "一" <= text[m.start() - 1] <= "鿿"
        if (free or text[m.start() - 2 : m.start()] == "本例") and _of_patient(text, m):
            yield m


def _sexed(text: str, a: int, b: int) -> Iterator[re.Match[str]]:
    """男，63岁 around every 岁: far fewer than the places where 男 or 女 stands."""
    at, last = text.find("岁", a, b), -1
    while at >= 0:
        m = _SEXED.search(text, max(a, at - _REACH), min(b, at + 8))
        if m is not None and m.start() != last:
            last = m.start()
            yield m
        at = text.find("岁", at + 1, b)


def _line(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _of_patient(text: str, m: re.Match[str]) -> bool:
    before = max(_line(text, m.start()), m.start() - 13)
    return not _ELSE.search(text, before, m.start() + 1) and "虚" not in m[0]


def _lead(words: str) -> int:
    return len(words) - len(words.lstrip("，,、 　：:\n\t"))


def _months(m: re.Match[str]) -> float | None:
    if m["years"]:
        years = int(m["years"])
        return years * 12 + int(m["plus"] or 0) if years <= 130 else None
    if m["months"]:
        return int(m["months"]) + int(m["odd"] or 0) / 30
    return int(m["days"]) / 30 if m["days"] else None


def _known(case: Case, printed: list[_Printed]) -> float | None:
    told = (case.extracted.stay.age or "").strip()
    m = re.match(rf"(?:{_AGE})", told) or re.match(
        r"(?P<years>\d{1,3})$(?P<plus>)(?P<months>)(?P<odd>)(?P<days>)", told
    )
    if m:
        return _months(m)
    if not printed:
        return None
    (months, count), *_ = Counter(p.months for p in printed).most_common(1)
    return months if count >= 2 else None


def _allowance(case: Case, printed: _Printed) -> float:
    """Months that may lie between the two: a birthday, whole years printed, and the years since an old report."""
    slack = 12.0 + 0.99 if printed.months >= 24 else 3.0
    now, then = case.extracted.admitted_at, printed.document.written_at
    if printed.document.doc_type in ("lab_report", "other") and now:
        dates = [t.moment for t in printed.document.timestamps if t.moment]
        oldest = min([*dates, *([then] if then else [])], key=lambda x: x.earliest, default=None)
        if oldest and oldest.earliest < now.earliest:
            slack += (now.earliest - oldest.earliest).days / 30.4
    return slack


def _defect(case: Case, printed: _Printed, known: float, everywhere: list[_Printed], review: bool) -> Defect:
    agreeing = next((p for p in everywhere if abs(p.months - known) < 12), None)
    compared = (case.cite(agreeing.document, agreeing.start, agreeing.end, "compared"),) if agreeing else ()
    return Defect(
        message=f"年龄矛盾：此处为{_said(printed.months)}，患者年龄为{_said(known)}"
        + ("（相差不大，请人工确认）" if review else ""),
        doc_id=printed.document.doc_id,
        evidence=(case.cite(printed.document, printed.start, printed.end), *compared),
        person=author(printed.document),
        confidence=0.6 if review else 0.95,
        review=review,
    )


def _said(months: float) -> str:
    if months >= 36:
        return f"{int(months // 12)}岁"
    return f"{int(months)}个月" if months >= 1 else f"{round(months * 30)}天"


def _birth_dates(case: Case, known: float) -> Iterator[Defect]:
    admitted = case.extracted.admitted_at
    if admitted is None:
        return
    for d in case.documents:
        m = _BORN.search(d.text, d.start, d.end) if d.text.find("出", d.start, d.end) >= 0 else None
        if m is None or _ELSE.search(d.text, max(d.start, m.start() - 12), m.start()):
            continue
        try:
            born = date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            continue
        gap = abs((admitted.at.date() - born).days / 30.44 - known) - (24.99 if known >= 24 else 4)
        if gap > 0:
            yield Defect(
                message=f"出生日期与年龄{_said(known)}不符",
                doc_id=d.doc_id,
                evidence=(case.cite(d, m.start(), m.end()),),
                person=author(d),
                confidence=0.6 if gap <= 12 else 0.9,
                review=gap <= 12,
            )


def _record(second: str, first: str = "年龄：56岁", age: str = "56岁", body: str = "") -> str:
    return (
        f"@stay sex=男 age={age} admitted=2026-03-02T09:00 discharged=2026-03-10T09:00\n@doc\n入院记录\n姓名：吴某　性别：男　{first}\n主诉：咳嗽3天。\n"
        f"现病史：3天前受凉后咳嗽。\n体格检查：T 37.0℃。{body}\n初步诊断：急性支气管炎\n医师签名：张三\n"
        f"@doc\n出院记录\n姓名：吴某　性别：男　{second}\n出院诊断：急性支气管炎\n出院医嘱：注意休息。\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-AGE",
    name="年龄矛盾",
    category="consistency",
    clause="BW 3",
    check=check,
    remedy="核对身份信息，改正年龄；如系复制粘贴所致，核对该处其余内容是否属于本患者。",
    exceptions=(
        "住院期间过生日相差一岁",
        "注明虚岁",
        "既往事件时的年龄",
        "亲属的年龄",
        "以月计与以岁计相等",
        "早年的外院报告",
        "相差两岁只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _record("年龄：65岁"), "出院记录65岁"),
        Example(Outcome.FAIL, _record("年龄：56岁", body="患者83岁，为高危人群。"), "正文中的年龄来自别处"),
        Example(Outcome.PASS, _record("年龄：57岁"), "相差一岁", shows="住院期间过生日相差一岁"),
        Example(
            Outcome.PASS, _record("年龄：56岁", body="患者虚岁五十八，吴某，男，虚岁58岁。"), "虚岁", shows="注明虚岁"
        ),
        Example(Outcome.PASS, _record("年龄：56岁", body="患者40岁时发现高血压。"), "既往", shows="既往事件时的年龄"),
        Example(
            Outcome.PASS,
            _record("年龄：56岁").replace("现病史：", "现病史：患者32岁（当年春）在外地打工期间起病，"),
            "起病时的年龄",
            shows="既往事件时的年龄",
        ),
        Example(Outcome.PASS, _record("年龄：56岁", body="其父，男，82岁，体健。"), "父亲", shows="亲属的年龄"),
        Example(
            Outcome.PASS,
            _record("年龄：27个月", "年龄：2岁3个月", "2岁3个月"),
            "27个月即2岁3个月",
            shows="以月计与以岁计相等",
        ),
        Example(
            Outcome.PASS,
            _record("年龄：56岁")
            + "@doc\n外院CT检查报告单\n姓名：吴某　性别：男　年龄：51岁\n检查时间：2021-01-05 09:00\n诊断意见：双肺未见异常。\n",
            "五年前的报告",
            shows="早年的外院报告",
        ),
        Example(Outcome.NOT_ASSESSABLE, _record("年龄：58岁"), "相差两岁", shows="相差两岁只提示人工复核", review=True),
    ),
    doc=__doc__ or "",
)
