"""Sections: every form of heading, where a section ends, and what is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.documents import split_documents
from pipeline.extract.model import ExtractedDocument
from pipeline.extract.sections import find_sections, tile
from pipeline.records.stay import Document, Stay
from tests.extract.marked import Marked, layout, layout_names
from tests.extract.texts import PIECES, any_text, record_like


def documents(text: str) -> list[ExtractedDocument]:
    source = Document("S1", text)
    found = split_documents(source, Stay("S1", (source,)))
    return [replace(d, sections=tuple(find_sections(d))) for d in found]


def found(text: str) -> list[tuple[str, str]]:
    """(label, content) of every section, as printed after its heading."""
    return [(s.label, d.content(s).strip()) for d in documents(text) for s in d.sections]


def labels(text: str) -> list[str]:
    return [label for label, _ in found(text)]


def same(gold: tuple[str, int, int], start: int, end: int) -> bool:
    union = max(gold[2], end) - min(gold[1], start)
    return union > 0 and (min(gold[2], end) - max(gold[1], start)) / union >= 0.9


@pytest.mark.parametrize("name", layout_names())
def test_every_section_of_every_layout_is_found(name: str) -> None:
    marked = layout(name)
    sections = [s for d in documents(marked.text) for s in d.sections]
    assert [s.label for s in sections] == [label for label, _, _ in marked.sections]
    for gold, section in zip(marked.sections, sections, strict=True):
        assert same(gold, section.start, section.end), gold


@pytest.mark.parametrize(
    "heading",
    [
        "【现病史】", "[现病史]", "〔现病史〕", "［现病史］", "现病史：", "现病史:", "现 病 史 ：", "现病史|", "现病史｜", "三、现病史：", "3.现病史：", "（三）现病史：", "1.2 现病史　", "③现病史：",
        "现病史\n", "现　病　史\n", "## 现病史\n", "**现病史**：", "现病史\t", "■现病史：",
    ],
)  # fmt: skip
def test_forms_of_a_heading(heading: str) -> None:
    text = f"入院记录\n主诉：腹痛1天。\n{heading}患者1天前出现腹痛。\n既往史：体健。\n医师签名：张某"
    sections = found(text)
    assert ("present_illness", "患者1天前出现腹痛。") in sections
    assert ("chief_complaint", "腹痛1天。") in sections


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("查体", "physical_exam"), ("辅检", "auxiliary_exam"), ("病史特点", "case_features"), ("下一步诊疗计划", "treatment_plan"),
        ("诊断及鉴别诊断", "diagnostic_basis"), ("诊断依据与鉴别诊断", "diagnostic_basis"), ("中医类证鉴别", "differential_diagnosis"), ("月经婚育史", "menstrual_history"),
    ],
)  # fmt: skip
def test_synonyms(heading: str, label: str) -> None:
    doc = (
        "首次病程记录"
        if label in ("case_features", "treatment_plan", "diagnostic_basis", "differential_diagnosis")
        else "入院记录"
    )
    assert (label, "有关内容若干。") in found(f"{doc}\n{heading}：有关内容若干。\n医师签名：张某")


def test_headings_in_one_paragraph() -> None:
    text = "首次病程记录\n患者男，60岁。病例特点：老年男性。初步诊断：肺炎。诊断依据：发热、咳嗽。鉴别诊断：肺结核：无盗汗。诊疗计划：抗感染。\n医师签名：张某"
    assert labels(text) == [
        "case_features",
        "preliminary_diagnosis",
        "diagnostic_basis",
        "differential_diagnosis",
        "treatment_plan",
    ]


def test_an_empty_section_is_kept() -> None:
    text = "首次病程记录\n【诊断依据】发热。\n【鉴别诊断】\n【诊疗计划】抗感染。\n医师签名：张某"
    assert ("differential_diagnosis", "") in found(text)


def test_a_merged_heading_is_one_section_and_keeps_its_sub_headings() -> None:
    text = "首次病程记录\n【诊断依据及鉴别诊断】发热、咳嗽，胸片阴影。鉴别诊断：肺结核无低热盗汗，不支持。\n【诊疗计划】抗感染。\n医师签名：张某"
    assert labels(text) == ["diagnostic_basis", "treatment_plan"]


def test_a_bare_container_gives_way_to_the_headings_under_it() -> None:
    text = "首次病程记录\n一、病例特点\n老年男性。\n二、拟诊讨论\n1.诊断依据：发热。\n2.鉴别诊断：肺结核，不支持。\n三、诊疗计划\n抗感染。\n医师签名：张某"
    assert labels(text) == ["case_features", "diagnostic_basis", "differential_diagnosis", "treatment_plan"]


def test_sub_headings_stay_in_their_section() -> None:
    text = "首次病程记录\n病例特点：\n1.老年男性。\n2.查体：T 36.5℃。\n3.辅助检查：血象升高。\n诊断依据：如上所述的表现。\n医师签名：张某"
    assert labels(text) == ["case_features", "diagnostic_basis"]


@pytest.mark.parametrize(
    "sentence",
    [
        "外院初步诊断：冠心病，予阿司匹林。",
        "追问现病史，患者补充如下。",
        "患者诉主诉部位疼痛，诊断依据不足。",
        "按诊疗计划执行。",
    ],
)
def test_words_of_the_narrative_are_no_headings(sentence: str) -> None:
    text = f"入院记录\n主诉：胸闷1天。\n现病史：患者1天前胸闷。{sentence}今来院。\n既往史：体健。\n初步诊断：胸闷待查\n医师签名：张某"
    assert labels(text) == ["chief_complaint", "present_illness", "past_history", "admission_diagnosis"]


def test_a_line_broken_in_mid_sentence_begins_no_section() -> None:
    text = "入院记录\n主诉：胸闷1天。\n现病史：患者1天前胸闷，外院查心电图，\n初步诊断：冠心病，收入我科。\n既往史：体健。\n初步诊断：胸闷待查\n医师签名：张某"
    assert labels(text) == ["chief_complaint", "present_illness", "past_history", "admission_diagnosis"]


def test_minor_headings_only_at_line_starts_of_notes() -> None:
    note = "2026-03-02 10:00 张某主治医师查房记录\n患者无不适。处理：同前。\n分析：病情平稳。\n处理：继续抗感染。\n医师签名：张某"
    assert found(note) == [("case_analysis", "病情平稳。"), ("treatment_plan", "继续抗感染。")]
    listed = "2026-03-02 10:00 病程记录\n1.处理：补液。\n张主任指出：可出院。\n医师签名：张某"
    assert labels(listed) == []


def test_general_lines_need_no_heading() -> None:
    text = "出院记录\n姓名：张某　性别：男　年龄：60岁\n入院日期：2026-03-02　出院日期：2026-03-09\n入院诊断：肺炎\n出院诊断：肺炎\n医师签名：李某"
    (general, *_rest) = documents(text)[0].sections
    assert general.label == "general"
    assert text[general.start : general.end].endswith("出院日期：2026-03-09")
    opening = "首次病程记录\n患者张某，男，60岁，因咳嗽3天入院。\n病例特点：老年男性。\n医师签名：李某"
    assert labels(opening) == ["case_features"]


@pytest.mark.parametrize(
    "signoff",
    [
        "医师签名：张某", "医师签名：　　　　", "　　　　张某／李某", "住院医师：张某　2026-03-02 12:21", "张某（规培医师）　审签：李某", "记录：张某　　李某", "书写：张某(规培)　审核：李某 副主任医师 2026年03月10日11:40",
        "医师签名：张某\n2026-3-2", "主治医师 张某", "签名：_______",
    ],
)  # fmt: skip
def test_a_section_ends_before_the_sign_off(signoff: str) -> None:
    assert found(f"首次病程记录\n诊疗计划：抗感染，补液。\n{signoff}") == [("treatment_plan", "抗感染，补液。")]


def test_a_name_behind_the_last_sentence_is_no_content() -> None:
    assert found("首次病程记录\n诊疗计划：抗感染，补液。　　　张某/李某") == [("treatment_plan", "抗感染，补液。")]


def test_order_sheets_have_no_headed_sections() -> None:
    assert labels("医嘱单\n2026-03-10 09:30 诊疗：二级护理\n处理：普食\n医师签名：张某") == []


@pytest.mark.parametrize("name", layout_names())
def test_parts_tile_every_document(name: str) -> None:
    for document in documents(layout(name).text):
        parts = tile(document)
        assert "".join(document.text[q.start : q.end] for q in parts) == document.body
        assert [q.section for q in parts if q.section is not None] == list(document.sections)


def assert_sound(text: str) -> None:
    for document in documents(text):
        at = document.start
        for s in document.sections:
            assert at <= s.start <= s.heading_end <= s.end <= document.end
            assert s.start < s.end
            assert not text[s.start : s.end][-1].isspace()
            at = s.end
        parts = tile(document)
        assert "".join(text[q.start : q.end] for q in parts) == document.body


@given(any_text())
@settings(max_examples=300, deadline=None)
def test_any_text_gives_sound_spans(text: str) -> None:
    assert_sound(text)


@given(record_like())
@settings(max_examples=300, deadline=None)
def test_jumbled_records_give_sound_spans(text: str) -> None:
    assert_sound(text)


@given(st.sampled_from(layout_names()), st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(PIECES)), max_size=12))
@settings(max_examples=150, deadline=None)
def test_damaged_records_give_sound_spans(name: str, damages: list[tuple[int, str]]) -> None:
    text = layout(name).text
    for at, piece in damages:
        cut = at % (len(text) + 1)
        text = text[:cut] + piece + text[cut + 7 * (cut % 3) :]
    assert_sound(text)


_WIDE = {ord(":"): "：", ord("|"): "｜", ord("["): "［", ord("]"): "］"}
_CHANGES = {
    "width of delimiters": lambda text: text.translate(_WIDE),
    "half-width colons": lambda text: text.replace("：", ":"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "indentation": lambda text: text.replace("\n", "\n　　"),
    "trailing spaces": lambda text: text.replace("\n", "  \n"),
    "bracket style": lambda text: text.replace("【", "〔").replace("】", "〕").replace("〖", "【").replace("〗", "】"),
}


@pytest.mark.parametrize("change", sorted(_CHANGES))
@pytest.mark.parametrize("name", layout_names())
def test_form_does_not_change_what_is_found(name: str, change: str) -> None:
    marked: Marked = layout(name)
    text = _CHANGES[change](marked.text)
    changed = documents(text)
    assert [d.doc_type for d in changed] == [doc_type for doc_type, _ in marked.documents]
    assert [s.label for d in changed for s in d.sections] == [label for label, _, _ in marked.sections]
