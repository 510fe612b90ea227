"""What a text looks like: its lines, the width of its characters, and the cheap predicates that all extraction shares.

Everything here works on offsets of the raw text; nothing is copied but short candidates (a heading, a title, one line).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.paths import shipped
from pipeline.records.ranks import find_titles

Span = tuple[int, int]

# the line ends that editors and exports write; form feed and the like separate printed pages
_LINE = re.compile(r"\S(?:[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*\S)?")
LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
BLANK = " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000" + _INVISIBLE

_WHITE = "".join(map(chr, filter(lambda c: chr(c).isspace(), range(0x3001)))) + _INVISIBLE

_WIDTH: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {ord(a): b for a, b in zip("〔〕﹝﹞［］｛｝﹙﹚∶︰﹕丨∣│┃", "[][][]{}():::||||", strict=True)}
_FOLD = dict(_WIDTH) | dict.fromkeys(map(ord, BLANK + LINE_ENDS))


def fold(text: str) -> str:
    """``text`` half-width and without white space: the form in which headings and titles are looked up."""
    return text.translate(_FOLD)


def trim(text: str, start: int, end: int) -> Span:
    """The part of ``text[start:end]`` without white space at its edges (an empty span at ``start`` if nothing is left)."""
    if start < end and text[start] not in _WHITE and text[end - 1] not in _WHITE:
        return start, end  # nearly always
    part = text[start:end]
    bare = part.strip(_WHITE)
    if not bare:
        return start, start
    first = start + len(part) - len(part.lstrip(_WHITE))
    return first, first + len(bare)


def lines(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The lines of ``text[start:end]`` that hold anything, without the white space around them, in order."""
    return [match.span() for match in _LINE.finditer(text, start, len(text) if end is None else end)]


# Shape of a calendar date that opens or closes a line. Its value is the business of extract.timestamps.
_D = "[0-9０-９]"
_GAP = r"[ \t\xa0\u3000]{0,4}"
_N = "[〇○零一二三四五六七八九十]{1,3}"
_CLOCK = rf"(?:凌晨|清晨|早上?|上午|中午|下午|晚上?|夜间?|AM|PM|am|pm)?{_GAP}(?:{_D}{{1,2}}{_GAP}(?:[:：∶]{_GAP}{_D}{{1,2}}(?:[:：∶]{_GAP}{_D}{{1,2}})?|[时点](?:{_GAP}{_D}{{1,2}}{_GAP}分?|半|整)?)|{_N}{_GAP}[时点](?:{_GAP}{_N}{_GAP}分?|半|整)?)"
_DAY = (
    rf"(?:{_D}{{4}}|{_D}{{2}}){_GAP}[-－./．／—]{_GAP}{_D}{{1,2}}{_GAP}[-－./．／—]{_GAP}{_D}{{1,2}}(?![-－./．／—]?{_D})(?:{_GAP}[日号])?"
    rf"|(?:(?:{_D}{{4}}|{_D}{{2}}){_GAP}年{_GAP})?{_D}{{1,2}}{_GAP}月{_GAP}{_D}{{1,2}}{_GAP}[日号]"
    rf"|[〇○零一二三四五六七八九OＯ]{{4}}{_GAP}年{_GAP}[一二三四五六七八九十]{{1,2}}{_GAP}月{_GAP}[一二三四五六七八九十廿卅]{{1,3}}{_GAP}[日号]"
)
DATED = re.compile(
    rf"(?<![0-9０-９])(?:{_DAY})(?P<clock>[ \t\xa0\u3000TＴ,，、]{{0,6}}(?:[（(]?(?:星期|周)[一二三四五六日天][）)]?{_GAP})?{_CLOCK})?"
)
"""A date, with its time of day as group ``clock`` if it is printed."""


def _surnames() -> tuple[frozenset[str], tuple[str, ...]]:
    """Single and compound surnames of ``configs/lexicons/surnames.txt``."""
    text = (shipped("configs") / "lexicons" / "surnames.txt").read_text(encoding="utf-8")
    rows = [row.split() for row in text.splitlines() if row and not row.startswith("#")]
    compound = tuple(word for row in rows if len(row) > 1 for word in row if len(word) > 1)
    return frozenset("".join(row[0] for row in rows if len(row) == 1)), compound


_SURNAMES, _COMPOUND = _surnames()
_NAME = r"[一-鿿㐀-䶿×xX＊*○〇]{2,4}|[一-鿿]{1,8}(?:[·•・．][一-鿿]{1,8}){1,3}"
_NAMES_ONLY = re.compile(
    rf"(?P<names>(?:{_NAME})(?:[（(][^（）()\n]{{2,12}}[)）])?(?:[ \t\xa0\u3000]*[/／、|｜]?[ \t\xa0\u3000]*(?:{_NAME})(?:[（(][^（）()\n]{{2,12}}[)）])?){{0,3}})"
)
_NOT_NAME = frozenset(
    (
        "高热",
        "高血",
        "安静",
        "平稳",
        "成人",
        "明日",
        "方案",
        "计划",
        "和解",
        "全麻",
        "平卧",
        "时间",
        "查体",
        "应用",
        "支持",
        "都无",
        "相关",
        "项目",
        "文化",
        "关节",
        "官能",
        "成功",
        "强调",
        "古稀",
        "常规",
        "万能",
        "农民",
        "单位",
        "满意",
        "商人",
        "公司",
        "南方",
        "华北",
        "麻醉",
        "左侧",
        "连续",
        "温度",
        "封闭",
        "计量",
        "向右",
        "水肿",
        "解除",
        "解释",
        "完成",
        "完善",
        "已阅",
        "同意",
        "利尿",
        "利弊",
        "干燥",
        "通知",
        "印象",
        "路径",
    )
)

_ROLE_ENDS = (
    "医师", "医生", "护士", "护师", "军医", "签名", "签字", "签章", "盖章", "签署", "记录者", "记录人", "记录", "书写", "书写者", "书写人", "审核", "审核者", "审核人",
    "审阅", "审阅者", "审签", "审签者", "复核", "复核者", "术者", "手术者", "主刀", "主持", "主持人", "主持者", "主任", "副主任", "教授", "质控", "一助", "二助", "三助", "助手", "谈话", "谈话者",
    "操作者", "麻醉", "麻醉者", "核对", "核对者", "代理人", "监护人", "委托人", "受委托人", "被委托人", "家属", "患者", "产妇", "病人", "家长", "妻子", "丈夫", "妻", "夫", "父亲", "母亲", "父", "母", "儿子",
    "女儿", "子", "女", "关系", "报告", "报告者", "报告人", "检查者", "检验者", "诊断者", "见证人", "录入", "录入者", "整理", "整理者", "上级", "经治", "主管", "签", "代签", "执行者", "填写人", "填报人", "主治", "住院", "汇报", "汇报人", "住院总", "巡回", "洗手", "编码员", "阅单", "编码", "质控员", "监护", "阅片", "审批", "审批人", "技师", "药师", "执笔", "受托人", "被授权人", "授权人", "亲属", "配偶", "爱人", "指导", "指导者", "接生者", "接产者", "助产士", "助产师", "审",
)  # fmt: skip
_AMBIGUOUS = frozenset(
    ("操作", "手术", "谈话", "麻醉", "记录", "报告", "诊断", "检查", "检验", "送检", "审核", "复核", "护理", "陪护")
)
"""Labels that head a section as well: only a name after them makes them a sign-off."""
_STRONG_ENDS = (
    "签名",
    "签字",
    "签章",
    "盖章",
    "医师",
    "医生",
    "护士",
    "护师",
    "军医",
    "技师",
    "记录者",
    "记录人",
    "审签",
    "审阅",
    "书写者",
    "术者签名",
)
_ADMIN = ("岁", "性别", "年龄", "住院号", "病案号", "床号", "科室", "科别", "民族", "职业", "姓名", "籍贯", "婚姻")
_SENTENCE = re.compile(r"[。；;！!？?]|[，,](?!\s*\d{4})")
_DELIMITER = re.compile(r"(?<![0-9０-９])[:：∶]|[:：∶](?![0-9０-９])|[|｜]")  # the colon of 10:30 parts nothing
_OTHER_MARK = re.compile("[/／_＿]")
_KEY_MARK = re.compile("[:：∶|｜/／_＿)）\\]】〕］]")
_BORDERS = "|｜│┃ \t\u3000"  # of a printed table's row
_CLOSING_OF = {"（": "）", "(": ")", "[": "]", "【": "】", "〔": "〕", "［": "］"}
_UNKEYED = 60  # characters of a sign-off without a label
_OPENERS = "([【〔［"
_KEY_REACH = 20  # characters in which the label of a sign-off ends
_BRACKETS = re.compile(r"[（(\[【〔][^（）()\[\]【】〔〕]{0,20}[)）\]】〕]")
_TAIL_LINES = 10  # a sign-off block is never longer
MAX_SIGNOFF = 160  # characters of one sign-off line


TIME_LABEL = re.compile(
    rf"[ \t\xa0\u3000,，;；]*(?:时间|时刻|时分)[ \t\xa0\u3000]*[:：∶|｜]?[ \t\xa0\u3000]*(?P<clock>{_CLOCK})"
)
"""日期：2026-03-02　时间：10:00: the time of day behind a label of its own."""


def is_date_only(text: str, start: int, end: int) -> bool:
    """True if the line holds a date (perhaps with its time, in brackets or after 时间：/日期：) and nothing else."""
    if end - start > 48 or not (text[end - 1] in _DATE_ENDS or text[end - 1].isdigit()):
        return False
    found = DATED.search(text, start, end)
    if not found:
        return False
    labelled = TIME_LABEL.match(text, found.end(), end)
    before = fold(text[start : found.start()]).strip("([:")
    after = fold(text[labelled.end() if labelled else found.end() : end]).strip(")].。:")
    return after in _AFTER_DATE and before in _DATE_LABELS


_DATE_ENDS = "日号分时点半整)）]】.。:：一二三四五六天"
_AFTER_DATE = frozenset(("", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日", "星期天"))
_DATE_LABELS = frozenset(
    (
        "", "时间", "日期", "记录时间", "记录日期", "书写时间", "书写日期", "补记时间", "讨论时间", "查房时间", "签名时间", "签名日期", "签字时间",
        "签字日期", "完成时间", "记录", "会诊时间", "报告时间", "审核时间", "打印时间", "日", "签署日期", "病程时间",
    )
)  # fmt: skip


_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.&'"
_NO_PERSON = ("医院", "科", "院", "病区", "室", "中心", "记录", "小结", "讨论", "同意书", "病程")


@lru_cache(maxsize=8192)
def is_role(key: str) -> bool:
    """True if the folded label ``key`` (上级医师签名, 记录者(第一助手), 审签) names somebody who signs."""
    bare = _BRACKETS.sub("", key).strip("/、.·-—_*# ")
    if bare[-1:].isascii():  # 住院医师Resident
        bare = bare.rstrip(_LATIN)
    if not bare or len(bare) > 16:
        return False
    if bare.endswith(_ROLE_ENDS):
        return not bare.endswith(
            ("会诊记录", "病程记录", "手术记录", "入院记录", "出院记录", "查房记录", "抢救记录", "检查报告")
        )
    found = find_titles(bare)
    return bool(found) and found[-1][1] == len(bare)


def looks_like_name(word: str) -> bool:
    """True if ``word`` has the shape of a person's name (2-4 characters with a known surname, 某-masked, or with ·)."""
    if word.endswith(_NO_PERSON):
        return False
    if "某" in word or "*" in word or "＊" in word or "×" in word:
        return 2 <= len(word) <= 4 and word[0] not in "*＊×xX"
    if any(dot in word for dot in "·•・．"):
        return True
    if not 2 <= len(word) <= 4 or word[:2] in _NOT_NAME:
        return False
    if word.startswith(_COMPOUND):
        return True
    return word[0] in _SURNAMES and len(word) <= 3


def is_signoff(text: str, start: int, end: int) -> bool:
    """True if the line ``text[start:end]`` (without outer white space) can be a sign-off.

    That is: role + colon + name or blank (上级医师：张某  2026-3-2), names alone (张某／李某), or 签名 with blanks. Whether it is one
    depends on its place: a list of operators in an operation note has the same shape. See :func:`signoff_start`.
    """
    if end - start > MAX_SIGNOFF:
        return False
    if end - start > _UNKEYED and _KEY_MARK.search(text, start, start + _KEY_REACH + 3) is None:
        return False  # narrative
    return _signs_off(text[start:end].strip(_BORDERS))


@lru_cache(maxsize=1024)  # several components ask for the same line
def _signs_off(line: str) -> bool:
    cut = _key_of(line)
    if cut is None and len(line) > _UNKEYED:
        return False
    if cut and cut[0] <= _KEY_REACH:
        key = fold(line[: cut[0]]).lstrip(_OPENERS)
        if not (is_role(key) or key in _AMBIGUOUS) or _SENTENCE.search(line) or any(word in line for word in _ADMIN):
            return False
        return _may_sign(line[cut[1] :], key in _AMBIGUOUS)
    if "签名" in line or "签字" in line or "盖章" in line:
        return len(line) <= _UNKEYED and not _SENTENCE.search(line)
    return _names_only(line)


def _key_of(line: str) -> Span | None:
    """Where the label of a sign-off ends, and where its value begins: 医师：张某, 医师/ 张某 / 2026.3.2, （医师）张某, 医师__张某__."""
    closing = _CLOSING_OF.get(line[:1])
    if closing:
        close = line.find(closing, 2, _KEY_REACH)
        return (close, close + 1) if close > 0 and is_role(fold(line[1:close])) else None
    cut = _DELIMITER.search(line)
    if cut and cut.start() <= _KEY_REACH:
        return cut.span()
    if _OTHER_MARK.search(line, 2, _KEY_REACH):
        for mark in ("/", "／", "__", "＿＿"):
            at = line.find(mark, 2, _KEY_REACH)
            if at > 0 and is_role(fold(line[:at])):
                return at, at + len(mark)
    return cut.span() if cut else None


def _may_sign(value: str, must_be_name: bool) -> bool:
    """True if ``value``, after a role and its colon, begins with a name, another role, a date, or is blank."""
    words = _BRACKETS.sub(" ", value).split()
    if not words:
        return True
    word = words[0].strip("_＿﹍-—/／、.()（） ")
    if not word:
        return not must_be_name or len(words) == 1
    cut = _DELIMITER.search(word)
    if cut:
        return is_role(fold(word[: cut.start()])) or not word[: cut.start()]
    if looks_like_name(re.split(r"[/／、代]", word)[0]):
        return True
    if must_be_name:
        return False
    return (
        len(word) <= 4
        or is_role(fold(word))
        or word[0].isdigit()
        or bool(_role_then_name(word))
        or (len(word) <= 12 and "/" in word)
    )


def _role_then_name(word: str) -> bool:
    """主治医师张某, 巡回护士李某: a role and a name without anything between them."""
    for length in (2, 3, 4):
        if length < len(word) and looks_like_name(word[-length:]) and is_role(fold(word[:-length])):
            return True
    found = find_titles(word)
    return bool(found) and found[-1][1] == len(word) and looks_like_name(word[: found[-1][0]])


def is_strong_signoff(text: str, start: int, end: int) -> bool:
    """True if the line is a sign-off wherever it stands: its first label names a doctor, nurse or 签名, its value is short."""
    signed = text.find("签", start, end) >= 0
    if not signed and _KEY_MARK.search(text, start, min(end, start + _KEY_REACH + 1)) is None:
        return False
    line = text[start:end].strip(_BORDERS)
    cut = _key_of(line)
    if not cut:
        return signed and ("签名" in line or "签字" in line) and is_signoff(text, start, end)
    if cut[0] > MAX_SIGNOFF:
        return False
    key = fold(line[: cut[0]]).lstrip(_OPENERS)
    key = (_BRACKETS.sub("", key) if ")" in key or "]" in key or "】" in key else key).rstrip(_LATIN)
    if not key.endswith(_STRONG_ENDS) or not is_signoff(text, start, end):
        return False
    value = line[cut[1] :].split()
    return not value or len(value[0]) <= 16


_DATE_HINT = re.compile("[0-9０-９年]")  # in every date
_NARRATIVE = re.compile("[。；;！!？?“”]|[，,](?![^0-9０-９]{0,12}[0-9０-９])")  # in no line of names


def _names_only(line: str) -> bool:
    if len(line) > _UNKEYED or _NARRATIVE.search(line):
        return False
    dated = DATED.search(line) if _DATE_HINT.search(line) else None
    names = (line[: dated.start()] if dated else line).strip()
    if dated and line[dated.end() :].strip():
        return False
    if not _NAMES_ONLY.fullmatch(names):
        return _role_and_names(names)
    words = re.split(r"[ \t\xa0\u3000/／、|｜]+", _BRACKETS.sub(" ", names).strip())
    return (bool(words) and all(looks_like_name(word) for word in words)) or _role_and_names(names)


def _role_and_names(line: str) -> bool:
    """主治医师 张某   住院医师 李某 (no colon)."""
    words = [w for w in _GAPS.split(_BRACKETS.sub(" ", line)) if w]
    if not 1 <= len(words) <= 8 or max(map(len, words)) > _LONGEST_SIGNER:
        return False
    kinds = ""
    for word in words:
        kind = _kind_of(word)
        if not kind:
            return False
        kinds += kind
    return "r" in kinds and "n" in kinds


_GAPS = re.compile(r"[ \t\xa0\u3000/／]+")
_LONGEST_SIGNER = 27  # characters of a role, or of a name with dots


@lru_cache(maxsize=2048)
def _kind_of(word: str) -> str:
    if is_role(fold(word)):
        return "r"
    if looks_like_name(word):
        return "n"
    return "rn" if _role_then_name(word) else ""


_PAGE_LINE = re.compile(
    r"[\s\-—–_=*]*(?:第[ \t　]*\d{1,3}[ \t　]*页)?[ \t　,，/]*(?:共[ \t　]*\d{1,3}[ \t　]*页)?[\s\-—–_=*]*"
)


def is_page_line(text: str, start: int, end: int) -> bool:
    """True if the line holds only a page number or a rule (第1页 共3页, -----), or the letterhead of a page with its number."""
    if end - start > 140:
        return False
    if text[start] in "第共-—–_=*":
        return _PAGE_LINE.fullmatch(text, start, end) is not None
    return text[end - 1] == "页" and is_page_header(text, start, end)


def is_page_header(text: str, start: int, end: int) -> bool:
    """姓名：张某  科室：肾内科  床号：15  第 3 页"""
    if text[end - 1] not in _PAGE_LAST:
        return False
    found = _PAGE_NUMBER.search(text, start, end)
    return found is not None and sum(text.find(key, start, found.start()) >= 0 for key in _PAGE_KEYS) > 1


_PAGE_NUMBER = re.compile(
    r"第[ \t　]*[0-9０-９]{1,3}[ \t　]*页(?:[ \t　,，/]*共[ \t　]*[0-9０-９]{1,3}[ \t　]*页)?$|(?:页码|页次)[:： \t　]*[0-9０-９/]{1,7}$"
)
_PAGE_LAST = frozenset("页0123456789０１２３４５６７８９/")
_PAGE_KEYS = (
    "姓名",
    "科室",
    "科别",
    "病区",
    "病室",
    "床号",
    "住院号",
    "病案号",
    "病历号",
    "登记号",
    "性别",
    "年龄",
    "ID",
)


def signoff_start(text: str, start: int, end: int, table: list[Span] | None = None) -> int:
    """Where the sign-off block at the end of the document ``text[start:end]`` begins (``end`` if there is none).

    Walks back over the last lines while each is a sign-off, a date alone, or blank; a date alone never begins the block. A
    sign-off behind the last sentence of a line counts. ``table``: the lines of the document, if they are known already.
    """
    first = end
    last_lines = reversed(table[-_TAIL_LINES:]) if table is not None else lines_from_end(text, start, end, _TAIL_LINES)
    for line_start, line_end in last_lines:
        if line_start < start:
            break
        if is_page_line(text, line_start, line_end):
            continue
        if is_signoff(text, line_start, line_end):
            first = line_start
        elif not is_date_only(text, line_start, line_end):
            return _behind_sentence(text, line_start, line_end, first)
    return first


_TO_LAST_MARK = re.compile(r"(?s).*[。；;．】？！?!]")


def _behind_sentence(text: str, start: int, end: int, first: int) -> int:
    """Where a sign-off begins behind the last sentence of the line (…继续观察。　张某/李某), else ``first``."""
    floor = max(start, end - MAX_SIGNOFF)
    cut = _TO_LAST_MARK.match(text, floor, end)
    if cut is None or cut.end() >= end:
        return first
    begin, stop = trim(text, cut.end(), end)
    return begin if begin < stop and is_signoff(text, begin, stop) else first


def ends_in_signoff(text: str, start: int, end: int) -> bool:
    """True if the line is a sign-off, or one stands behind its last sentence."""
    return is_signoff(text, start, end) or _behind_sentence(text, start, end, end) < end


def indentation(text: str, start: int) -> int:
    """The columns of white space before ``start`` on its line; a full-width space counts two, a tab eight."""
    columns, at = 0, start - 1
    while at >= 0 and start - at < 120 and text[at] in " \t\u3000\xa0":
        columns += 2 if text[at] == "\u3000" else 8 if text[at] == "\t" else 1
        at -= 1
    return columns if at < 0 or text[at] in LINE_ENDS else 0


def lines_from_end(text: str, start: int, end: int, count: int) -> list[Span]:
    """The last ``count`` lines of ``text[start:end]`` that hold anything, last first."""
    found: list[Span] = []
    stop = end
    while stop > start and len(found) < count:
        cut = max(text.rfind("\n", start, stop), text.rfind("\r", start, stop))
        found += reversed(lines(text, cut + 1 if cut >= start else start, stop))
        stop = cut if cut >= start else start
    return found[:count]
