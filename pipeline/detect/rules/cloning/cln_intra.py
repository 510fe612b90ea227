"""同一章节内语段重复 (CLN-INTRA)

检查什么：现病史、病例特点、拟诊讨论、病程等同一段文字里，一句话（连数字）原样写了两遍；紧接着重复的较短语句亦算。

依据：病历评价标准“同一章节内语段重复”；国家医疗质量控制指标25 的精神。

例外：见 exceptions。

整改：删去重复的语句。
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.detect.case import Case
from pipeline.detect.clones.judge import tells
from pipeline.detect.clones.notes import ANALYSIS, EXAM, TESTS, Note, notes_of
from pipeline.detect.clones.patterns import CJK, CLAUSE
from pipeline.detect.clones.templates import phrases, plain
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule

_APART, _NEXT = (
    14,
    10,
)  # Chinese characters of a clause said twice: anywhere in the section, or one right after the other
_SKIPPED = frozenset({EXAM, TESTS, ANALYSIS})  # lists of findings; the analysis is part of its note

Span = tuple[int, int]


def check(case: Case) -> Verdict:
    """Look for clauses said twice within one unit of text."""
    notes = [n for n in notes_of(case.extracted) if n.unit not in _SKIPPED]
    if not notes:
        return not_applicable("没有可比较的叙述性文字")
    texts = {d.doc_id: d.text for d in case.documents}
    return judged([_defect(n, texts[n.doc_id], *twice) for n in notes for twice in _said_twice(n, texts[n.doc_id])])


def _said_twice(note: Note, text: str) -> Iterator[tuple[Span, Span]]:
    """The first clause of the unit that stands there twice, if there is one."""
    for start, end in note.spans:
        if not _repeats(text, start, end):
            continue
        seen: dict[str, tuple[int, Span]] = {}
        for number, clause in enumerate(CLAUSE.finditer(text, start, end)):
            if clause.end() - clause.start() < _NEXT:
                continue
            words = "".join(clause.group().split())
            first = seen.setdefault(words, (number, clause.span()))
            least = _NEXT if number - first[0] == 1 else _APART
            if first[0] == number or len(CJK.findall(words)) < least:
                continue
            if tells(clause.group()) and plain(words) not in phrases():
                yield first[1], clause.span()
                return


def _repeats(text: str, start: int, end: int) -> bool:
    """Whether any clause stands there twice at all: seldom, and quickly seen."""
    clauses = [c for c in CLAUSE.findall(text, start, end) if len(c) >= _NEXT]
    bare = {"".join(c.split()) for c in clauses}
    return len(bare) < len(clauses)


def _defect(note: Note, text: str, first: Span, again: Span) -> Defect:
    return Defect(
        message="同一段内同一句话写了两遍",
        doc_id=note.doc_id,
        evidence=(
            Evidence(note.doc_id, *again, text[slice(*again)]),
            Evidence(note.doc_id, *first, text[slice(*first)], "compared"),
        ),
        person=note.author,
        confidence=0.8,
    )


_HEAD = """@stay sex=男 age=63岁 admitted=2026-03-01T09:00 discharged=2026-03-10T10:00
@doc
2026-03-04 09:10　病程记录
{note}
医师签名：张三
"""
_ONCE = "患者昨日下午下床走到护士站来回两趟，回床后气促约五分钟平复，夜间高枕可睡四小时，痰由黄转白，早餐吃了一碗面条。呼吸训练由每日一次加到两次，明日复查血气。"

RULE = Rule(
    id="CLN-INTRA",
    name="同一章节内语段重复",
    category="cloning",
    clause="V-VETO; ZB25",
    check=check,
    remedy="删去重复的语句，核对是否粘贴所致。",
    exceptions=("并列的短句", "检验结果列表"),
    examples=(
        Example(Outcome.FAIL, _HEAD.format(note=_ONCE + "患者昨日下午下床走到护士站来回两趟。"), "隔几句又写一遍"),
        Example(
            Outcome.FAIL,
            _HEAD.format(note="今日血压平稳，家属要求转回当地康复，家属要求转回当地康复，已联系床位。"),
            "紧接着重复",
        ),
        Example(Outcome.PASS, _HEAD.format(note=_ONCE), "没有重复"),
        Example(
            Outcome.PASS,
            _HEAD.format(
                note="左上肢肌力3级，左下肢肌力3级；左上肢肌张力增高，左下肢肌张力增高；左侧病理征阳性，右侧病理征阴性。"
            ),
            "并列句",
            shows="并列的短句",
        ),
        Example(
            Outcome.PASS,
            _HEAD.format(
                note="3月2日血常规：白细胞12.1×10⁹/L，血红蛋白110g/L；3月4日血常规：白细胞9.1×10⁹/L，血红蛋白110g/L。"
            ),
            "两次检验",
            shows="检验结果列表",
        ),
    ),
    doc=__doc__,
)
