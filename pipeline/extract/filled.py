"""The one authority on "filled or placeholder": is what stands under a heading real, a placeholder, or nothing?

Source: rules.md §3.4. 无, 略, 同上, 见上, NA, -, {}, ____, 待补, 请选择 stand for nothing; 否认…, 无特殊, 未见异常 and (-) are findings in
history and examination, and there a bare 无 is an answer as well (既往史：无 is poor, but it is not the missing section that
现病史：无 is), so histories that may honestly be empty are judged by :data:`MAY_BE_NONE`.
"""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.extract.layout import fold


class Content(StrEnum):
    """What stands under a heading."""

    FILLED = "filled"
    PLACEHOLDER = "placeholder"
    EMPTY = "empty"


MAY_BE_NONE = frozenset(
    (
        "past_history", "personal_history", "marital_history", "menstrual_history", "family_history", "specialist_exam",
        "revised_diagnosis", "other", "auxiliary_exam",
    )
)  # fmt: skip
"""Labels under which a bare 无 is an answer."""

_LONGEST = 24  # a placeholder is never longer (folded, without punctuation)
_EDGES = " .。,，;；:：、!！?？·…'\"“”‘’"
_WORDS = frozenset(
    map(
        fold,
        [
            "略",
            "从略",
            "(略)",
            "省略",
            "暂略",
            "略去",
            "同上",
            "同前",
            "同右",
            "同左",
            "见上",
            "见前",
            "详见上",
            "详见前",
            "如上",
            "如前",
            "如上述",
            "同上述",
            "见上述",
            "同首程",
            "同首次病程",
            "同首次病程记录",
            "见首程",
            "见首次病程",
            "见首次病程记录",
            "同入院记录",
            "见入院记录",
            "详见入院记录",
            "详见首次病程",
            "详见首次病程记录",
            "见病历",
            "详见病历",
            "见病程",
            "详见病程",
            "见病程记录",
            "详见病程记录",
            "见附页",
            "见附件",
            "见附表",
            "见表格病历",
            "见表格",
            "详见附页",
            "参见上文",
            "见上文",
            "见下文",
            "见下",
            "见后",
            "同主诉",
            "同现病史",
            "见现病史",
            "详见现病史",
            "参照上次",
            "同上次",
            "同前次",
            "见前次病历",
            "见上次病历",
            "待补",
            "待补充",
            "待补记",
            "待完善",
            "待填",
            "待填写",
            "待录入",
            "待写",
            "待定",
            "未填",
            "未填写",
            "未录入",
            "未写",
            "暂缺",
            "缺",
            "缺如",
            "空",
            "空白",
            "暂无",
            "暂空",
            "暂未填写",
            "请补充",
            "请填写",
            "请选择",
            "请输入",
            "点击输入",
            "点击选择",
            "点击此处输入文字",
            "单击此处输入文字",
            "请在此输入",
            "在此输入",
            "单击输入",
            "未选择",
            "na",
            "n/a",
            "nan",
            "null",
            "none",
            "nil",
            "undefined",
            "tbd",
            "todo",
            "xx",
            "xxx",
            "xxxx",
            "××",
            "×××",
            "××××",
            "***",
            "模板",
            "文本",
            "内容",
            "正文",
            "示例",
            "test",
            "测试",
        ],
    )
) | frozenset(("n.a", "n.a."))
_NONE = frozenset(
    map(
        fold,
        [
            "无",
            "没有",
            "无内容",
            "无此项",
            "(无)",
            "无。",
            "无;",
            "否",
            "不详",
            "未知",
            "不适用",
            "不需要",
            "无需",
            "不需",
            "未做",
            "未行",
            "未查",
        ],
    )
)
_SILENT = frozenset(map(fold, ["无", "没有", "无内容", "无此项", "(无)", "不适用"]))
_BLANKS = re.compile(
    r"[-—–_﹍＿ˍ~～=＝.。…·/／\\|｜*＊×xX□○〇◇#＃+\s　,，;；:：、?？!！'\"“”（）()\[\]【】{}｛｝<>《》ⅹ]*"
)
_RESIDUE = re.compile(
    r"\{[^{}]{0,60}\}|｛[^｛｝]{0,60}｝|\[[^\[\]]{0,12}(?:请|选择|输入|填写)[^\[\]]{0,30}\]|【[^【】]{0,12}(?:请|选择|输入|填写)[^【】]{0,30}】"
    r"|<[^<>]{0,12}(?:请|选择|输入|填写)[^<>]{0,30}>|_{2,}|＿{2,}|…{3,}|\.{6,}|请选择[^，。；]{0,20}|请(?:输入|填写|补充)[^，。；]{0,12}|(?:点击|单击)(?:此处)?(?:输入|选择)[^，。；]{0,8}"
)
_NUMBERS = re.compile(r"(?:^|(?<=[\s;；。，,]))[（(]?\d{1,2}[)）]?[.、．)]\s*")
_VALUE = re.compile(r"[（(][-+－＋±—][)）]")


def content_of(text: str, label: str = "") -> Content:
    """Judge ``text``, the content under a heading (without the heading), of the section ``label``.

    Numbering, punctuation and width do not matter: ``1. 略；2. 同上`` is a placeholder. Any real word makes it filled.
    """
    bare = text.strip()
    if not bare:
        return Content.EMPTY
    if len(bare) > 400:  # no template leaves so much
        return Content.FILLED
    if _VALUE.search(bare):
        return Content.FILLED
    rest = _RESIDUE.sub(" ", bare)
    if _BLANKS.fullmatch(rest):
        return Content.PLACEHOLDER
    parts = [part for part in re.split(r"[\n\r;；。，,]+", _NUMBERS.sub("\n", rest)) if part.strip(_EDGES)]
    if not parts:
        return Content.PLACEHOLDER
    return Content.PLACEHOLDER if all(_stands_for_nothing(part, label) for part in parts) else Content.FILLED


def is_filled(text: str, label: str = "") -> bool:
    """True if ``text`` under a heading of section ``label`` is real content."""
    return content_of(text, label) is Content.FILLED


def residues(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans in ``text[start:end]`` that a template left behind: {…}, [请选择…], ____. Check boxes and masking stars are none."""
    stop = len(text) if end is None else end
    return [m.span() for m in _RESIDUE.finditer(text, start, stop)]


def _stands_for_nothing(part: str, label: str) -> bool:
    word = fold(part).strip(_EDGES).lower()
    word = word[1:-1] if word[:1] == "(" and word[-1:] == ")" and "(" not in word[1:] else word
    if len(word) > _LONGEST:
        return False
    if _BLANKS.fullmatch(word) or word in _WORDS:
        return True
    if word in (_SILENT if label in ("risks",) else _NONE):
        return label not in MAY_BE_NONE or (word in ("不适用", "无内容", "无此项"))
    return False
