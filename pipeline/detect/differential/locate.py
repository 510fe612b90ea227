"""Where the differential diagnosis of a note stands: own section, merged heading, or sentences without any heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.detect.differential import patterns as p
from pipeline.detect.differential.model import Passage, Span
from pipeline.extract.model import ExtractedDocument, Section

# sections that tell findings or measures; a word of exclusion there is no differential diagnosis
_NOT_REASONING = frozenset(
    [
        "general",
        "chief_complaint",
        "present_illness",
        "past_history",
        "personal_history",
        "marital_history",
        "menstrual_history",
        "family_history",
        "physical_exam",
        "specialist_exam",
        "auxiliary_exam",
        "case_features",
        "treatment_plan",
        "tcm_four_exams",
    ]
)
_HEADING = re.compile(
    r"(?:^|[\n\r。；;】])[ \t　]*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]?(?:\.\d)?\s*)?[【\[]?\s*"
    r"(?:(?:中医|西医|中西医)?(?:类证|病证|病症)?(?:鉴\s*别\s*诊\s*断|鉴别(?:要点|分析|疾病)?|需鉴别的疾病|类证鉴别)(?:与?(?:及)?分析|讨论|要点)?)\s*[】\]：:|｜\n\r]"
)
_NEXT_HEADING = re.compile(
    r"[\n\r。；;】]?[ \t　]*(?:[（(]?[\d一二三四五六七八九十]{1,3}[)）.．、]?\s*)?[【\[]?(?:诊\s*疗\s*(?:计\s*划|方案|措施|安排)|治\s*疗\s*(?:计划|方案|原则|措施)|处理(?:意见|措施)?|初\s*步\s*诊\s*断|入院诊断|诊断依据|检查(?:与|及)治疗|医师签名|医生签名|签名|(?:住院|主治|主任|经治)医师)\s*[】\]：:|｜]"
)


_EXCLUDED = re.compile(r"可?排除|除外|不支持|可能性(?:较|很|极)?(?:小|低|不大)|暂?不考虑")
_EXCLUDES = re.compile(r"(?:可?排除|除外|不支持|不考虑)[^。；;，,]{0,8}")


def find_passages(document: ExtractedDocument) -> list[Passage]:
    """Every passage of differential diagnosis in ``document``, in order; the first kind that exists decides.

    Own sections win; else a heading shared with 诊断依据 or 拟诊讨论; else a heading that section extraction did not know; else
    sentences that compare or exclude diseases, outside findings and plan.
    """
    own = [
        _passage(document.text, s.heading_end, s.end, "section")
        for s in document.sections
        if s.label == "differential_diagnosis"
    ]
    if own:
        return own
    return find_shared(document) or list(_inline(document))


def find_shared(document: ExtractedDocument) -> list[Passage]:
    """Passages under headings that 诊断依据 or 拟诊讨论 share with the differential."""
    return [
        x
        for s in document.sections
        if s.label not in _NOT_REASONING and s.label != "differential_diagnosis"
        for x in _merged(document, s)
    ]


def _passage(text: str, a: int, b: int, origin: str) -> Passage:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    return Passage(Span(a, b, text[a:b]), origin)


def _merged(document: ExtractedDocument, section: Section) -> Iterator[Passage]:
    """The part of a shared section from its first sentence of comparison on; all of it if only the heading says 鉴别."""
    text, heading = document.text, document.text[section.start : section.heading_end]
    if section.label == "preliminary_diagnosis" and "鉴别" not in heading:
        return
    cue = p.STRONG_CUE.search(text, section.heading_end, section.end)
    if cue is None and "鉴别" not in heading:
        cue = _argued_exclusion(text, section.heading_end, section.end)
        if cue is None:
            return
    start = _sentence_start(text, cue.start(), section.heading_end) if cue else section.heading_end
    yield _passage(text, start, section.end, "merged")


def _argued_exclusion(text: str, a: int, b: int) -> re.Match[str] | None:
    """The first sentence that names a disease and then excludes it."""
    for sentence in p.SENTENCE.finditer(text, a, b):
        name = p.DISEASE_IN_TEXT.search(text, sentence.start(), sentence.end())
        if name and _EXCLUDED.search(text, name.end(), sentence.end()):
            return sentence
        before = _EXCLUDES.search(text, sentence.start(), sentence.end())
        if before and p.DISEASE_IN_TEXT.search(text, before.start(), sentence.end()):
            return sentence
    return None


def _sentence_start(text: str, at: int, floor: int) -> int:
    while at > floor and text[at - 1] not in "。；;！!\n\r":
        at -= 1
    return at


def _inline(document: ExtractedDocument) -> Iterator[Passage]:
    text, a, b = document.text, document.start, document.end
    heading = _HEADING.search(text, a, b)
    if heading:
        stop = _NEXT_HEADING.search(text, heading.end(), b)
        yield _passage(text, heading.end(), stop.start() if stop else b, "section")
        return
    for x, y in _free_stretches(document):
        cue = p.STRONG_CUE.search(text, x, y) or _argued_exclusion(text, x, y)
        if cue:
            yield _passage(text, _sentence_start(text, cue.start(), x), y, "inline")


def _free_stretches(document: ExtractedDocument) -> Iterator[tuple[int, int]]:
    """What lies between the sections, and nothing of the document's findings or plan."""
    at = document.start
    for section in sorted(document.sections, key=lambda s: s.start):
        if section.start > at:
            yield at, section.start
        at = max(at, section.end)
    if at < document.end:
        yield at, document.end


def find_hints(document: ExtractedDocument) -> list[Span]:
    """Exclusions in findings or plan (查D-二聚体排除肺栓塞): not a differential diagnosis, but a reason to ask a person."""
    text, hints = document.text, []
    for section in document.sections:
        if section.label in ("treatment_plan", "case_features"):
            cue = _argued_exclusion(text, section.heading_end, section.end) or p.STRONG_CUE.search(
                text, section.heading_end, section.end
            )
            if cue:
                hints.append(Span(cue.start(), cue.end(), cue[0]))
    return hints
