"""Whether a missing document can be called missing: what the bundle must hold before an absence says anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from pipeline.detect.case import Case
from pipeline.extract.model import ExtractedDocument

ADMISSION = ("admission_record", "readmission_record")
SHORT_STAY = ("admission_discharge_24h", "admission_death_24h")
ROUNDS = ("ward_round_attending", "ward_round_chief")
COURSE = (
    "progress_note",
    *ROUNDS,
    "difficult_case_discussion",
    "handover_record",
    "transfer_record",
    "stage_summary",
    "rescue_record",
    "procedure_record",
    "consultation_record",
    "preop_summary",
    "preop_discussion",
    "operation_record",
    "postop_first_note",
)
UNTITLED = ("other", "progress_note")  # what a document is called whose title extraction does not know
END = ("discharge_record", "death_record", *SHORT_STAY)
_LEAST_DOCUMENTS = 3
_FORM_HOURS = 25
_TITLE_LINE = 40  # characters of a squeezed line that may still be a title

# title words of each document, spaces squeezed; a line that holds one and is short may be the document's title
TITLES = {
    "admission_record": re.compile(
        r"入院(?:记录|病历|志|病史|大病历)|住院(?:病历|志)|日间(?:手术)?病历|入出院|入院评估及记录|表格(?:式)?(?:入院|病历)"
    ),
    "first_progress_note": re.compile(r"(?<![术后产后])首次病程|(?<!后)首程|(?<!后)首次病志|首次病情"),
    "discharge_record": re.compile(r"出院(?:记录|小结|总结|病历摘要)|入出院"),
    "operation_record": re.compile(
        r"手术(?:经过)?(?:记录|志|纪要)|介入.{0,8}(?:记录|报告)|分娩.{0,4}记录|(?:镜|造影|PCI|支架|消融).{0,10}(?:记录|报告)|手术操作"
    ),
    "preop_discussion": re.compile(
        r"术前.{0,10}讨论|手术.{0,4}讨论|(?:讨论|结论).{0,6}术前|术前.{0,6}(?:结论|评估)|MDT|多学科"
    ),
    "postop_first_note": re.compile(
        r"术后首次|术后首程|术后(?:第一次|即刻|当日|当天|当晚|返室|返房).{0,6}(?:病程|记录)?|术后记录|(?<!\d)术后病程|产后(?:首次|记录|病程|观察)"
    ),
    "death_record": re.compile(r"死亡(?!.{0,6}讨论).{0,4}(?:记录|小结|报告)"),
    "death_discussion": re.compile(r"死亡.{0,6}讨论|讨论.{0,6}死亡"),
    "rescue_record": re.compile(r"抢救.{0,6}(?:记录|经过)|复苏.{0,4}记录"),
    "consultation_record": re.compile(r"会诊.{0,4}(?:记录|单|意见|申请)"),
    "stage_summary": re.compile(r"阶段.{0,4}(?:小结|总结)|月小结"),
    "transfer_record": re.compile(r"转(?:入|出|科).{0,4}记录"),
    "critical_notice": re.compile(r"病(?:危|重).{0,8}(?:通知|告知)|危重.{0,6}(?:通知|告知)"),
    "anesthesia_record": re.compile(r"麻醉(?!.{0,6}(?:访视|随访|同意|评估)).{0,4}记录|麻醉(?:单|小结|总结)"),
    "anesthesia_visit": re.compile(r"麻醉.{0,6}(?:访视|随访|评估)|术[前后].{0,4}访视"),
    "surgical_safety_checklist": re.compile(r"安全核[查对]"),
    "procedure_record": re.compile(
        r"操作.{0,6}记录|(?:穿刺|置管|插管|活检|造影|引流|镜|介入|治疗).{0,8}(?:记录|报告)|有创.{0,8}记录"
    ),
    "preop_summary": re.compile(r"术前.{0,4}小结"),
    "transfusion_record": re.compile(r"输血.{0,6}(?:记录|小结|评价|评估|病程)|用血.{0,4}记录"),
    "difficult_case_discussion": re.compile(r"(?:疑难|危重|病例|全科|多学科|MDT).{0,6}讨论"),
    "front_page": re.compile(r"病案首页|住院首页"),
}
_DECORATED = r"[\s\d:：/／.．,，年月日时分点\-—–=~*#【】\[\]（）()]*"


# a note's heading in the middle of a document: the text was not split where it should have been
_UNSPLIT = re.compile(
    r"(?:\d{1,2}\s*[:：]\s*\d{2}|\d{1,2}\s*时(?:\s*\d{1,2}\s*分)?)[ 　\t]*"
    r"(?:[^\s，。；：\n]{0,14}查房|病程|(?:术后)?首次病程|手术|抢救|出院|死亡|转入|转出)记录[\s：:]"
)
# likewise a whole line with a time of day that ends in 查房 or 病程, in whatever order it prints them
_LINE_HEAD = re.compile(
    r"\n(?=[^\n。；]{0,40}\d{1,2}[ 　]?[:：时点])[^\n。；]{2,44}(?:查房|病程)(?:记录)?[ \t　\r]*(?=\n)"
)
_SHEETS = ("nursing_record", "order_sheet")  # their rows tell of rounds too
_WINDOW = 32  # characters before 记录 that may hold its heading
_HEADING_REACH = 120
_UNSPLIT_LEAST = 2
_SPANNING = 5


def _unsplit(case: Case) -> bool:
    return sum(headings_inside(d) for d in case.documents if d.doc_type not in _SHEETS) >= _UNSPLIT_LEAST


def headings_inside(doc: ExtractedDocument) -> int:
    """How many headings of other notes stand inside ``doc``: its times and people may then belong to those."""
    return _headings_inside(doc.text, doc.start, doc.end)


@lru_cache(maxsize=256)  # many rules ask of the same documents
def _headings_inside(text: str, start: int, end: int) -> int:
    found, at = 0, text.find("记录", min(end, start + _HEADING_REACH), end)
    while at >= 0:
        found += _UNSPLIT.search(text, max(start, at - _WINDOW), min(end, at + 3)) is not None
        at = text.find("记录", at + 2, end)
    if any(text.find(word, start, end) >= 0 for word in ("查房\n", "病程\n", "查房\r", "病程\r")):
        found += sum(1 for _ in _LINE_HEAD.finditer(text, min(end, start + 2), end))
    return found


def cannot_judge_absence(case: Case) -> str:
    """Why a missing document cannot be told from a partial export; "" if it can.

    The text must have been split into its documents, the stay must have ended, and the bundle must plausibly be the whole of it: at least three documents, of at least two
    of the four kinds admission, first progress note, course, end of stay.
    """
    if "absence" not in case.memo:
        case.memo["absence"] = _why_not(case)
    return str(case.memo["absence"])


def _why_not(case: Case) -> str:
    types = [d.doc_type for d in case.documents]
    if case.extracted.discharged_at is None and not any(t in END for t in types) and not case.facts.deaths:
        return "不知是否已出院，无法判断文书缺失"
    if _unsplit(case):
        return "病历中有文书未能切分开，无法判断缺失"
    kinds = (ADMISSION, ("first_progress_note",), COURSE, END)
    present = sum(any(t in kind for t in types) for kind in kinds)
    if any(t in SHORT_STAY for t in types):
        return ""
    if (len(types) < _LEAST_DOCUMENTS or present < 2) and not _spans_the_stay(case):
        return "只有个别文书，不足以认定整份病历"
    return ""


def _spans_the_stay(case: Case) -> bool:
    """At least five documents with times from the first days of the stay to its last."""
    begin, end = case.extracted.admitted_at, case.extracted.discharged_at
    days = [d.written_at.at.date() for d in case.documents if d.written_at]
    if begin is None or end is None or len(days) < _SPANNING:
        return False
    return (min(days) - begin.at.date()).days <= 2 and (end.at.date() - max(days)).days <= 1


def lookalike(
    case: Case,
    kind: str,
    other_than: tuple[str, ...] = (),
    accept: Callable[[ExtractedDocument], bool] = lambda _: True,
) -> ExtractedDocument | None:
    """A document not recognised as ``kind`` that prints a title of it: reason enough not to call it missing.

    Documents of the types ``other_than``, and those that ``accept`` turns down, are surely something else. In the first lines the title may stand among other words; further down the line must hold nothing else but a date.
    """
    pattern = TITLES[kind]
    for doc in case.documents:
        if doc.doc_type == kind or doc.doc_type in other_than:
            continue
        for number, line in enumerate(_lines(case, doc)):
            found = pattern.search(line)
            if (
                found
                and accept(doc)
                and (number < 2 or re.fullmatch(_DECORATED, line[: found.start()] + line[found.end() :]))
            ):
                return doc
    return None


def _lines(case: Case, doc: ExtractedDocument) -> list[str]:
    key = f"lines:{doc.doc_id}"
    if key not in case.memo:
        case.memo[key] = lines_of(doc)
    found: list[str] = case.memo[key]
    return found


def lines_of(doc: ExtractedDocument) -> list[str]:
    """The short lines of ``doc`` that hold something, without spaces: candidates for titles."""
    short = (line for line in doc.body.split("\n") if 0 < len(line) <= 4 * _TITLE_LINE and line[-1] not in "。；，")
    lines = ("".join(line.split()) for line in short)
    return [line for line in lines if 0 < len(line) <= _TITLE_LINE and line[-1] not in "。；，"]


def searched(what: str) -> tuple[str, ...]:
    """Where an absent document was looked for."""
    return (f"全部文书的类型与标题行，未见{what}",)


def short_stay_form(case: Case) -> ExtractedDocument | None:
    """The 24小时内入出院(死亡)记录, if there is one: it stands for admission record, first progress note and discharge record."""
    return case.extracted.first(*SHORT_STAY)


def outgrown_form(case: Case) -> ExtractedDocument | None:
    """The 24 h form of a stay that certainly lasted longer than a day and an hour: the form does not fit it."""
    form, hours = short_stay_form(case), hours_of_stay(case)
    return form if form and hours and hours[0] > _FORM_HOURS and "日间" not in form.title else None


def hours_of_stay(case: Case) -> tuple[float, float] | None:
    """Bounds (least, most) of the hours from admission to the end of the stay."""
    begin, end = case.extracted.admitted_at, case.extracted.discharged_at
    return case.once("hours", lambda: end.hours_after(begin) if begin and end else None)
