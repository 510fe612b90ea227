"""时间先后矛盾 (LOG-TIME-ORDER)

检查什么：只认定确凿的矛盾，两边都有原文时间：手术记录、术后首程、死亡记录早于所记事件的结束；首次病程、病程、出院记录早于入院；
术前讨论晚于手术；会诊早于申请；开始晚于结束；病程写于其所述（已有结果的）检查、事件之前。

依据：病历书写基本规范第三条；医疗质量安全核心制度（八）。

例外：见 exceptions。时间只到日期而不能断定的、相差十分钟以内的、计划中的日期，都不认定。

整改：核对各时间，属笔误的按规定修改并签名；属提前书写的，今后据实按时书写。
"""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import headings_inside
from pipeline.detect.deadlines import clock, written_span
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged
from pipeline.detect.limits import stamp_of
from pipeline.detect.notes import author
from pipeline.detect.operated import operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    ADMISSION,
    ATTENDING,
    CHIEF,
    DISCHARGE,
    FPN,
    MEDICAL,
    NOTE_5,
    OPERATION,
    POSTOP,
    PREOP_DISCUSSION,
    SURGICAL,
    note,
    record,
    without,
)
from pipeline.extract.model import ExtractedDocument, Timestamp
from pipeline.records.moment import Moment

_PLAN = "计划中的日期（拟手术、复诊、拆线、预产期）"
_OUTSIDE = "入院前的门急诊、外院检查"
_EARLY = "离院前不久写好、印有预定出院时间的出院记录"
_POSTOP = "术后首次病程早于手术记录，二者都在手术之后"
_EMERGENCY = "急诊抢救手术术后补记讨论"
_CLOCKS = "相差十分钟以内的时钟误差"
_SENTENCE = 160  # characters before a time that may belong to its sentence
_SLACK = timedelta(minutes=10)
_ADMISSION_SLACK = timedelta(minutes=20)
_OTHER_CLOCK = timedelta(hours=1)
_STAY_NOTES = ("first_progress_note", "progress_note", "ward_round_attending", "ward_round_chief", "discharge_record")
_TELLING = (
    *_STAY_NOTES[:-1],
    "postop_first_note",
    "admission_record",
    "readmission_record",
    "stage_summary",
    "handover_record",
)
_RESULT = re.compile(
    r"示|提示|回报|报告|可见|未见|显示|结果|吸收|突发|出现|突然|抢救|死亡|返回|安返|术毕|结束|已(?!预约|定|请|安排|联系)|mmHg|℃|次/分|mmol|×10|g/L"
)
_FUTURE = re.compile(
    r"拟|定于|计划|预约|预定|预计|明[日天晨早]|将|待|后天|下周|禁食|禁饮|复诊|随访|随诊|门诊|嘱|预产|安排|准备|若|如(?!下|期|前|常|上)|至少|停用|用至|服至|满\d|疗程|届时|出院(?!时情况)|有效期|到期"
)

_EARLY_NOTE = OPERATION.replace("记录时间：2026-03-05 13:00", "记录时间：2026-03-05 10:00").replace(
    "2026-03-05 13:20", ""
)
_BEFORE = FPN.replace("2026-03-02 10:10", "2026-03-01 10:10").replace("2026-03-02 10:30", "2026-03-01 10:30")
_AFTER = PREOP_DISCUSSION.replace("2026-03-04 16:00", "2026-03-06 16:00").replace(
    "2026-03-04 17:00", "2026-03-06 17:00"
)
_FORESEEN = note(
    "2026-03-05 08:50", "患者无不适。2026-03-05 14:20复查腹部CT示：胆囊壁较前变薄，周围渗出吸收。继续目前治疗。"
)
_PLANNED = note("2026-03-05 08:50", "患者无不适，定于2026-03-06 14:20复查腹部CT，2026-03-20门诊拆线。")
_REVERSED = """@doc
会诊记录
申请科室：普外科　申请时间：2026-03-05 09:00
会诊目的：评估心脏情况。
会诊意见：会诊时间：2026-03-05 07:00。心电图大致正常。
会诊医师：许文达　2026-03-05 09:20
"""
_CASUALTY = ADMISSION.replace(
    "腹部彩超示胆囊结石。", "2026-02-28 15:00外院腹部彩超示胆囊结石；2026-03-02 08:10我院急诊血常规正常。"
)
_URGENT = OPERATION.replace("手术名称：腹腔镜胆囊切除术", "手术名称：急诊剖腹探查术").replace(
    "术前诊断：胆囊结石伴慢性胆囊炎", "术前诊断：失血性休克"
)
_NEAR = POSTOP.replace("2026-03-05 11:00", "2026-03-05 10:25")


def check(case: Case) -> Verdict:
    if not any(d.timestamps for d in case.documents):
        return judged([], "病历没有印出时间")
    defects: list[Defect] = []
    for part in (
        _reversed_intervals,
        _before_the_event,
        _before_admission,
        _late_discussion,
        _consultations,
        _foreseen,
    ):
        defects += part(case)
    return judged(_once(defects))


def _once(defects: list[Defect]) -> list[Defect]:
    """One defect a document: the first is the firmest."""
    seen: set[str | None] = set()
    found = []
    for defect in defects:
        if defect.doc_id not in seen:
            found.append(defect)
        seen.add(defect.doc_id)
    return found


def _defect(message: str, doc: ExtractedDocument, *proofs: Evidence | None, review: bool = False) -> Defect:
    found = tuple(p for p in proofs if p)
    return Defect(message, doc.doc_id, found, person=author(doc), review=review, confidence=0.5 if review else 0.95)


def _cite(case: Case, doc: ExtractedDocument, moment: Moment) -> Evidence:
    return case.cite(doc, *(stamp_of(doc, moment) or written_span(doc)))


def _reversed_intervals(case: Case) -> list[Defect]:
    """A start after its end in the same record."""
    notes = {d.doc_id: d for d in case.documents}
    spans = [(o.note_id, o.started_at, o.ended_at, "手术") for o in case.facts.operations]
    spans += [(r.note_id, r.started_at, r.ended_at, "抢救") for r in case.facts.rescues]
    found = []
    for note_id, start, end, what in spans:
        if not note_id or not start or not end or not end.certainly_before(start):
            continue
        doc = notes[note_id]
        if stamp_of(doc, start) and stamp_of(doc, end):
            found.append(_defect(f"{what}结束时间早于开始时间", doc, _cite(case, doc, end), _cite(case, doc, start)))
    return found


def _before_the_event(case: Case) -> list[Defect]:
    """A record that is written before the operation, or the death, that it reports as done."""
    notes = {d.doc_id: d for d in case.documents}
    found = []
    for op in operations(case):
        if op.ended_at is None:
            continue
        own = [notes[op.note_id]] if op.note_id else []
        first = [d for d in case.extracted.of_type("postop_first_note") if _same_day(d, op.ended_at)]
        if len(operations(case)) > 1:
            first = []
        for doc in own + first:
            if doc.written_at is not None and doc.written_at == op.started_at:
                continue  # the heading prints when the operation began, not when the record was written
            what = "手术记录" if doc in own else "术后首次病程记录"
            found += _written_early(case, doc, op.ended_at, f"{what}的书写时间早于手术结束", own[0] if own else doc)
    for death in case.facts.deaths:
        for doc in case.extracted.of_type("death_record", "death_discussion"):
            if death.at is not None:
                found += _written_early(case, doc, death.at, "书写时间早于死亡时间", doc)
    return found


def _same_day(doc: ExtractedDocument, moment: Moment) -> bool:
    return doc.written_at is not None and doc.written_at.at.date() == moment.at.date()


def _written_early(
    case: Case, doc: ExtractedDocument, event: Moment, message: str, source: ExtractedDocument
) -> list[Defect]:
    written = doc.written_at
    if written is None or not written.certainly_before(event) or event.earliest - written.latest < _SLACK:
        return []
    if written == event or not stamp_of(doc, written):
        return []
    proof = clock(case, "", event, source).proof or clock(case, "", event).proof
    signed = [t.moment for t in doc.timestamps if t.kind == "signed" and t.moment and t.moment.timed]
    finished = any(
        not m.certainly_before(event) for m in signed
    )  # signed afterwards: the heading may be when it was opened
    return [_defect(message, doc, _cite(case, doc, written), proof, review=finished)]


def _before_admission(case: Case) -> list[Defect]:
    begin = case.extracted.admitted_at
    if begin is None:
        return []
    found = []
    for doc in case.extracted.of_type(*_STAY_NOTES):
        written = doc.written_at
        if written is None or begin.earliest - written.latest < _ADMISSION_SLACK:
            continue
        own = clock(case, "入院", begin, doc).proof  # the note prints the admission itself: no clock of another desk
        if own is None and begin.earliest - written.latest < _OTHER_CLOCK:
            continue
        stamp = next((t for t in doc.timestamps if t.moment == written), None)
        if stamp is None or not re.search(r"\d{4}|[一二三四五六七八九〇○零Ｏ]{4}", stamp.text):
            continue
        proof = own or clock(case, "入院", begin).proof
        message = f"书写时间早于入院时间（{begin}）"
        found.append(_defect(message, doc, case.cite(doc, stamp.start, stamp.end), proof))
    return found


def _late_discussion(case: Case) -> list[Defect]:
    done = operations(case)
    if len(done) != 1 or done[0].emergency or done[0].life_saving or done[0].note_id is None:
        return []
    over = done[0].ended_at or done[0].day
    if over is None:
        return []
    found = []
    source = next(d for d in case.documents if d.doc_id == done[0].note_id)
    for doc in case.extracted.of_type("preop_discussion"):
        times = [t.moment for t in doc.timestamps if t.moment and t.kind != "event"]
        times += [
            t.moment for t in doc.timestamps if t.moment and "讨论" in doc.text[max(doc.start, t.start - 8) : t.start]
        ]
        if times and all(over.certainly_before(m) for m in times):
            first = min(times, key=lambda m: m.at)
            proof = clock(case, "", over, source).proof
            found.append(_defect("术前讨论的时间晚于手术", doc, _cite(case, doc, first), proof))
    return found


def _consultations(case: Case) -> list[Defect]:
    notes = {d.doc_id: d for d in case.documents}
    found = []
    for talk in case.facts.consultations:
        asked, held = talk.requested_at, talk.held_at
        if not talk.note_id or not asked or not held or asked.earliest - held.latest < _SLACK:
            continue
        doc = notes[talk.note_id]
        if stamp_of(doc, asked) and stamp_of(doc, held):
            found.append(_defect("会诊时间早于申请时间", doc, _cite(case, doc, held), _cite(case, doc, asked)))
    return found


def _foreseen(case: Case) -> list[Defect]:
    """A note that tells, with its result, what happened only after the note was written and signed."""
    return [d for doc in case.extracted.of_type(*_TELLING) for d in _told_ahead(case, doc)]


def _told_ahead(case: Case, doc: ExtractedDocument) -> list[Defect]:
    written = doc.written_at
    if written is None or not written.timed or headings_inside(doc):
        return []
    closed = [t.moment for t in doc.timestamps if t.kind in ("written", "signed") and t.moment]
    finished = max((m.latest for m in closed), default=written.latest)
    for stamp in doc.timestamps:
        if (
            stamp.kind == "event"
            and stamp.moment
            and stamp.moment.earliest - finished >= _SLACK
            and _as_done(doc, stamp)
        ):
            message = f"记录写于{written}，却已写入{stamp.moment}的结果"
            left, right = _sentence(doc, stamp)
            span = case.cite(doc, *written_span(doc), role="compared")
            return [_defect(message, doc, case.cite(doc, left, right), span)]
    return []


def _as_done(doc: ExtractedDocument, stamp: Timestamp) -> bool:
    """True if the sentence tells a result after this time and speaks of no plan."""
    if stamp.moment is None or not stamp.moment.timed or _opens_an_entry(doc, stamp):
        return False
    low = max(doc.start, stamp.start - _SENTENCE)
    left = max(low, *(doc.text.rfind(c, low, stamp.start) + 1 for c in "。；;\n"))
    right = _sentence(doc, stamp)[1]
    return bool(_RESULT.search(doc.text, stamp.end, right)) and not _FUTURE.search(doc.text, left, right)


def _opens_an_entry(doc: ExtractedDocument, stamp: Timestamp) -> bool:
    """True for a time at the start of a line or set off by a space: more likely the heading of the next entry."""
    before = doc.text[max(doc.start, stamp.start - 4) : stamp.start].rstrip(" 　\t")
    return (
        not before
        or before.endswith(("\n", "\r"))
        or doc.text[stamp.end : stamp.end + 1] in (" ", "　", "\t", "\n", "\r", "")
    )


def _sentence(doc: ExtractedDocument, stamp: Timestamp) -> tuple[int, int]:
    high = min(doc.end, stamp.end + 80)
    ends = [e for c in "。；;\n" if (e := doc.text.find(c, stamp.end, high)) >= 0]
    return stamp.start, min([*ends, high])


RULE = Rule(
    id="LOG-TIME-ORDER",
    name="时间先后矛盾",
    category="consistency",
    clause="BW 3; HX 8",
    check=check,
    remedy="核对各项时间，笔误按规定更正；不得提前书写",
    exceptions=(_PLAN, _OUTSIDE, _EARLY, _POSTOP, _EMERGENCY, _CLOCKS),
    examples=(
        Example(Outcome.FAIL, record(*without(SURGICAL, OPERATION), _EARLY_NOTE), "手术未结束，手术记录已写完"),
        Example(Outcome.FAIL, record(_BEFORE, *without(MEDICAL, FPN)), "首次病程早于入院一天"),
        Example(Outcome.FAIL, record(*without(SURGICAL, PREOP_DISCUSSION), _AFTER), "术后才做术前讨论"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _FORESEEN), "上午的病程写了下午的CT结果"),
        Example(Outcome.FAIL, record(*MEDICAL, _REVERSED), "会诊早于申请"),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_5), _PLANNED), "计划", shows=_PLAN),
        Example(Outcome.PASS, record(_CASUALTY, *without(MEDICAL, ADMISSION)), "入院前检查", shows=_OUTSIDE),
        Example(Outcome.PASS, record(*MEDICAL), "出院记录早于出院半小时", shows=_EARLY),
        Example(Outcome.PASS, record(*SURGICAL), "11:00 术后首程，13:00 手术记录", shows=_POSTOP),
        Example(
            Outcome.PASS,
            record(*without(SURGICAL, PREOP_DISCUSSION, OPERATION), _URGENT, _AFTER),
            "急诊手术后补讨论",
            shows=_EMERGENCY,
        ),
        Example(Outcome.PASS, record(*without(SURGICAL, POSTOP), _NEAR), "相差五分钟", shows=_CLOCKS),
        Example(Outcome.PASS, record(ADMISSION, FPN, ATTENDING, CHIEF, DISCHARGE), "顺序正常"),
    ),
    doc=__doc__ or "",
)
