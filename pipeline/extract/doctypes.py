"""The one authority on document types: which printed title is which type (corpus FORMAT, ``configs/lexicons``)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.layout import fold, looks_like_name
from pipeline.paths import shipped
from pipeline.records.ranks import Rank, find_titles, parse_title

OTHER = "other"
PROGRESS = "progress_note"
ATTENDING_ROUND, CHIEF_ROUND = "ward_round_attending", "ward_round_chief"
NOTES = frozenset((PROGRESS, ATTENDING_ROUND, CHIEF_ROUND, "postop_first_note", "first_progress_note"))
ENTRY_SHEETS = frozenset(("order_sheet", "nursing_record", "lab_report", "anesthesia_record"))

_MAX_TITLE = 20
_TRAILING = re.compile(r"\([^()]{0,24}\)$")
_PAGE = re.compile(r"(?:第\d{1,3}页)?(?:[/,、]?共\d{1,3}页)?$")
_NO_PREFIX = re.compile(
    r"[。，；：,;:!?！？“”\"|]|详见|参见|^[见附补按据阅查]|书写|完成|完善|已写|如下|写好|未写|未见|请见|提交|补写|修改|打印|归档|及时"
)
_OUTSIDE = re.compile(r"外院|复印|粘贴|自带|外送|转抄|扫描|抄录|他院")
_EMERGENCY = ("急诊科", "急诊", "门诊")
_DECORATION = "【】〖〗-—–_=~～*#·•◆◇■□★☆●○▲△►▶※<>《》〈〉「」『』\"'“”+`|"

# 查房 in a title: who rounds, how they call it, and what may follow
_ROUND = re.compile(
    r"^(?P<who>[^，。；:,;]{0,24}?)(?:代)?(?:首次|第[一二三\d]+次|日常|常规|床旁|晨间|晚间|节日|今日|带组|例行)?(?:查房|查看|巡视)(?P<rest>(?:记录[单表]?|纪录|录|病程记录|意见|讨论记录)?(?:\([^()]{0,30}\))?)(?P<tail>:.*)?$"
)
_TEACHING = re.compile(r"教学查房|行政查房|护理查房|药学查房|药师|护士|护师|护理部")
_ROUND_NAME = re.compile(r"(?:由|随|请|经|遵)?(?P<name>[一-鿿·•]{1,8}?|[一-鿿][*×xX某]{1,2}|[A-Z])$")


@dataclass(frozen=True, slots=True)
class Heading:
    """What a printed title says: the type, whether the title is so general that better evidence may overrule it."""

    doc_type: str
    general: bool = False
    weak: bool = False  # also a common heading or word: opens a document only where one is due
    rank: Rank | None = None  # of the rounding doctor
    name: str = ""  # of the rounding doctor, as printed


def _load() -> dict[str, str]:
    table = tomllib.loads((shipped("configs") / "lexicons" / "document_titles.toml").read_text(encoding="utf-8"))
    return {fold(title): doc_type for doc_type, titles in table.items() for title in titles}


_TITLES = _load()
TYPES = frozenset(_TITLES.values()) | {ATTENDING_ROUND, CHIEF_ROUND, OTHER}


def _pairs(index: int) -> str:
    return "".join(sorted({title[index] for title in _TITLES if len(title) > 1 and not title.endswith(("A", "B"))}))


TITLE_HINT = re.compile(rf"[{re.escape(_pairs(-2))}查][ \t　]{{0,6}}[{re.escape(_pairs(-1))}房]")
"""Two characters that end some title: a cheap gate."""

TITLE_ENDS = frozenset(title[-1] for title in _TITLES) | frozenset("房")
_GENERAL = frozenset(
    fold(t) for t in ("病程记录", "病程录", "病程", "日常病程记录", "病程志", "病程日志", "日常病程", "病程纪录", "病志", "普通病程记录", "一般病程记录", "术后病程记录", "术后病程", "病情记录", "诊疗记录")
)  # fmt: skip
_WEAK = frozenset(("病程", "医嘱", "首页", "会诊意见", "检查结果", "检验结果", "术前讨论", "死亡讨论", "麻醉单", "知情同意", "术前记录", "检查单", "检验单", "首程", "病志", "穿刺记录", "护理计划", "治疗单", "治疗记录", "治疗记录单"))  # fmt: skip


STRONG_TITLES = frozenset(
    title
    for title, doc_type in _TITLES.items()
    if len(title) >= 4
    and title not in _WEAK
    and not re.search(r"[^一-鿿0-9]", title)
    and doc_type not in (OTHER, "lab_report", "nursing_record", "order_sheet")
)
"""Titles that are safe to look for in the middle of a line."""


_NUMBERED = re.compile(r"^(?:文书|文档|文件|附件|序号)?[0-9]{0,3}(?<=[书档件号0-9])[:、.]")


@lru_cache(maxsize=8192)
def read_title(printed: str) -> Heading | None:
    """What document the ``printed`` title heads, or None if it is no title. Spaces, width and decoration do not matter."""
    title = _NUMBERED.sub("", fold(printed).strip(_DECORATION)).strip("[]{}").rstrip("(")
    if not 2 <= len(title) <= 60:
        return None
    if "查房" in title and not _TEACHING.search(title):
        heading = _round(title)
        if heading:
            return heading
    bare = _PAGE.sub("", title)
    for _ in range(2):
        bare = _TRAILING.sub("", bare).strip(_DECORATION + ":.")
    if _TRANSFER.search(bare):
        return Heading("transfer_record")
    heading = _by_ending(bare) or _by_ending(_TRAILING_ANY.sub("", bare))
    if heading is None and bare.endswith(_SHEET):  # 首次病程记录单, 入院记录续页
        heading = _by_ending(_SHEET_END.sub("", bare))
    if heading is None:
        return None
    return _outside(heading, title, bare)


_SHEET = ("记录单", "记录表", "记录纸", "记录页", "续页", "附页")
_SHEET_END = re.compile("(?:[单表纸页]|续页|附页)$")
_TRAILING_ANY = re.compile(r"\([^()]{0,24}\)")


def _by_ending(bare: str) -> Heading | None:
    if not bare or bare[-1] not in TITLE_ENDS:
        return None
    for length in range(min(len(bare), _MAX_TITLE), 1, -1):
        core = bare[-length:]
        doc_type = _TITLES.get(core)
        if doc_type is None:
            continue
        prefix = bare[:-length]
        if len(prefix) > 30 or (prefix and ((core in _WEAK and not _institution(prefix)) or _NO_PREFIX.search(prefix))):
            return None
        general = core in _GENERAL and not prefix.endswith(("出院", "术前"))
        return Heading(_refined(doc_type, bare), general=general, weak=not prefix and core in _WEAK)
    return None


def _refined(doc_type: str, title: str) -> str:
    if _DAY_CASE.search(title):
        return {
            "discharge_record": "admission_discharge_24h",
            "admission_record": "admission_discharge_24h" if "出院" in title else doc_type,
            "death_record": "admission_death_24h",
        }.get(doc_type, doc_type)
    if doc_type == "consultation_record" and "护理" in title:
        return "nursing_record"
    return doc_type


_DAY_CASE = re.compile(r"(?:24|二十四)(?:小时|h|H|个小时)")
_TRANSFER = re.compile(r"转[入出].{1,12}(?:科|病区|病房|室|ICU|CCU|中心)(?:病程)?记录$")


def _institution(prefix: str) -> bool:
    return prefix.endswith(
        (
            "医院",
            "中心",
            "卫生院",
            "科",
            "病区",
            "病房",
            "住院",
            "电子",
            "临时",
            "长期",
            "急",
            "急诊",
            "麻醉",
            "手术",
            "疑难",
            "病案",
        )
    )


def _outside(heading: Heading, title: str, bare: str) -> Heading:
    if heading.doc_type == "lab_report":
        return heading
    if _OUTSIDE.search(title) and heading.doc_type not in ("consent_form", "consultation_record"):
        return Heading(OTHER)
    head = bare[: bare.rfind("医院") + 2] if "医院" in bare else ""
    if (
        head
        and bare[len(head) :].startswith(_EMERGENCY)
        and heading.doc_type in ("rescue_record", PROGRESS, "procedure_record")
    ):
        return Heading(OTHER)
    return heading


def _round(title: str) -> Heading | None:
    found = _ROUND.match(title)
    if not found:
        return None
    who = _after_institution(found["who"])
    heading = rounding_doctor(who + found["rest"])
    if heading is not None:
        return heading
    if found["tail"]:  # 今晨查房：… says nothing of who rounds
        return None
    if "住院" in who and not who.endswith("上级医师"):
        return Heading(PROGRESS)
    superior = (
        not who
        or who.endswith(("上级医师", "上级", "三级", "三级医师", "术前", "术后", "二级", "医师", "医生"))
        or bool(re.match(r"^(?:术后|入院)第", who))
    )
    return Heading(ATTENDING_ROUND, general=True) if superior else None


def _after_institution(who: str) -> str:
    for word in ("医院", "病区", "病房"):
        who = who[who.rfind(word) + len(word) :] if word in who else who
    return who


def rounding_doctor(who: str) -> Heading | None:
    """Who rounds, from the folded words before 查房 (顾某副主任医师, 苏某教授(主任医师)); None if they give no rank of a superior."""
    titles = find_titles(who)
    if not titles:
        return None
    rank = parse_title(who).rank
    if rank is None or rank < Rank.RESIDENT:
        return None
    doc_type = CHIEF_ROUND if rank >= Rank.ASSOCIATE_CHIEF else ATTENDING_ROUND if rank == Rank.ATTENDING else PROGRESS
    before = who[: titles[0][0]].rstrip("(（")
    before = _DAY_OF_STAY.sub("", before)
    for word in ("科", "今日", "今晨", "术后"):
        before = before[before.rfind(word) + len(word) :] if word in before[:-1] else before
    name = _ROUND_NAME.search(before)
    return Heading(doc_type, rank=rank, name=name["name"] if name and _is_name(name["name"]) else "")


_DAY_OF_STAY = re.compile(r"^.*(?:第[0-9一二三四五六七八九十]{1,3}|[0-9]{1,3})[天日]")


def _is_name(word: str) -> bool:
    """A surname alone (周主任) or a name; 首次, 术后第1天 and 我科 before a title are none."""
    return looks_like_name(word + "某" if len(word) == 1 else word) and not _NO_NAME.search(word)


_NO_NAME = re.compile(r"^(?:首次?|第.*|术后.*|今.?|昨.?|天|日|级|组|房)$|(?:科|室|病区|病房|首次)$")


@lru_cache(maxsize=1024)
def type_of_hint(hint: str) -> Heading | None:
    """The type that the exporter's own title or code (入院记录, admission_record, EMR-首次病程) means, or None."""
    bare = hint.strip()
    if bare in TYPES:
        return Heading(bare, general=bare in (PROGRESS, OTHER))
    return read_title(bare) or next((h for part in re.split(r"[-_/\\.|·\s:]+", bare) if (h := read_title(part))), None)
