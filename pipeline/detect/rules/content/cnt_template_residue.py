"""模板残留、未填占位符 (CNT-TEMPLATE-RESIDUE)

检查什么：病历里原样留下的模板痕迹：花括号选项（{2/4/6}）、“请选择”“请输入”“请描述……”等提示语、空的【】、该填数值处的下划线或XX、
“ * 年 * 月 * 日”、null、“不适用请删除”等。不能断定的（括号空着、有/无未选）只提示人工复核。

依据：病历书写基本规范第三条（客观、真实、准确、完整）；各地评分表“模板残留”条。

例外：见 exceptions。

整改：补填内容或删除残留文字；反复出现的，修改模板。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.notes import author, whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

# printed forms keep blanks and instructions that nobody has to fill in
_FORMS = frozenset(
    (
        "consent_form",
        "surgical_safety_checklist",
        "critical_notice",
        "nursing_record",
        "order_sheet",
        "lab_report",
        "front_page",
        "other",
        "anesthesia_record",
    )
)
_UNIT = r"(?:℃|°C|次|mmHg|kPa|cm|mm|ml|mL|ML|kg|Kg|mg|μg|g/|mmol|umol|μmol|U/|岁|年|月|日|天|周|小时|分钟|%|％|级|度)"


@dataclass(frozen=True, slots=True)
class _Residue:
    gate: tuple[str, ...]  # one of these must be in the text, else the pattern is not tried
    pattern: re.Pattern[str]
    what: str
    notes_only: bool = False
    review: bool = False


_RESIDUES = (
    _Residue(
        ("{", "｛"),
        re.compile(r"[{｛](?=[^{}｛｝\n]{0,60}[}｝])(?:[\s_　]*|[^{}｛｝\n]*(?:[一-鿿]|/|／|\||、)[^{}｛｝\n]*)[}｝]"),
        "花括号占位符未填",
    ),
    _Residue(("请选择",), re.compile(r"(?<![“\"「])请选择(?!性|[^\n]{0,20}[□☐☑√✓■○◯])"), "“请选择”提示语未删"),
    _Residue(
        ("请输入", "请填写", "请录入", "请描述", "描述患病情况", "此处"),
        re.compile(
            r"(?<![申“\"「])请(?:输入|录入)(?![^，。；\n]{0,6}(?:血|液|红细胞|血浆|血小板))|(?<![“\"「])请填写(?=[）)\]】}。，；\s]|$|具体|内容|原因|日期|时间|结果)(?![^\n]{0,20}[□☐☑])"
            r"|请描述[^，。；;\s]{0,12}|描述患病情况|(?:点击|单击)?(?:此处|这里)(?:输入|填写|录入|编辑)(?:文字|内容)?"
        ),
        "填写提示语未删",
    ),
    _Residue(
        ("【",),
        re.compile(
            r"【[\s　]*】|【(?:药名|药品名称?|用法(?:用量)?|用量|剂量|频次|疗程|数值|天数|周数|选项|内容|描述|具体[^】\n]{0,8})】(?=[【，。；、,;]|[ 　]*(?:\r?\n|$))"
        ),
        "方括号内未填",
    ),
    _Residue(
        ("删除", "模板", "模版"),
        re.compile(
            r"(?:不适用|不需要|无关|多余)[^，。；\n]{0,8}请?(?:自行)?删除|(?:如无|若无)[^，。；\n]{0,6}请删除|[（(【\[<](?:本|此|病历|以上为)?模[板版][^）)】\]>\n]{0,20}[）)】\]>]|本模[板版]仅供"
        ),
        "模板说明文字未删",
    ),
    _Residue(
        ("null", "NULL", "undefined", "NaN", "${", "#{", "<%", "@@"),
        re.compile(
            r"(?<=[：:（(])\s*(?:null|NULL|undefined|NaN)(?![A-Za-z])|[$#]\{[^}\n]{0,40}\}|<%[^%\n]{0,60}%>|@@\w+@@"
        ),
        "系统变量未替换",
    ),
    _Residue(
        ("__", "＿＿"),
        re.compile(
            rf"(?<![\d_＿])[_＿]{{2,}}(?=\s*(?:[，。；、,;）)]|{_UNIT}|科|医院|门诊|侧|型|期|床|分(?!钟)|$|\n))"
        ),
        "下划线处未填写",
        notes_only=True,
    ),
    _Residue(
        ("XX", "xx", "××", "ＸＸ"),
        re.compile(
            r"(?<![A-Za-z0-9０-９×XxＸ*核型])(?<![0-9０-９][，,、])(?:X{2,4}|x{2,4}|×{2,4}|Ｘ{2,4})(?=\s*(?:℃|次|mmHg|kPa|cm|mm|ml|mL|kg|mg|g/|mmol|μmol|U/|岁|天|周|小时|分钟|%|％))|(?<=[约径为])(?:X{1,3}|x{2,3}|×{2,3})\s*[×*xX]\s*(?:X{1,3}|x{2,3}|×{2,3})\s*(?:cm|mm)"
        ),
        "XX处未填写",
        notes_only=True,
    ),
    _Residue(
        ("*", "＊", "_"),
        re.compile(r"(?<![*＊\d])[ 　]*[*＊_][ 　]*年[ 　]*[*＊_][ 　]*月(?:[ 　]*[*＊_][ 　]*日)?"),
        "日期未填写",
        notes_only=True,
    ),
    _Residue(
        ("有/无", "无/有", "是/否", "有／无", "是／否"),
        re.compile(r"[（(\[【](?:有[/／]无|无[/／]有|是[/／]否|否[/／]是)[^）)\]】\n]{0,10}[）)\]】]"),
        "有/无等选项未选",
        notes_only=True,
        review=True,
    ),
    _Residue(
        ("（ ", "( ", "（　"),
        re.compile(r"(?<=[一-鿿])[（(][ 　]{1,6}[）)](?=[，。；、,;\s]|$)"),
        "括号内未填写",
        notes_only=True,
        review=True,
    ),
)
# gates by their first characters: one look for the rare ones spares most of the searches
_EVERYDAY = frozenset("（(有无_*×x")
_RARE = re.compile("[" + re.escape("".join(sorted({g[0] for r in _RESIDUES for g in r.gate} - _EVERYDAY))) + "]")
# a blank to sign or date by hand belongs to the signature rules
_SIGN_LINE = re.compile(
    r"签\s*名|签\s*字|盖\s*章|医\s*师|医\s*生|护\s*士|记录者|术\s*者|手\s*印|与患者关系|身份证|电话|见证"
)
_FILLED_BLANK = re.compile(r"[_＿]{2,}[^_＿，。；：\n]{1,20}$")
_RULED_LINE = re.compile(r"[\s_＿\-—=]*")


def check(case: Case) -> Verdict:
    """Scan every document once per pattern whose gate word it holds."""
    text = whole_text(case)
    firsts = _EVERYDAY.union(_RARE.findall(text))
    present = [r for r in _RESIDUES if any(g[0] in firsts and g in text for g in r.gate)]
    return judged([d for document in case.documents for d in _defects(case, document, present)] if present else [])


def _defects(case: Case, document: ExtractedDocument, residues: list[_Residue]) -> Iterator[Defect]:
    text, form = document.text, document.doc_type in _FORMS
    told: list[tuple[int, int]] = []
    for residue in residues:
        if (form and residue.notes_only) or not any(
            text.find(g, document.start, document.end) >= 0 for g in residue.gate
        ):
            continue
        for m in residue.pattern.finditer(text, document.start, document.end):
            a, b = _phrase(text, m.start(), m.end(), document)
            if _closes_filled_blank(text, m.start()):
                continue
            if any(a < y and x < b for x, y in told) or (
                residue.notes_only and _is_signature(text, m.start(), m.end())
            ):
                continue
            told.append((a, b))
            yield Defect(
                message=f"模板残留：{residue.what}" + ("（请人工确认）" if residue.review else ""),
                doc_id=document.doc_id,
                evidence=(case.cite(document, a, b),),
                person=author(document),
                confidence=0.6 if residue.review else 0.95,
                review=residue.review,
            )


def _closes_filled_blank(text: str, at: int) -> bool:
    """The second ruled line of __张三__."""
    return text[at] in "_＿" and _FILLED_BLANK.search(text, max(0, at - 24), at) is not None


def _is_signature(text: str, a: int, b: int) -> bool:
    start, stop = text.rfind("\n", 0, a) + 1, text.find("\n", b)
    line = text[start : stop if stop >= 0 else len(text)]
    return _RULED_LINE.fullmatch(line) is not None or _SIGN_LINE.search(text, max(start, a - 24), a) is not None


def _phrase(text: str, a: int, b: int, document: ExtractedDocument) -> tuple[int, int]:
    """Widen to the clause, at most 24 characters to either side, so that the reader sees what was to be filled in."""
    low, high = max(document.start, a - 24), min(document.end, b + 24)
    while a > low and text[a - 1] not in "，。；,;！\n\r】 　":
        a -= 1
    while b < high and text[b] not in "，。；,;！\n\r【 　":
        b += 1
    return a, b


def _discharge(orders: str) -> str:
    return (
        "@stay sex=男 age=52岁 admitted=2026-03-02T09:00 discharged=2026-03-08T10:00\n@doc\n出院记录\n"
        "姓名：刘某　性别：男　年龄：52岁\n入院日期：2026-03-02　出院日期：2026-03-08\n"
        f"出院诊断：左输尿管结石\n出院情况：无腰痛，切口愈合好。\n出院医嘱：{orders}\n医师签名：张三　2026-03-08 10:00\n"
    )


RULE = Rule(
    id="CNT-TEMPLATE-RESIDUE",
    name="模板残留、未填占位符",
    category="content",
    clause="BW 3; practice",
    check=check,
    remedy="补填内容或删除残留文字；反复出现的，修改模板。",
    exceptions=(
        "知情同意书等表格的勾选框",
        "脱敏的姓名、电话、证件号",
        "结果确实待回报",
        "空白签名行由签名规则判定",
        "申请输入血液等正常语句",
        "方头括号用作标题",
        "空括号等只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _discharge("术后{2/4/6}周（请选择）门诊拔除双J管。"), "选项未选"),
        Example(Outcome.FAIL, _discharge("1.低盐饮食；2.____周后复查肝功能。"), "数值未填"),
        Example(Outcome.FAIL, _discharge("患者，男，XX岁，多饮水。"), "年龄未填"),
        Example(Outcome.FAIL, _discharge("多饮水。术后病理：请描述病理结果。"), "提示语未删"),
        Example(Outcome.FAIL, _discharge("注意休息，于 * 年 * 月 * 日门诊复查。"), "日期未填"),
        Example(
            Outcome.PASS,
            "@stay sex=男 age=52岁\n@doc\n手术知情同意书\n拟行手术：左输尿管镜碎石术\n替代方案：□保守治疗 ☑体外碎石\n"
            "患方意见：请选择：☑同意 □不同意\n患者签名：刘某\n",
            "印制表格",
            shows="知情同意书等表格的勾选框",
        ),
        Example(
            Outcome.PASS,
            _discharge("如有不适联系病区电话138****2207，联系人刘某某、王××医师。"),
            "脱敏文字",
            shows="脱敏的姓名、电话、证件号",
        ),
        Example(Outcome.PASS, _discharge("结石成分分析待回报，2周后来院取结果。"), "待回报", shows="结果确实待回报"),
        Example(
            Outcome.PASS,
            _discharge("定期复查。\n主治医师：________　年　　月　　日"),
            "签名处空白",
            shows="空白签名行由签名规则判定",
        ),
        Example(
            Outcome.PASS,
            _discharge("贫血已申请输入悬浮红细胞2U纠正，门诊复查血常规。"),
            "字面相撞",
            shows="申请输入血液等正常语句",
        ),
        Example(
            Outcome.PASS, _discharge("【饮食】低嘌呤饮食。【复查】1月后复查超声。"), "标题", shows="方头括号用作标题"
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _discharge("引流管口愈合（  ），一周后换药。"),
            "空括号",
            shows="空括号等只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
