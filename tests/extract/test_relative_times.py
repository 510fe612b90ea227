"""Relative expressions and their anchors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.model import ExtractedDocument, Mention, Operation, Section
from pipeline.extract.timestamps import RelativeTime, find_timestamps, relative_times
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay

STAY = Stay("X-1", (), admitted_at=Moment.parse("2026-03-01T10:00"), discharged_at=Moment.parse("2026-03-12"))


def operation(at: str) -> Operation:
    return Operation(Mention("X-1-02", 0, 1, "术"), "胆囊切除术", started_at=Moment.parse(at))


def relative(
    text: str, written: str | None = "2026-03-05T09:00", operations: tuple[Operation, ...] = (), label: str = ""
) -> list[RelativeTime]:
    stay = replace(STAY, documents=(Document("X-1-01", text),))
    sections = (Section(label, 0, len(text), 0),) if label else ()
    document = ExtractedDocument(
        "X-1-01",
        "X-1-01",
        "progress_note",
        text,
        0,
        len(text),
        sections=sections,
        written_at=Moment.parse(written) if written else None,
    )
    document = replace(document, timestamps=tuple(find_timestamps(document, stay)))
    found = relative_times(document, stay, operations)
    for item in found:
        assert text[item.start : item.end] == item.text
    return found


@pytest.mark.parametrize(
    ("text", "printed", "anchor", "days"),
    [
        ("今日患者诉腹痛", "今日", "note", ["2026-03-05"]),
        ("今晨复查血气", "今晨", "note", ["2026-03-05"]),
        ("昨晚入睡可", "昨晚", "note", ["2026-03-04"]),
        ("昨夜试停无创", "昨夜", "note", ["2026-03-04"]),
        ("前天开始发热", "前天", "note", ["2026-03-03"]),
        ("明日复查CT", "明日", "note", ["2026-03-06"]),
        ("患者入院第3天，", "入院第3天", "admission", ["2026-03-03", "2026-03-04"]),
        ("住院第五天", "住院第五天", "admission", ["2026-03-05", "2026-03-06"]),
        ("入院后第３天", "入院后第３天", "admission", ["2026-03-03", "2026-03-04"]),
        ("入院前3天受凉", "入院前3天", "admission", ["2026-02-26"]),
        ("术后第2天，切口无渗出", "术后第2天", "operation", ["2026-03-05"]),
        ("术后1天", "术后1天", "operation", ["2026-03-04"]),
        ("术后第十日", "术后第十日", "operation", ["2026-03-13"]),
        ("POD2", "POD2", "operation", ["2026-03-05"]),
        ("术前1日禁食", "术前1日", "operation", ["2026-03-02"]),
        ("3小时前突发胸痛", "3小时前", "note", ["2026-03-05"]),
        ("10小时前突发胸痛", "10小时前", "note", ["2026-03-04", "2026-03-05"]),
        ("2天前受凉", "2天前", "note", ["2026-03-03"]),
        ("2月26日受凉，次日发热", "次日", "previous", ["2026-02-27"]),
        ("2月26日受凉。当晚咳嗽", "当晚", "previous", ["2026-02-26"]),
        ("翌日好转", "翌日", "previous", []),
        ("2周余前", "2周余前", "note", []),
        ("数月前出现", "数月前", "note", []),
        ("出院后2周复查", "出院后2周", "discharge", ["2026-03-26"]),
    ],
)  # fmt: skip
def test_reads_and_resolves(text: str, printed: str, anchor: str, days: list[str]) -> None:
    (item,) = relative(text, operations=(operation("2026-03-03T14:00"),))
    assert (item.text, item.anchor) == (printed, anchor)
    assert [str(d) for d in item.days] == days


def test_history_counts_from_the_admission() -> None:
    (item,) = relative("4天前受凉", label="present_illness")
    assert item.anchor == "admission"
    assert item.days == (date(2026, 2, 25),)


def test_two_operations_give_two_readings() -> None:
    (item,) = relative("术后第1天", operations=(operation("2026-03-02T09:00"), operation("2026-03-04T09:00")))
    assert item.days == (date(2026, 3, 3), date(2026, 3, 5))
    assert item.moment is None
    assert item.may_be(date(2026, 3, 5))
    assert not item.may_be(date(2026, 3, 8))


def test_an_operation_after_the_note_is_no_anchor_of_days_after_it() -> None:
    (item,) = relative("术后第1天", operations=(operation("2026-03-07T09:00"),))
    assert item.days == ()
    assert item.may_be(date(2026, 3, 8)) is None


def test_unknown_anchor_resolves_nothing() -> None:
    (item,) = relative("明日出院", written=None)
    assert item.moment is None
    assert item.anchored_at == ()


@pytest.mark.parametrize(
    ("text", "operates"),
    [
        ("明日行胆囊切除术", True),
        ("拟明日上午手术", True),
        ("今日在全麻下行左侧髋关节置换", True),
        ("今日术后恢复可", False),
        ("明日复查血常规，术后第1天", False),
        ("明日暂不手术", False),
    ],
)
def test_tells_that_somebody_is_operated_on(text: str, operates: bool) -> None:
    assert relative(text)[0].operation is operates


@pytest.mark.parametrize("text", ["换药隔日1次", "目前天气", "以前日常", "第3天", "3天", "术后", "当前", "入院时"])
def test_leaves_other_words_alone(text: str) -> None:
    assert relative(text) == []


@given(st.text(st.sampled_from("入院住术后前第今昨明次日天晚周月年小时余当0123三十两半2026-03。，\n")))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_without_failing(text: str) -> None:
    relative(text, operations=(operation("2026-03-03T14:00"),))
