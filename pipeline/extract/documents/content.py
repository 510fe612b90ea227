"""The type of a document whose title is missing or says little, from what it holds."""

from __future__ import annotations

import re

from pipeline.extract.doctypes import ATTENDING_ROUND, CHIEF_ROUND, OTHER, PROGRESS, rounding_doctor
from pipeline.extract.layout import Span, fold
from pipeline.extract.model import Round
from pipeline.records.ranks import Rank, find_titles, parse_title

_FIRST_CHARS = 60  # a note that is a round says so at its very beginning
_ROUND_TEXT = re.compile(
    r"^(?:[（(][^（）()]{0,20}[)）])?(?:(?:今日|今晨|今天|今|昨日|晨间|上午|下午|术后第?[一二三四五六七八九十\d]+[天日]|入院第?[一二三四五六七八九十\d]+[天日]|患者|由|随)[，,、。：:]?)*"
    r"(?P<who>[一-鿿·某*×]{1,12}?(?:主任|教授|主治)(?:医师|医生)?(?:[（(][^（）()]{1,10}[)）])?)"
    r"(?:带领[^，。：]{0,10}|带组|组织|床旁|首次|第[一二三]次|代[^，。]{0,8})?查房(?:记录)?(?P<then>[：:，,。\s]|指出|后|分析|示|时|认为|查看|$)"
)

_NOT_WHO = ("按", "据", "遵", "请", "同意", "根据", "经", "向", "待", "拟", "继续", "执行", "结合", "参照")

# words that only one type of document prints as headings, strongest evidence first
_EVIDENCE: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("admission_death_24h", ("主诉", "入院情况", "死亡诊断"), 3),
    ("admission_discharge_24h", ("主诉", "入院情况", "出院情况", "出院医嘱"), 4),
    ("death_discussion", ("死亡原因", "讨论意见", "主持人"), 2),
    ("death_record", ("死亡诊断", "死亡原因", "死亡时间"), 2),
    ("discharge_record", ("出院诊断", "出院医嘱", "出院情况", "诊疗经过"), 2),
    ("operation_record", ("手术经过", "手术步骤", "手术者", "术中诊断"), 2),
    ("consultation_record", ("会诊目的", "会诊意见", "邀请科室"), 2),
    ("first_progress_note", ("病例特点", "诊断依据", "鉴别诊断", "诊疗计划"), 2),
    ("admission_record", ("主诉", "现病史", "既往史", "体格检查"), 2),
    ("preop_discussion", ("术前诊断", "讨论意见", "参加人员"), 3),
    ("preop_summary", ("术前诊断", "手术指征", "拟施手术", "拟行手术"), 2),
    ("consent_form", ("患者签名", "替代方案", "患方意见", "风险"), 2),
    ("rescue_record", ("抢救经过", "参加抢救人员", "抢救时间", "抢救措施"), 2),
    ("stage_summary", ("入院情况", "诊疗经过", "目前情况", "目前诊断"), 3),
    ("procedure_record", ("操作名称", "操作经过", "操作步骤", "操作者"), 2),
    ("lab_report", ("报告时间", "检查所见", "诊断意见", "影像所见", "检验者", "报告医师"), 2),
)
_WORDS = tuple(dict.fromkeys(word for _, words, _ in _EVIDENCE for word in words))


def round_in_text(text: str, body: list[Span]) -> tuple[str, Round] | None:
    """The round that the first words of a note report (某某主任医师查房：…), or None: a round merely mentioned is none."""
    if not body:
        return None
    begin, end = body[0]
    opening = text[begin : min(end, begin + _FIRST_CHARS)]
    if "查房" not in opening:
        return None
    found = _ROUND_TEXT.match(opening)
    if not found:
        return None
    if found["who"].startswith(_NOT_WHO):
        return None
    heading = rounding_doctor(fold(found["who"]))
    if heading is None or heading.doc_type not in (ATTENDING_ROUND, CHIEF_ROUND):
        return None
    start = begin + found.start("who")
    at = text.find(heading.name, start, start + len(found["who"])) if heading.name else -1
    span = (at, at + len(heading.name)) if at >= 0 else (start, start + len(found["who"]))
    return heading.doc_type, Round(heading.name, heading.rank, *span)


_SAYS = re.compile(r"查房|指出|认为|分析|指示|意见|嘱|示[:：]|查看|看过|[:：]")


_TITLE = "(?:副?主任|主治)(?:中?医[师生])"
_ROUNDER = re.compile(  # 查房医师：全某 副主任医师
    rf"(?:^|\n)[ \t　]*查房(?:医[师生]|者|人|专家)[ \t　]*[:：|｜][ \t　]*(?P<first>{_TITLE})?[ \t　]*(?P<name>[一-鿿·某×*]{{2,5}}?)[ \t　(（]*(?:(?P<title>{_TITLE})|(?=[\s，,。；;]|$))"
)


def superior_in_text(text: str, body: list[Span]) -> tuple[str, Round] | None:
    """The first superior whom a round note without a rank in its title lets speak, else None."""
    if not body:
        return None
    begin = body[0][0]
    opening = text[begin : min(body[-1][1], begin + 400)]
    named = _ROUNDER.search(opening)
    if named is not None:
        rank = parse_title(named["title"] or named["first"] or "").rank
        if rank is not None and rank >= Rank.ATTENDING:
            span = (begin + named.start("name"), begin + named.end("name"))
            return (CHIEF_ROUND if rank >= Rank.ASSOCIATE_CHIEF else ATTENDING_ROUND), Round(named["name"], rank, *span)
    for first, last, title in find_titles(opening):
        if (
            title.rank is None
            or title.rank < Rank.ATTENDING
            or (not _SAYS.match(opening, last, last + 12) and not _SAYS.search(opening, last, last + 8))
        ):
            continue
        heading = rounding_doctor(
            fold(re.split(r"[\s，。：:；、（(]", opening[max(0, first - 8) : first])[-1] + opening[first:last])
        )
        if heading is None:
            continue
        at = opening.find(heading.name, max(0, first - 8), first) if heading.name else -1
        span = (begin + at, begin + at + len(heading.name)) if at >= 0 else (begin + first, begin + last)
        return heading.doc_type, Round(heading.name, heading.rank, *span)
    return None


def type_by_content(text: str, body: list[Span], dated: bool) -> str:
    """The type of an untitled document: by the headings at the starts of its lines, else a dated text is a progress note."""
    if not body:
        return OTHER
    seen = _headings_seen(text, body)
    best = max(
        (
            (len(seen & set(words)) / len(words), -rank, doc_type)
            for rank, (doc_type, words, least) in enumerate(_EVIDENCE)
            if len(seen & set(words)) >= least
        ),
        default=None,
    )
    if best is not None:
        return best[2]
    return PROGRESS if dated else OTHER


def _headings_seen(text: str, body: list[Span]) -> set[str]:
    whole = text[body[0][0] : body[-1][1]]
    folded = fold(whole)
    return {word for word in _WORDS if re.search(word + r"[:|\]】]", folded)} | {
        word
        for begin, end in body
        if end - begin <= 16 and (word := fold(text[begin:end]).lstrip("一二三四五六七八九十0123456789、.()")) in _WORDS
    }
