"""Documents: where they start, what they are, who rounds."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings

from pipeline.extract.doctypes import read_title, type_of_hint
from pipeline.extract.documents import split_documents
from pipeline.extract.model import ExtractedDocument
from pipeline.records.ranks import Rank
from pipeline.records.stay import Document, Stay
from tests.extract.marked import layout, layout_names
from tests.extract.texts import any_text, record_like


def split(text: str, **fields: str) -> list[ExtractedDocument]:
    source = Document("S1", text, **fields)
    return split_documents(source, Stay("S1", (source,)))


def types(text: str, **fields: str) -> list[str]:
    return [d.doc_type for d in split(text, **fields)]


@pytest.mark.parametrize("name", layout_names())
def test_every_document_of_every_layout_is_found(name: str) -> None:
    marked = layout(name)

    def first_ink(at: int) -> int:
        return at + len(marked.text[at:]) - len(marked.text[at:].lstrip())

    found = [(d.doc_type, first_ink(d.start)) for d in split(marked.text)]
    assert found == [(doc_type, first_ink(start)) for doc_type, start in marked.documents]


@pytest.mark.parametrize(
    ("title", "doc_type"),
    [
        ("入 院 记 录", "admission_record"),
        ("——病程记录——", "progress_note"),
        ("滨海市第二人民医院 住院病历（入院记录）", "admission_record"),
        ("第3次入院记录", "readmission_record"),
        ("２４小时内入出院记录", "admission_discharge_24h"),
        ("24小时内入院死亡记录", "admission_death_24h"),
        ("首次病程记录（计划化疗）", "first_progress_note"),
        ("术后首次病程记录", "postop_first_note"),
        ("顾某主治医师查房记录", "ward_round_attending"),
        ("顾某某副主任医师首次查房记录", "ward_round_chief"),
        ("苏某教授（主任医师）查房", "ward_round_chief"),
        ("住院医师查房记录", "progress_note"),
        ("科主任查房记录", "ward_round_chief"),
        ("交（接）班记录", "handover_record"),
        ("转入记录", "transfer_record"),
        ("右侧胸腔穿刺操作记录", "procedure_record"),
        ("支气管镜检查记录", "procedure_record"),
        ("术前小结及术前讨论结论记录", "preop_discussion"),
        ("术前小结", "preop_summary"),
        ("手术安全核查表", "surgical_safety_checklist"),
        ("麻醉术后访视记录", "anesthesia_postvisit"),
        ("胸腔镜下肺叶切除术知情同意书", "consent_form"),
        ("病危（重）通知书", "critical_notice"),
        ("死亡病例讨论记录", "death_discussion"),
        ("死亡记录", "death_record"),
        ("省肿瘤医院病理科报告（复印件）", "lab_report"),
        ("外院出院小结（复印件）", "other"),
        ("医患沟通记录", "other"),
        ("临时医嘱单", "order_sheet"),
        ("体温单", "nursing_record"),
        ("住院病案首页", "front_page"),
    ],
)
def test_printed_titles(title: str, doc_type: str) -> None:
    heading = read_title(title)
    assert heading is not None
    assert heading.doc_type == doc_type


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("首次主治医师查房记录", ""), ("术后第1天主治医师查房记录", ""), ("入院第3天房某主治医师查房记录", "房某"), ("心内科王天明主任医师查房记录", "王天明"), ("周主任查房", "周"),
        ("我科主任查房记录", ""), ("2病区张某某主任医师查房记录", "张某某"), ("欧阳某主任医师查房", "欧阳某"), ("买买提·艾力主治医师查房记录", "买买提·艾力"),
    ],
)  # fmt: skip
def test_names_in_titles_of_rounds(title: str, name: str) -> None:
    heading = read_title(title)
    assert heading is not None
    assert heading.name == name


@pytest.mark.parametrize(
    "line",
    [
        "详见手术记录",
        "今日已完成出院记录",
        "患者拒绝签署知情同意书，",
        "主任查房后指出：可手术",
        "请心内科会诊",
        "教学查房",
        "病情平稳",
        "",
    ],
)
def test_words_of_the_narrative_are_no_titles(line: str) -> None:
    assert read_title(line) is None


def test_one_document_keeps_the_id_of_its_source() -> None:
    (only,) = split("入院记录\n主诉：腹痛1天。\n医师签名：张某")
    assert (only.doc_id, only.source_id, only.title) == ("S1", "S1", "入院记录")


def test_several_documents_get_numbered_ids_and_tile_the_text() -> None:
    text = "病程记录\n2026-03-02 10:00\n患者无不适。\n医师签名：张某\n2026-03-05 09:00 李某主任医师查房记录\n查体无特殊。\n医师签名：张某\n"
    first, second = split(text)
    assert [d.doc_id for d in (first, second)] == ["S1#01", "S1#02"]
    assert first.body + second.body == text
    assert second.body.startswith("2026-03-05 09:00 李某")
    assert second.round is not None
    assert (second.round.name, second.round.rank) == ("李某", Rank.CHIEF)
    assert text[second.round.start : second.round.end] == "李某"


def test_a_date_alone_opens_a_note_after_a_sign_off() -> None:
    text = "2026年3月9日16时\n患者一般情况可。\n　　　　　　张某／李某\n2026.3.11 10:10\n今日换药，切口干燥。\n　　　　　　张某"
    assert types(text) == ["progress_note", "progress_note"]


def test_the_date_under_a_signature_opens_nothing() -> None:
    text = "入院记录\n主诉：腹痛。\n住院医师：张某　主治医师：李某\n2026-3-2\n\n首次病程记录\n2026-3-2 10:35\n病例特点：男性。\n医师签名：张某"
    assert types(text) == ["admission_record", "first_progress_note"]


def test_dated_results_inside_a_section_open_nothing() -> None:
    text = "入院记录\n主诉：腹痛。\n辅助检查：\n2026-03-01 10:00\n血常规：WBC 9.8。\n2026-03-02 血淀粉酶升高。\n初步诊断：胰腺炎\n医师签名：张某"
    assert types(text) == ["admission_record"]


def test_entries_of_an_order_sheet_are_one_document() -> None:
    text = "医嘱单\n2026-03-10 09:30 二级护理；普食\n2026-03-11 10:40 异丙嗪25mg im\n医师签名：张某　护士：王某\n"
    assert types(text) == ["order_sheet"]


def test_round_in_the_first_words_of_an_untitled_note() -> None:
    (note,) = split("2026年3月5日9时40分\n　　郭某主治医师查房：患者无发热。\n　　　　张某")
    assert note.doc_type == "ward_round_attending"
    assert note.round is not None
    assert note.round.name == "郭某"


@pytest.mark.parametrize(
    "words",
    [
        "按主任查房意见与家属谈话。",
        "魏某主任看过病人：切口干燥。",
        "今晨查房，病情平稳。",
        "请示李某副主任医师后调整用药，明日主任查房。",
    ],
)
def test_a_round_merely_mentioned_is_no_round(words: str) -> None:
    assert types(f"2026-03-05 09:40\n{words}\n医师签名：张某") == ["progress_note"]


def test_page_headers_do_not_split() -> None:
    text = "某某医院\n入院记录\n姓名：张某\n主诉：腹痛。\n现病史：患者1天前\n某某医院\n入院记录\n第2页\n出现腹痛。\n既往史：体健。\n医师签名：李某"
    assert types(text) == ["admission_record"]


def test_notes_that_open_with_a_day_alone() -> None:
    text = "2026年3月9日\n患者一般情况可。\n　　　　张某\n2026年3月10日\n患者无不适，明日出院。\n　　　　张某"
    assert types(text) == ["progress_note", "progress_note"]
    behind = "病程记录\n2026-03-02 患者一般情况可，今日无发热，继续目前治疗方案。\n张某\n2026-03-04 患者咳嗽减轻，复查胸片较前吸收，继续治疗。\n张某"
    assert types(behind) == ["progress_note", "progress_note"]


def test_the_time_of_a_signature_and_the_end_of_the_page_open_nothing() -> None:
    assert types("出院记录\n出院诊断：肺炎\n医师签名：张某\n2026-03-09 10:00\n（以下空白）\n第1页") == [
        "discharge_record"
    ]
    assert types("手术同意书\n风险：出血。\n患者签名：张某\n2026-03-02 10:00\n医师签名：李某\n2026-03-02 10:05") == [
        "consent_form"
    ]


def test_a_heading_that_is_also_a_title_opens_nothing_inside_its_document() -> None:
    text = "会诊记录\n会诊目的\n协助诊治。\n申请医师：李某\n会诊意见\n完善CT。\n会诊医师：王某"
    assert types(text) == ["consultation_record"]


def test_notes_that_run_on_behind_their_dates() -> None:
    text = "病程记录\n2026-03-02 10:00 患者无发热，继续治疗。\n2026-03-04 09:30 患者咳嗽减轻，复查胸片。\n2026-03-05 08:40 今日出院。"
    assert types(text) == ["progress_note"] * 3


def test_records_of_another_hospital_are_other() -> None:
    own = [
        Document(f"D{i}", f"清河县人民医院\n{title}\n内容。\n医师签名：张某")
        for i, title in enumerate(("入院记录", "首次病程记录"))
    ]
    outside = Document("D9", "东原市中心医院\n出院记录\n出院诊断：肺炎\n医师签名：李某")
    stay = Stay("S", (*own, outside))
    assert [split_documents(d, stay)[0].doc_type for d in stay.documents] == [
        "admission_record",
        "first_progress_note",
        "other",
    ]


@pytest.mark.slow
def test_a_long_text_takes_linear_time() -> None:
    note = "2026-03-02 10:00 张某主治医师查房记录\n患者无不适。处理：同前。\n医师签名：张某\n"

    def seconds(count: int) -> float:
        started = process_time()
        assert len(split(note * count)) == count
        return process_time() - started

    seconds(200)
    assert seconds(8000) < 40 * 4 * max(seconds(200), 0.002)


def test_the_exporters_words_help_where_nothing_is_printed() -> None:
    assert types("患者诉腹痛。", title="首次病程记录") == ["first_progress_note"]
    assert types("患者诉腹痛。", doc_type="ward_round_chief") == ["ward_round_chief"]
    assert types("手术记录\n手术经过：顺利。", doc_type="出院记录") == ["operation_record"]
    hint = type_of_hint("EMR-02|出院记录")
    assert hint is not None
    assert hint.doc_type == "discharge_record"


def test_the_rounding_doctor_of_an_exported_title() -> None:
    (note,) = split("患者无发热。李某副主任医师指出：继续治疗。\n张某", title="李某副主任医师查房记录")
    assert note.doc_type == "ward_round_chief"
    assert note.round is not None
    assert (note.round.rank, note.text[note.round.start : note.round.end]) == (Rank.ASSOCIATE_CHIEF, "李某")


def test_untitled_text_is_typed_by_what_it_holds() -> None:
    assert types("主诉：腹痛。\n现病史：患者1天前腹痛。\n既往史：体健。\n体格检查：腹软。") == ["admission_record"]
    assert types("入院诊断：肺炎\n诊疗经过：抗感染。\n出院诊断：肺炎\n出院医嘱：随诊") == ["discharge_record"]
    assert types("没有任何线索的一句话") == ["other"]
    assert types("") == ["other"]


@given(any_text())
@settings(max_examples=300, deadline=None)
def test_any_text_is_tiled(text: str) -> None:
    documents = split(text)
    assert "".join(d.body for d in documents) == text
    assert all(d.text is text or d.text == text for d in documents)
    assert documents[0].start == 0
    assert len({d.doc_id for d in documents}) == len(documents)
    for d in documents:
        if d.round is not None:
            assert d.start <= d.round.start <= d.round.end <= d.end


@given(record_like())
@settings(max_examples=200, deadline=None)
def test_jumbled_records_are_tiled(text: str) -> None:
    assert "".join(d.body for d in split(text)) == text


@pytest.mark.parametrize("mark", ["3、", "（3）", "3. ", "● ", "▲"])
def test_marks_before_a_dated_heading(mark: str) -> None:
    text = (
        "首次病程记录 2026-04-06 11:40\n患者某某，男，61岁，因咳嗽入院。\n医师签名：张某\n"
        f"{mark}2026-04-07 08:30 冉某某主治医师查房记录\n患者无不适。继续雾化。\n医师签名：张某\n"
    )
    assert types(text) == ["first_progress_note", "ward_round_attending"]


def test_documents_that_are_numbered_through() -> None:
    text = (
        "2、首次病程记录（26-04-06 11:40）\n患者某某，男，61岁，因咳嗽入院。\n医师（签）：张某\n"
        "3、26-04-07 08:30 冉某某主治医师查房\n患者无不适。处理：1、继续雾化。2、2026-04-08 复查胸片。\n医师（签）：张某\n"
        "4、26-04-09 08:30 日常病程\n患者无发热。\n医师（签）：张某\n"
    )
    assert types(text) == ["first_progress_note", "ward_round_attending", "progress_note"]


def test_numbered_results_with_dates_are_no_documents() -> None:
    text = (
        "入院记录\n姓名：某某\n主诉：咳嗽3天。\n辅助检查：\n1、2026-04-01 10:20 胸部CT：右下肺炎。\n"
        "2、2026-04-02 09:00 血常规：WBC 12.1×10^9/L。\n初步诊断：肺炎\n医师签名：张某\n"
    )
    assert types(text) == ["admission_record"]
