"""Of what kind a calendar expression is: written (time of the note), signed (beside a signature), event (all else).

FORMAT.md, marking convention 5: the heading time of a note and a labelled 记录/补记/会诊/报告/讨论 time are ``written``; a date
without a label on the signature line, or on the line next to it, is ``signed``; everything else is an ``event``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.extract.layout import fold, is_role, is_signoff, trim
from pipeline.extract.model import ExtractedDocument
from pipeline.extract.timestamps import patterns as p

_HEADING_LINES = 4
_HEADING_SPAN = 400  # characters from the start of the document in which a heading time may stand
_LOOK_BACK = 60
_SIGNATURE_LINE = 90
_SHORT = 12
_SIGNING = (
    "签名",
    "签字",
    "签章",
    "医师",
    "医生",
    "护士",
    "者",
    "人",
)  # labels that sign even with a blank behind them
_EVENT_BEFORE = frozenset("，,、至到自从在因及和与达为经～~")
# the last character of every label; of the checklist's brackets (麻醉实施前】, 离室前】, 结束后】) too
_LABEL_LAST = frozenset("间期刻录记写告诊入见前后于" + "".join(w[-1] for w in p.EVENT_LABELS))
_SHEETS = frozenset({"nursing_record", "order_sheet"})
_NAME_MAY_FOLLOW = frozenset("。）)；.")
_SIGNER_MARK = re.compile("[:：|｜/／)）】]")
_KEY = re.compile("[:：|｜/／签]")  # what every keyed sign-off holds
_LINE_REACH = 400  # no line that matters here is longer; bounds the cost on texts without line breaks


_SET_OFF = dict.fromkeys(map(ord, " \u3000\t*"))  # what may stand between the characters of a label


def kind_of(document: ExtractedDocument, start: int, end: int, headed: bool) -> str:
    """``written``, ``signed`` or ``event`` for the expression at ``[start, end)``; ``headed``: a heading time was found before."""
    text = document.text
    if start > document.start and text[start - 1] in _EVENT_BEFORE:
        return "event"
    line_start = line_start_of(text, document.start, start)
    before = text[line_start if start - line_start < _LOOK_BACK else start - _LOOK_BACK : start]
    tail = before.rstrip(p.DELIMITERS)
    if not tail and line_start > document.start and _label_is_above(text, document.start, line_start, before):
        line_start = line_start_of(text, document.start, line_start - 1)
        before = text[max(line_start, start - _LOOK_BACK) : start].replace("\r", "").replace("\n", "")
        tail = before.rstrip(p.DELIMITERS)
    if not tail.strip(p.OPENERS):
        line_end = _line_end_of(text, end, document.end)
        after = text[end:line_end].strip(p.CLOSERS)
        if after:
            return _leading(document, start, end, line_end, after, headed)
        return _alone(document, start, end, line_start, line_end, headed)
    gap = before[len(tail) :]
    if tail[-1] in _LABEL_LAST and (labelled := _labelled(document, tail, gap, start, line_start)):
        return labelled
    signs = _SIGNER_MARK.search(before) is not None and _after_signer(before)
    if not signs and start - document.start > _HEADING_SPAN and tail[-1] not in _NAME_MAY_FOLLOW:
        alone = end >= document.end or text[end] in "\r\n"  # 张某2026-03-04 may close the note, 张某　2026-03-04 too
        if gap.strip() or not (gap or alone):
            return "event"
    line_end = _line_end_of(text, end, document.end)
    after = text[end:line_end].strip()
    if signs and _ends_signature(after):
        return "signed"
    if not headed and _is_heading(document, line_start, start) and _closes_heading(tail, gap, after):
        return "written"
    if line_start > document.start and _ends_signature(after) and is_signoff(text, *trim(text, line_start, start)):
        return "signed"
    return "signed" if _name_closes(document, tail, after, line_end) else "event"


def line_start_of(text: str, start: int, at: int) -> int:
    """Where the line of ``at`` begins; in a text without line breaks no farther back than matters here."""
    reach = start if at - start < _LINE_REACH else at - _LINE_REACH
    return text.rfind("\n", reach, at) + 1 or reach


def _label_is_above(text: str, start: int, line_start: int, before: str) -> bool:
    """True if a wrapped line parts a label from its time: 手术结束时间⏎: 2026-03-02 or 记录时间：⏎2026-03-02."""
    if ":" in before or "：" in before:
        return True
    above = text[max(start, line_start - _SHORT) : line_start].rstrip()
    return above.endswith((":", "："))


def _line_end_of(text: str, at: int, end: int) -> int:
    reach = end if end - at < _LINE_REACH else at + _LINE_REACH
    found = text.find("\n", at, reach)
    return reach if found < 0 else found


def _next_line(text: str, line_end: int, end: int) -> tuple[int, int]:
    """The next line that holds anything, without outer white space; empty at ``end`` if there is none nearby."""
    start = line_end
    ahead = text[line_end : min(end, line_end + _LINE_REACH)]
    start += len(ahead) - len(ahead.lstrip())
    return trim(text, start, _line_end_of(text, start, end)) if ahead.strip() else (end, end)


def labelled_record_time(text: str, line_start: int, start: int) -> bool:
    """True if the words before ``start`` label the time as that of the record (记录时间：, 补记：…)."""
    before = text[max(line_start, start - _LOOK_BACK) : start]
    return _joined(before.rstrip(p.DELIMITERS)).endswith(p.WRITTEN_LABELS) or p.WRITTEN_BARE.search(before) is not None


def _joined(words: str) -> str:
    return words.translate(_SET_OFF)


def _labelled(document: ExtractedDocument, tail: str, gap: str, start: int, line_start: int) -> str:
    """The kind that a printed label gives, or "" if no label stands before the expression."""
    joined = _joined(tail[-24:])
    if joined.endswith(p.TIME_NOUNS):
        if joined.endswith(p.WRITTEN_LABELS):
            return "written"
        if joined.endswith(p.SIGNED_LABELS):
            return "signed"
        if len(joined) > 2 and joined[-3] not in p.DELIMITERS and not tail[-3:-2].isspace():
            return "event"  # 入院时间, 手术日期
        return _bare_noun(document, tail[: tail.rfind(joined[-2])], start, line_start)
    if not gap and tail[-1] != "于":
        return ""
    if p.WRITTEN_BARE.search(tail[-8:] + gap):
        return "written"
    keyed = gap.strip()
    if keyed and joined.endswith("会诊意见"):
        return "written"
    if document.doc_type == "surgical_safety_checklist" and keyed in ("】", "]", "］") and "【" in tail:
        return "written"
    return "event" if joined[-2:] in p.EVENT_LABELS else ""


def _bare_noun(document: ExtractedDocument, before: str, start: int, line_start: int) -> str:
    """时间： or 日期： alone: on a signature line the signature's, in the heading the note's."""
    if _after_signer(before.rstrip(p.OPENERS)):
        return "signed"
    if _is_heading(document, line_start, start):
        return "written"
    if not before.strip() and _beside_signature(document, line_start, start):
        return "signed"
    return "event"


def _is_heading(document: ExtractedDocument, line_start: int, start: int) -> bool:
    """True if the line lies in the head of the document: among its first lines, before any section but 一般项目."""
    if start - document.start > _HEADING_SPAN:
        return False
    if document.sections:
        section = document.sections[0]
        if section.label == "general" and len(document.sections) > 1:
            section = document.sections[1]
        if section.label != "general" and section.start < start:
            return False
    if line_start == document.start:
        return True
    above = document.text[document.start : line_start].strip("\n\r \u3000")
    if not above:
        return True
    lines = [line for line in above.split("\n") if line.strip()]
    return "。" not in above and len(lines) <= _HEADING_LINES and max(map(len, lines)) < _SIGNATURE_LINE


def _ends_signature(after: str) -> bool:
    """True if nothing but further signers follow on the line."""
    if not after:
        return True
    if "。" in after or "；" in after or "，" in after:
        return False
    return len(after) <= 12 or any(c in after[:16] for c in ":：|｜/／") or after[0] in "（("


def _alone(document: ExtractedDocument, start: int, end: int, line_start: int, line_end: int, headed: bool) -> str:
    """A date on a line of its own: under the title, or beside a signature line."""
    if document.doc_type in _SHEETS:
        return "written"
    heads = not headed and _is_heading(document, line_start, start)
    if heads and not _KEY.search(document.text, max(document.start, line_start - _SIGNATURE_LINE), line_start):
        return "written"
    if line_start > document.start and _beside_signature(document, line_start, line_end):
        return "signed"
    if heads:
        return "written"
    if (
        document.end - end < _SIGNATURE_LINE
        and not document.text[end : document.end].strip()
        and line_start > document.start
    ):
        return "signed"
    return "event"


@lru_cache(maxsize=8192)
def _after_signer(before: str) -> bool:
    """True if ``before`` ends in a signer's label with a short value: …主治医师：李某（代）"""
    backwards = before[::-1]
    slashed = p.SLASHED_BACKWARDS.match(backwards)
    if slashed and _signs(slashed[2][::-1]):
        return True
    found = p.KEYED_BACKWARDS.match(backwards)
    if not found:
        bracketed = p.BRACKETED_SIGNER.search(before)
        return bracketed is not None and _signs(bracketed[1])
    key = found[2][::-1]
    return _signs(key) and ((not found[1].isspace() and found[1] != "") or key.endswith(_SIGNING))


@lru_cache(maxsize=4096)
def _signs(key: str) -> bool:
    return is_role(fold(key)) or p.PATIENT_SIDE.search(key) is not None


def _beside_signature(document: ExtractedDocument, line_start: int, line_end: int) -> bool:
    """True if the line above or below the line ``[line_start, line_end)`` is a sign-off."""
    text = document.text
    above = text[max(document.start, line_start - _SIGNATURE_LINE) : line_start].rstrip()
    stop = max(document.start, line_start - _SIGNATURE_LINE) + len(above)
    if above and is_signoff(text, *trim(text, max(text.rfind("\n", document.start, stop) + 1, document.start), stop)):
        return True
    below = _next_line(text, line_end, document.end)
    return below[0] < document.end and is_signoff(text, *below)


def _leading(document: ExtractedDocument, start: int, end: int, line_end: int, after: str, headed: bool) -> str:
    """A date at the start of a line that goes on."""
    text = document.text
    if document.doc_type in p.ENTRY_TYPES:
        return "written"
    if document.doc_type == "front_page":
        return "event"
    line_start = line_start_of(text, document.start, start)
    opens = (
        not headed and not text[document.start : start].strip(p.OPENERS) if start - document.start < _SHORT else False
    )
    if opens and document.doc_type in p.NOTE_TYPES:
        return "written"
    if not opens and line_end - end < _SIGNATURE_LINE and is_signoff(text, *trim(text, end, line_end)):
        below = _next_line(text, line_end, document.end)
        if below[0] >= document.end or p.SIGN_WORD.search(after) or is_signoff(text, *below):
            return "signed"
    timed = text[end : end + 1].isspace() or any(c in text[start:end] for c in ":：时点")
    if timed and not headed and _is_heading(document, line_start, start):
        return "written"
    return "written" if p.ENTRY_TITLE.match(after) else "event"


def _closes_heading(tail: str, gap: str, after: str) -> bool:
    """True for 手术记录　2026-03-05 10:00 and for a keyed head line that ends in an unlabelled date."""
    joined = _joined(tail)
    if "。" in tail or "，" in tail or joined.endswith(("于", "至", "到", "从")):
        return False
    title = joined.rstrip("）)】」』—-=*").replace("(", "（").partition("（")[0]
    if title.endswith(p.TITLE_ENDS):
        return True
    return not after and bool(gap) and gap.isspace()


def _name_closes(document: ExtractedDocument, tail: str, after: str, line_end: int) -> bool:
    """True for …。2026-04-17　林某 at the end of a document: the date stands before the signer's name."""
    text = document.text
    if not 2 <= len(after) <= _SHORT or not tail.endswith(("。", "）", ")", "；", ".")):
        return False
    name = trim(text, text.rfind(after[0], 0, line_end - len(after) + 1), line_end)
    if not is_signoff(text, *name):
        return False
    below = _next_line(text, line_end, document.end)
    return below[0] >= document.end or is_signoff(text, *below)


def signed_by_patient_side(text: str, line_start: int, start: int) -> bool:
    """True if the signer printed last before ``start`` is the patient or the family, not a member of staff."""
    before = text[max(line_start, start - _LOOK_BACK) : start]
    found = p.PATIENT_SIDE.findall(before)
    return bool(found) and not p.STAFF_SIDE.search(before[before.rfind(found[-1]) :])
