"""Read one line as the head of a document: a title, a date, or both."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.extract.doctypes import STRONG_TITLES, TITLE_HINT, Heading, read_title
from pipeline.extract.layout import DATED, TIME_LABEL, Span, fold, trim

_MAX_HEAD = 90  # characters of a line that may be a title with what is printed beside it
_NUMBERED = re.compile(  # 3、26-04-07
    r"[（(]?[0-9０-９]{1,2}[、.．)）][ \t　]{0,4}"
    r"(?=(?:[0-9０-９]{2}){1,2}[-－./．／年][ \t　]{0,2}[0-9０-９]{1,2}[-－./．／月][ \t　]{0,2}[0-9０-９]{1,2})"
)
_LABEL = re.compile(r"(?:记录|书写|补记|讨论|查房|完成|会诊|病程|打印|创建)?(?:时间|日期)?[ \t　]*[:：|｜]?[ \t　]*$")
_KIND = re.compile(r"[ \t　,，;；]*(?:记录|文书|病程|查房)?(?:类型|名称|种类|标题|类别)[ \t　]*[:：|｜][ \t　]*")
_NAMED = re.compile(
    r"(?:文书|文档|文件|病历|病案|记录|病程|模板|表单|单据)?(?:类型|名称|种类|标题|类别|题名)[ \t　]*[:：|｜][ \t　]*"
)
_KEY = re.compile(r"[^\s:：]{2,14}(?=[:：][ \t　]*[^\s0-9])")
_ENOUGH = 240  # characters of a line from which its head is read; what is beyond them tells nothing more
_LONG_WORD = re.compile(r"\S{46}")  # narrative: no title is so long
_LABEL_STARTS = frozenset("时日记书补讨查完会病打创-—–=~～*#·•●○◎▲△▶►※☆➢◇◆■□★|Dd")  # of a labelled or decorated date
_DAY_STARTS = frozenset("0123456789０１２３４５６７８９二")
_DATED_STARTS = _DAY_STARTS | frozenset("(（[【")
_DATE_HINT = re.compile(r"[0-9０-９]{1,4}[ \t　]{0,4}[-－./．／—年月]|[〇○零一二三四五六七八九]{4}年")
_TOKEN = re.compile(r"[^\s]+")
_SENTENCE = re.compile(r"[。；;！!？?，,“”]")
_INSTITUTION = re.compile(
    r"(?:医院|卫生院|医学中心|保健院|医学院|门诊部|疗养院|卫生服务中心|防治院|附属医院.{0,6}|集团|总院|分院|院区)(?:[(（].{1,12}[)）])?(?:[^\s，。:：]{0,10}(?:科|病区|病房|中心))?$"
)
_LAST_OF_INSTITUTION = frozenset("院心部团区科房)）-—=*")
_NAMELESS = ("附属医院", "大学附属医院", "外院医院", "当地医院", "上级医院", "社区医院", "本医院", "该医院")
_HOSPITAL = re.compile(r"(?P<name>[一-鿿]{3,20}?(?:医院|卫生院|医学中心|保健院|疗养院|卫生服务中心))")
_DEPARTMENT = re.compile(r"^[一-鿿]{1,10}(?:科|病区|病房)(?:[一二三四五六七八九十\d]病区)?$")
_CLOSING_OF = {"【": "】", "〖": "〗", "[": "]", "〔": "〕", "《": "》", "★": "★", "※": "※", "◆": "◆", "■": "■"}
_DECORATION = " \t　-—–=~～*#·•●○◎▲△▶►※☆➢◇◆■□★【】[]〖〗《》<>「」|"


class Head(NamedTuple):
    """What a line says of a document that begins there. ``alone``: the line holds nothing but a date."""

    heading: Heading | None
    span: Span | None = None  # the printed title
    dated: bool = False
    timed: bool = False
    alone: bool = False
    keyed: bool = False  # 入院记录：主诉…, all in one text

    def joined(self, other: Head) -> Head:
        """Both lines as one head."""
        first = self if self.heading is not None and not (self.heading.general and other.heading) else other
        return first._replace(dated=self.dated or other.dated, timed=self.timed or other.timed, alone=False)

    def title(self, text: str) -> str:
        return text[self.span[0] : self.span[1]] if self.span else ""


def is_institution(text: str, begin: int, end: int) -> bool:
    """True if the line prints a hospital or department and nothing else."""
    if end - begin > 60 or (text[end - 1] not in _LAST_OF_INSTITUTION and text.find("附属医院", begin, end) < 0):
        return False
    name = fold(text[begin:end]).strip("-—=*")
    if len(name) > 30 or len(name) < 2 or ":" in name:
        return False
    return bool(_INSTITUTION.search(name) or _DEPARTMENT.match(name)) and not _SENTENCE.search(name)


def institution_in(text: str, begin: int, end: int) -> str:
    """The hospital with which the line ``text[begin:end]`` begins (folded), or an empty string."""
    found = _HOSPITAL.match(fold(text[begin : min(end, begin + 60)]))
    return found["name"] if found and found["name"] not in _NAMELESS else ""


def keyed_title(text: str, begin: int, end: int) -> int:
    """Where a title with its colon (出院记录：术后恢复好…) at ``begin`` ends, else 0."""
    key = _KEY.match(text, begin, end)
    return key.end() if key and key[0] in STRONG_TITLES else 0


def read_head(text: str, begin: int, end: int) -> Head | None:
    """The head on the line ``text[begin:end]`` (without outer white space), or None.

    A title is read before or after the date of the line, or without one. A date opens the line and stands alone, or
    narrative follows it; whether such a line opens a document is for the caller to judge.
    """
    first = text[begin]
    if (first.isdigit() or first in "（(") and (number := _NUMBERED.match(text, begin, end)):
        head = read_head(text, number.end(), end)
        # 3、2026-04-07 08:30 查房记录: documents numbered through; an item of a list seldom has all three
        return head if head and head.heading and head.timed and head.span else None
    dated_first = first in _DATED_STARTS
    limit = end if end - begin <= _MAX_HEAD else begin + _MAX_HEAD
    hinted = TITLE_HINT.search(text, begin, limit) is not None
    if not hinted:
        if not dated_first and first not in _LABEL_STARTS:
            return None  # nearly all lines
        if first in _DAY_STARTS and not DATED.match(text, begin, end):
            return None  # an item of a list
    head = _read(text[begin : min(end, begin + _ENOUGH)])
    if head is None or head.span is None:
        return head
    return head._replace(span=(begin + head.span[0], begin + head.span[1]))


@lru_cache(
    maxsize=1024
)  # the same titles come again and again, and sections ask once more for the head of their document
def _read(text: str) -> Head | None:
    named = _NAMED.match(text)
    if named is not None and named.end() < len(text):  # 文书名称：入院记录
        head = _read(text[named.end() :])
        return head and (
            head._replace(span=(named.end() + head.span[0], named.end() + head.span[1])) if head.span else None
        )
    begin, end = 0, len(text)
    dated_first = text[0] in _DATED_STARTS
    limit = min(end, _MAX_HEAD)
    stop = keyed_title(text, begin, end) if TITLE_HINT.search(text, begin, limit) else 0
    if stop:
        return Head(read_title(text[begin:stop]), (begin, stop), keyed=True)
    if not dated_first:
        if _LONG_WORD.match(text, begin, end) and text.find("查房", begin, begin + 30) < 0:
            return None
        if end - begin > _MAX_HEAD:
            return _titled(text, begin, begin + _MAX_HEAD, cut=True)
    found = DATED.search(text, begin, limit) if dated_first or _DATE_HINT.search(text, begin, limit) else None
    if found is None:
        return _titled(text, begin, end) if end - begin <= _MAX_HEAD else None
    labelled = TIME_LABEL.match(text, found.end(), end) if found["clock"] is None else None
    stop = labelled.end() if labelled else found.end()
    timed = found["clock"] is not None or labelled is not None
    before = text[begin : found.start()].strip(_DECORATION)
    label = _LABEL.sub("", before)
    if not label.strip(_DECORATION + "([（"):
        kind = _KIND.match(text, stop, end)
        after = trim(text, kind.end() if kind else stop, end)
        after = (_skip(text, after[0], after[1], ")）]】—-|｜:：,，"), after[1])
        if after[0] >= after[1]:
            return Head(None, dated=True, timed=timed, alone=True)
        titled = _titled(
            text, after[0], min(after[1], after[0] + _MAX_HEAD), cut=after[1] - after[0] > _MAX_HEAD, dated=True
        )
        if titled is not None:
            return titled._replace(dated=True, timed=timed)
        return Head(None, dated=True, timed=timed) if found.start() - begin <= 2 else None
    titled = _titled(text, begin, found.start(), before_date=True)
    return titled._replace(dated=True, timed=timed) if titled else None


def _skip(text: str, at: int, end: int, what: str) -> int:
    while at < end and (text[at] in what or text[at].isspace()):
        at += 1
    return at


def _titled(
    text: str, begin: int, end: int, cut: bool = False, before_date: bool = False, dated: bool = False
) -> Head | None:
    """The longest title at the start of ``text[begin:end]``; what follows it on the line must not be narrative."""
    if not TITLE_HINT.search(text, begin, end):
        return None
    line = text[begin:end]
    best: tuple[Heading, int] | None = None
    joined, stop = "", 0
    for count, token in enumerate(_TOKEN.finditer(line)):
        if count > 12 or len(joined) > 44:
            break
        joined += token[0]
        stop = token.end()
        heading = _token_title(joined, last=token[0])
        if heading is None and count == 0 and (close := _bracket_end(token[0])):
            heading = _token_title(token[0][:close], last=")")
            stop = token.start() + close
        if (
            heading is None
            and token[0][-1] not in ")）"
            and (close := max(token[0].rfind("）"), token[0].rfind(")"))) > 0
        ):
            heading = _token_title(joined[: len(joined) - len(token[0]) + close + 1], last=")")
            stop = token.start() + close + 1
        if heading is not None:
            best = (heading, stop)
        elif best is not None and len(token[0]) > 1:
            break
    if best is None:
        return None
    heading, stop = best
    rest = line[stop:].strip(_DECORATION)
    if rest and not before_date and not _beside_title(rest, cut, line[:stop], dated):
        return None
    if rest and before_date and _SENTENCE.search(rest):
        return None
    title = trim(text, begin, begin + stop)
    if text[begin] in "【〖[〔" and not heading.weak:  # a section of that name looks the same
        heading = replace(heading, weak=True)
    return Head(heading, title)


def _bracket_end(token: str) -> int:
    """Where the bracket with which ``token`` begins closes (【入院记录】姓名：…), 0 if it begins with none or holds nothing else."""
    closing = _CLOSING_OF.get(token[0])
    close = token.find(closing, 3) + 1 if closing else 0
    return close if close < len(token) else 0


def _token_title(joined: str, last: str) -> Heading | None:
    if last[-1] in "。，；、,;":
        return None
    round_at = joined.find("查房")
    if 0 <= round_at <= 30 and (joined[round_at + 2 : round_at + 3] in ("：", ":")):
        return read_title(joined[: round_at + 3])
    if len(joined) > 60:
        return None
    return read_title(joined)


def _beside_title(rest: str, cut: bool, title: str, dated: bool) -> bool:
    """What may stand on the line of a title: identity, keyed values, page numbers; narrative only after an exact title."""
    if not cut and not _SENTENCE.search(rest):
        return True
    if re.search(r"[:：|｜]", rest[:12]) or DATED.match(rest):
        return True
    core = fold(title)
    return len(core) >= 4 and (dated or core in STRONG_TITLES) and len(rest) > 8
