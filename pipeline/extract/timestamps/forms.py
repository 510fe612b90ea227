"""What one printed calendar expression says, apart from its context: numbers, time of day, and what is wrong with it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from pipeline.records.moment import DAY, MINUTE, SECOND, Moment

_FOLD: dict[int, int | None] = {ord("０") + i: ord("0") + i for i in range(10)}
_FOLD |= dict.fromkeys(map(ord, "：∶﹕"), ord(":"))
_FOLD |= dict.fromkeys(map(ord, "－‐‑–—−/／.．"), ord("-"))
_FOLD |= {ord("号"): ord("日"), ord("点"): ord("时"), ord("钟"): None, ord("○"): ord("〇"), ord("零"): ord("〇")}
_SPACES = re.compile(r"(?<![0-9０-９])\s+|\s+(?![0-9０-９])")  # not the one between date and time
_TIME_SPACE = re.compile(r"\s+")
_WEEKDAY = re.compile(r"[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?")
_NUMERALS = re.compile("[〇一二三四五六七八九十廿卅元]+")
_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_DATE = re.compile(
    r"(?:(?P<y1>\d{2,4})年)?(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日?"
    r"|(?P<y2>\d{4}|\d{2})-(?P<m2>\d{1,2})-(?P<d2>\d{2}(?=\d\d:)|\d{1,2}(?!\d))"
    r"|(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y3>\d{4})"
    r"|(?P<m4>\d{1,2})-(?P<d4>\d{1,2})(?!\d)"
    r"|(?P<y5>\d{4})(?P<m5>\d{2})(?P<d5>\d{2})(?:(?P<hh>\d{2})(?P<mm>\d{2})(?P<ss>\d{2})?)?"
)
_CLOCK = re.compile(
    r"T?(?:约|大约)?(?P<period>\D{1,3}?)?(?P<h>\d{1,2})(?::(?P<m>\d{2})(?::(?P<s>\d{2})(?:-\d+)?)?"
    r"|时(?:(?P<half>半)|整|(?P<quarter>[13])刻|(?P<m2>\d{1,2})(?:分(?:(?P<s2>\d{1,2})秒)?)?)?)"
    r"(?P<ampm>[AaPp][Mm])?(?P<zone>Z|[+-]\d{2}:?\d{2})?$"
)
_MORNING = frozenset(["上午", "午前", "清晨", "早晨", "早上", "晨起", "晨间", "今晨", "早", "晨", "am"])
_AFTERNOON = frozenset(["下午", "午后", "傍晚", "pm"])
_NOON = frozenset(["中午", "正午"])
_EVENING = frozenset(["晚上", "晚间", "夜晚", "晚", "夜间", "夜里", "深夜", "夜", "午夜", "半夜"])
_SMALL_HOURS = frozenset(["凌晨"])
_HALF_DAY = 12
_FIRST_YEAR = 1900


class Clock(NamedTuple):
    """A time of day; hour 24 is the end of the day."""

    hour: int
    minute: int
    second: int | None


class Form(NamedTuple):
    """The parts of one expression as printed. ``year`` may be None or have two digits.

    ``moment`` is set if the expression needs no context; ``problem`` is why it cannot be read.
    """

    year: int | None
    month: int
    day: int
    clock: Clock | None
    problem: str = ""
    moment: Moment | None = None


@lru_cache(maxsize=65536)
def read_form(text: str) -> Form:
    """Read the numbers of ``text``, one expression as the patterns found it."""
    folded = _NUMERALS.sub(_arabic, _WEEKDAY.sub("", _SPACES.sub("", text)).translate(_FOLD))
    found = _DATE.match(folded)
    if not found:
        return Form(None, 0, 0, None, "无法识别的日期")
    year, month, day, problem = _date_parts(found)
    clock, clock_problem = _clock_part(found, _TIME_SPACE.sub("", folded[found.end() :]))
    problem = problem or clock_problem
    moment = None
    if year is not None and year >= _FIRST_YEAR and not problem:
        moment, problem = moment_of(year, month, day, clock)
    return Form(year, month, day, clock, problem, moment)


def moment_of(year: int, month: int, day: int, clock: Clock | None) -> tuple[Moment | None, str]:
    """The moment of these parts, or (None, why there is none)."""
    try:
        date = datetime(year, month, day)
        if clock is None:
            return Moment(date, DAY), ""
        at = date + timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second or 0)
    except (ValueError, OverflowError):
        return None, "不存在的日期"
    return Moment(at, MINUTE if clock.second is None else SECOND), ""


def _clock_part(found: re.Match[str], rest: str) -> tuple[Clock | None, str]:
    if found["hh"]:
        clock = Clock(int(found["hh"]), int(found["mm"]), int(found["ss"]) if found["ss"] else None)
        return clock, _clock_problem(clock)
    return _read_clock(rest) if rest else (None, "")


def read_number(printed: str) -> int:
    """A small number in Arabic, full-width or Chinese numerals (12, １２, 十二)."""
    return int(_NUMERALS.sub(_arabic, printed.translate(_FOLD)))


def _arabic(found: re.Match[str]) -> str:
    word = found[0]
    if word == "元":
        return "1"
    if "十" not in word and "廿" not in word and "卅" not in word:
        return "".join(str(_DIGIT.get(c, 0)) for c in word)
    word = word.replace("廿", "二十").replace("卅", "三十")
    tens, _, units = word.partition("十")
    return str((_DIGIT.get(tens, 1) if tens else 1) * 10 + (_DIGIT.get(units[-1:], 0) if units else 0))


def _date_parts(found: re.Match[str]) -> tuple[int | None, int, int, str]:
    if found["m1"]:
        year = found["y1"]
        wrong = "年份不可能" if year and len(year) == 3 else ""
        return (int(year) if year else None), int(found["m1"]), int(found["d1"]), wrong
    if found["m2"]:
        return int(found["y2"]), int(found["m2"]), int(found["d2"]), ""
    if found["y3"]:
        first, second = int(found["a"]), int(found["b"])
        if first == second or second > _HALF_DAY >= first:
            return int(found["y3"]), first, second, ""
        if first > _HALF_DAY >= second:
            return int(found["y3"]), second, first, ""
        return int(found["y3"]), first, second, "月和日的先后不明"
    if found["m4"]:
        return None, int(found["m4"]), int(found["d4"]), ""
    return int(found["y5"]), int(found["m5"]), int(found["d5"]), ""


def _read_clock(text: str) -> tuple[Clock | None, str]:
    found = _CLOCK.match(text)
    if not found:
        return None, "无法识别的时刻"
    hour = int(found["h"])
    minute = int(found["m"] or found["m2"] or (30 if found["half"] else 15 * int(found["quarter"] or 0)))
    seconds = found["s"] or found["s2"]
    clock = Clock(hour, minute, int(seconds) if seconds else None)
    if found["zone"] and found["zone"].replace(":", "") != "+0800":
        return clock, "时刻带其他时区"
    if problem := _clock_problem(clock):
        return clock, problem
    period = (found["period"] or found["ampm"] or "").lower()
    return _with_period(clock, period)


def _clock_problem(clock: Clock) -> str:
    late = clock.hour > 24 or (clock.hour == 24 and (clock.minute or clock.second))
    return "不存在的时刻" if late or clock.minute > 59 or (clock.second or 0) > 59 else ""


def _with_period(clock: Clock, period: str) -> tuple[Clock | None, str]:
    """Apply 上午, 下午, 晚 … Only what has one meaning is read; 夜2时 or 上午15时 are reported."""
    hour = clock.hour
    if not period:
        return clock, ""
    if period in _MORNING:
        return (clock, "") if hour <= _HALF_DAY else (clock, f"{period}与时刻矛盾")
    if period in _SMALL_HOURS:
        return (clock, "") if hour <= 6 else (clock, "凌晨的时刻有歧义")
    if period in _NOON:
        if hour in (1, 2):
            return clock._replace(hour=hour + _HALF_DAY), ""
        return (clock, "") if hour in (11, 12, 13, 14) else (clock, f"{period}与时刻矛盾")
    if period in _AFTERNOON:
        if hour == 0 or hour > 23:
            return clock, f"{period}与时刻矛盾"
        return clock._replace(hour=hour + _HALF_DAY if hour < _HALF_DAY else hour), ""
    if period in _EVENING:
        if hour >= 17:
            return clock, ""
        if 5 <= hour < _HALF_DAY:
            return clock._replace(hour=hour + _HALF_DAY), ""
        if hour == _HALF_DAY:
            return clock._replace(hour=24), ""
        return clock, "夜间的时刻属于哪一天有歧义"
    return clock, "无法识别的时刻"
