"""Texts for property tests: any Unicode at all, and jumbles of what records are made of."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "入院记录", "入 院 记 录", "首次病程记录", "2026-03-02 10:00", "2026年3月2日10时", "\n", "\n\n", "\r\n", "　　", " ", "\t", "主诉：", "现病史：", "【诊疗计划】",
    "【", "】", "一、", "1.", "（一）", "病例特点", "诊断依据及鉴别诊断", "张某主治医师查房记录", "查房", "医师签名：", "张某", "／", "：", ":", "|", "。", "；", "患者无发热",
    "姓名：张某　性别：男", "第1页", "——", "**", "#", "出院医嘱：", "\ud800", "\x00", "\u2028", "😀", "ｎａ", "手术者：", "麻醉", "处理：", "(", ")", "（", "）", "24:00",
)  # fmt: skip


def any_text() -> st.SearchStrategy[str]:
    """Any text, lone surrogates and control characters included."""
    return st.text(st.characters(), max_size=400)


def record_like() -> st.SearchStrategy[str]:
    """Titles, headings, dates, names and delimiters in any order."""
    return st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
