"""Filled, placeholder or empty (rules.md §3.4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.filled import Content, content_of, is_filled, residues


@pytest.mark.parametrize(
    "text",
    [
        "无", "无。", "略", "（略）", "同上", "同前", "见上", "NA", "N/A", "n/a", "-", "—", "/", "{}", "____", "＿＿＿", "待补", "待完善。", "请选择", "{请选择：无/有（药物名称）}", "[请输入]", "……", "1. 略；2. 同上", "详见首次病程记录。", "见入院记录",
        "×××", "□", "【请填写鉴别诊断】", "点击此处输入文字", "{主诉}", "暂缺", "ＮＡ", "1.____ 2.____",
    ],
)  # fmt: skip
def test_placeholders(text: str) -> None:
    assert content_of(text) is Content.PLACEHOLDER


@pytest.mark.parametrize("text", ["", " ", "\n　\t", "\r\n"])
def test_nothing(text: str) -> None:
    assert content_of(text) is Content.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "否认高血压、糖尿病史。", "无特殊。", "未见异常", "（-）", "(-)", "体温不升", "诊断明确，无需鉴别。", "略（病理已确诊，本次为计划化疗）", "同术前诊断", "需与肺炎鉴别。", "无咳嗽", "体健", "0", "1次", "左侧腹股沟疝", "见右肺下叶阴影",
        "药物过敏史：{请选择}，否认食物过敏", "电话138****2207",
    ],
)  # fmt: skip
def test_content(text: str) -> None:
    assert content_of(text) is Content.FILLED


def test_none_is_an_answer_where_there_may_be_nothing() -> None:
    assert is_filled("无", "past_history")
    assert is_filled("无。", "family_history")
    assert not is_filled("无", "present_illness")
    assert not is_filled("无", "differential_diagnosis")
    assert not is_filled("同上", "past_history")


def test_residues_are_found_and_masks_are_none() -> None:
    text = "药物过敏史：{请选择：无/有}；电话138****2207；☑同意 □拒绝；签名____"
    assert [text[a:b] for a, b in residues(text)] == ["{请选择：无/有}", "____"]


@given(st.text(max_size=200), st.sampled_from(["", "past_history", "present_illness"]))
def test_any_text_has_one_answer(text: str, label: str) -> None:
    assert isinstance(content_of(text, label), Content)
    assert (content_of(text, label) is Content.EMPTY) == (not text.strip())


@given(
    st.sampled_from(["略", "同上", "待补", "____", "{请选择}", "否认肝炎史", "未见异常"]),
    st.sampled_from(["{}", " {} ", "\n{}\n", "{}。", "　{}；"]),
)
def test_white_space_and_punctuation_change_nothing(word: str, frame: str) -> None:
    assert content_of(frame.format(word) if "{" not in word else frame.replace("{}", word)) is content_of(word)
