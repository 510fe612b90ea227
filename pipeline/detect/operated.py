"""What the completeness and timeliness rules ask of an operation: how firmly it is shown, what it weighs, which notes belong to it."""

from __future__ import annotations

import re
from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.limits import completed_at
from pipeline.extract.model import ExtractedDocument, Operation
from pipeline.records.moment import Moment

MAJOR_GRADE = 3
_NARCOSIS = re.compile(r"全|腰|硬|椎管|蛛网膜|骶|插管|喉罩|复合|静脉|臂丛|阻滞")
_MAJOR = re.compile(
    r"根治|全切|次全切|胃|食管|结肠|直肠|肝|胰|脾|胆|肺叶|肺段|纵隔|开胸|开颅|颅|脑|脊髓|脊柱|椎体|椎间|椎板|椎管|关节置换|髋|股骨|骨盆|冠状动脉|冠脉|瓣膜|主动脉|心脏|旁路|搭桥|PCI|支架|肾|膀胱(?!镜)|前列腺|输尿管|子宫(?!颈|下段|内膜息肉)|卵巢|甲状腺|乳腺癌|玻璃体|喉|腮腺|移植|再植|动脉瘤|栓塞|腹腔镜|胸腔镜|硬质支气管镜|恶性|癌"
)
_DAY_AFTER = re.compile(r"术后第?\s*[\d一二三四五六七]{1,2}\s*[天日]")
_DAYS = 10
_NAME_PART = 8
_NOTES = ("progress_note", "ward_round_attending", "ward_round_chief")
_SHEETS = ("postop_first_note", "surgical_safety_checklist", "anesthesia_record")


def operations(case: Case) -> list[Operation]:
    """The operations of the stay without procedures (有创操作)."""
    return case.once("operations", lambda: [op for op in case.facts.operations if not op.minor])


def firmly_shown(case: Case, op: Operation) -> bool:
    """True if the operation has its record, a sheet of theatre, narcosis, the front page, or notes that count the days since."""
    if op.note_id or _NARCOSIS.search(op.anaesthesia):
        return True
    if any(belongs(case, d, op) for d in case.extracted.of_type(*_SHEETS)):
        return True
    if op.name and any(op.name[:_NAME_PART] in d.body for d in case.extracted.of_type("front_page")):
        return True
    return op.day is not None and any(_counts_days_after(case, d, op) for d in case.extracted.of_type(*_NOTES))


def _counts_days_after(case: Case, doc: ExtractedDocument, op: Operation) -> bool:
    """True if a later note counts the days since the operation (术后第2天)."""
    at = completed_at(case, doc)
    if at is None or op.day is None or not _DAY_AFTER.search(doc.body):
        return False
    return 0 < (at.at.date() - op.day.at.date()).days <= _DAYS


def belongs(case: Case, doc: ExtractedDocument, op: Operation, days: int = 1) -> bool:
    """True if ``doc`` was written within ``days`` of the operation, or if one of the two has no date."""
    at = completed_at(case, doc)
    if at is None or op.day is None:
        return True
    return timedelta(0) <= at.at.date() - op.day.at.date() <= timedelta(days=days)


def is_major(op: Operation) -> bool | None:
    """Whether the operation is major (三级以上, or by its name); None if neither grade nor name tells."""
    if op.grade is not None:
        return op.grade >= MAJOR_GRADE
    if _NARCOSIS.search(op.anaesthesia) and _MAJOR.search(op.name):
        return True
    return None


def end_of(op: Operation) -> Moment | None:
    """The printed end, or None: a start or a day is no end."""
    return op.ended_at


def describe(op: Operation) -> str:
    """The operation in words: its day and name as far as known."""
    day = f"{op.day.at:%Y-%m-%d}" if op.day else ""
    return f"{day}{'“' + op.name[:30] + '”' if op.name else '手术'}"
