"""Lexicon and shapes of section headings. The words are data: ``configs/lexicons/section_headings.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.extract.layout import DATED, fold
from pipeline.paths import shipped

NOTE_FAMILIES = frozenset(("note", "postop"))
FORMAL, MINOR, FAMILY = "formal", "minor", "family"

OPENING, CLOSING = "【[〔〖［{〈《<＜「『", "】]〕〗］}〉》>＞」』"
ROUND_OPENING, ROUND_CLOSING = "（(", "）)"  # these bracket much else: only known headings count
DELIMITERS = ":：∶|｜"
LINE_DELIMITERS = DELIMITERS + "\t"
LINE_DELIMITER = re.compile("[:：∶|｜\t—→；;_＿]")
FREE_DELIMITERS = ":：∶|｜\t"  # behind words that are no known heading
KEY_END = re.compile("[:：∶|｜)）\\]】_＿]")  # behind an administrative key
BORDERS = "|｜│┃（([【 \t　"  # before one
LATIN_BEFORE = re.compile(r"(?:[A-Za-z]{1,4}\.?){1,3}[ \t　]+(?=[一-鿿]{2,8}[:：])")  # C.C. 主诉：
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz&.,'"  # 主诉Chief Complaint
TOKEN = re.compile(r"\S+")
NUMBER_STARTS = frozenset("（(一二三四五六七八九十0123456789０１２３４５６７８９ⅠⅡⅢⅣⅤⅥ") | frozenset(
    map(chr, (*range(0x2460, 0x2474), *range(0x2474, 0x2488)))
)
BULLETS = "#＃*＊•◆◇■□★☆●○▲△►▶※◎>＞|｜│┃\"'“‘ \t　"
EMPHASIS = "*_#\"'“”‘’★☆※◆◇■□●○▲△◎"

NUMBER = re.compile(
    r"(?:[（(]?(?:[一二三四五六七八九十]{1,3}|[0-9０-９]{1,2}(?:[.．][0-9０-９]{1,2}){0,2})(?:[)）][、.．]?|[、.．](?![0-9０-９])|(?<=[.．][0-9０-９])(?=[ \t　])|(?<=[.．][0-9０-９][0-9０-９])(?=[ \t　])|(?=[ \t　]+[一-鿿]))|[①-⑳⑴-⒇ⅠⅡⅢⅣⅤⅥ][、.．]?)[ \t　]*"
)
"""Numbering before a heading: 一、 1. （一） 1.1 ① (2)."""

BRACKETED = re.compile(r"\([^()]{0,16}\)")


@dataclass(frozen=True, slots=True)
class Word:
    """What a heading means in a family of documents."""

    label: str
    kind: str  # formal | minor | family


def _load() -> tuple[dict[str, str], dict[str, dict[str, Word]]]:
    path = shipped("configs") / "lexicons" / "section_headings.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    formal = {fold(w): Word(label, FORMAL) for label, words in table["formal"].items() for w in words}
    minor = {fold(w): Word(label, MINOR) for label, words in table["minor"].items() for w in words}
    family_of = {doc_type: name for name, types in table["families"].items() for doc_type in types}
    words: dict[str, dict[str, Word]] = {"": dict(formal)}
    for name in table["families"]:
        own = table["family"].get(name, {})
        hidden = {label for label, listed in own.items() if listed == ["-"]}
        known = {w: word for w, word in formal.items() if word.label not in hidden}
        if name in NOTE_FAMILIES:
            known = {**minor, **known}
        for label, listed in own.items():
            for word in listed:
                if word != "-":
                    kind = FORMAL if fold(word) in formal else FAMILY
                    known[fold(word)] = Word(label, kind)
        words[name] = known
    return family_of, words


FAMILY_OF, WORDS = _load()
_EVERY = {word for table in WORDS.values() for word in table}
MAX_WORD = max(map(len, _EVERY))


def _before_delimiter(words: Iterable[str]) -> str:
    """A delimiter behind a character that ends one of ``words``, as a pattern."""
    last = "".join(sorted({re.escape(word[-1]) for word in words}))
    return rf"[{last}][)）]?[ \t\xa0　]{{0,6}}[:：∶|｜]"


MAY_HEAD = re.compile(rf"[【[〔〖［{{〈《<＜「『]|[^，。（(]{{0,40}}?[（(:：∶|｜\t—→；;_＿]|\S{{1,{MAX_WORD}}}\s")
"""What the start of a line looks like that a heading may begin: a cheap gate."""
INLINE = re.compile(_before_delimiter(_EVERY))
"""A delimiter after a character that ends some heading."""

GAP = re.compile(rf"\S{{1,{MAX_WORD}}}\s")
LINE_STOPS = ".。、;；"
OWN_LAST = frozenset(word[-1] for word in _EVERY) | frozenset(f")）为是有下括{LINE_STOPS}{EMPHASIS}{LATIN} \t　")
"""How a heading on a line of its own can end; also with what _lookup takes off: 如下, 包括, a bracket, its English name."""

MERGED = frozenset(
    word for word, meaning in WORDS[""].items() if meaning.label == "diagnostic_basis" and "鉴别" in word
)
CONTAINERS = MERGED | frozenset(
    map(
        fold,
        (
            "拟诊讨论",
            "拟诊分析",
            "讨论",
            "分析",
            "拟诊讨论及分析",
            "病情分析",
            "病例分析",
            "初步诊断及诊断依据",
            "诊断",
        ),
    )
)

NARRATIVE_FAMILIES = frozenset(("", "history", "brief", "first", "note", "postop", "summary", "discharge"))
ONE_OF_A_KIND = frozenset(
    (
        "past_history", "discharge_orders", "treatment_plan", "surgical_team", "present_illness", "physical_exam", "auxiliary_exam", "admission_diagnosis",
        "discharge_diagnosis", "preliminary_diagnosis", "operation_course", "case_features", "consultation_opinion", "rescue_course", "course", "differential_diagnosis", "diagnostic_basis",
    )
)  # fmt: skip
"""Sections that a heading with nothing under it shares with the next heading of the same kind."""
CONTAINED = frozenset(
    ("diagnostic_basis", "differential_diagnosis", "case_analysis", "preliminary_diagnosis", "tcm_pattern")
)
DEPTH = {"": 0, "cjk": 1, "paren": 2, "arabic": 2, "circled": 3}
NEVER_NESTED = frozenset(("diagnostic_basis", "differential_diagnosis", "preliminary_diagnosis"))
PAST_PARTS = frozenset(
    map(fold, ("手术史", "外伤史", "输血史", "预防接种史", "疾病史", "传染病史", "手术外伤史", "外伤手术史", "手术外伤输血史", "外伤手术输血史", "既往用药史", "系统回顾"))
)  # fmt: skip
"""Parts of the past history, which stay in it."""

CHAIR = frozenset(("主持人", "主持", "主持者"))
NOT_BEFORE_HEADING = (
    "无",
    "否认",
    "见",
    "详见",
    "参见",
    "同",
    "按",
    "根据",
    "结合",
    "追问",
    "完善",
    "补充",
    "复查",
    "请",
    "待",
    "外院",
    "当地",
    "门诊",
    "未",
)

HISTORY = frozenset(
    ("chief_complaint", "present_illness", "past_history", "personal_history", "marital_history", "menstrual_history", "family_history")
)  # fmt: skip
EXAM = frozenset(("physical_exam", "specialist_exam", "auxiliary_exam", "tcm_four_exams"))
AFTER_ILLNESS = EXAM | {"course"}
ANALYSIS = frozenset(
    ("case_analysis", "diagnostic_basis", "differential_diagnosis", "tcm_pattern", "condition", "risks", "indication", "treatment_plan")
)  # fmt: skip
_SUBHEADINGS: dict[str, frozenset[str]] = {
    "diagnostic_basis": HISTORY | EXAM | {"general"},
    "differential_diagnosis": HISTORY | EXAM | {"general"},
    "case_analysis": HISTORY | EXAM,
    "tcm_pattern": HISTORY | EXAM,
    "preliminary_diagnosis": HISTORY | EXAM,
    "case_features": HISTORY | EXAM | {"condition", "general"},
    "condition": HISTORY | EXAM,
    "course": HISTORY | EXAM | {"operation_course"},
    "physical_exam": frozenset(("general", "physical_exam")),
    "specialist_exam": frozenset(("physical_exam", "general")),
    "present_illness": frozenset(("general",)),
    "treatment_plan": EXAM,
    "consultation_opinion": EXAM
    | ANALYSIS
    | {"consultation_opinion", "admission_diagnosis", "preop_diagnosis", "present_illness", "past_history"},
    "discussion": frozenset(
        ("case_analysis", "condition", "treatment_plan", "diagnostic_basis", "differential_diagnosis")
    )
    | EXAM,
    "discharge_orders": EXAM,
    "discharge_condition": HISTORY | EXAM,
    "rescue_course": EXAM,
}
"""Sub-headings that stay in the section they stand in, even at the start of a line, unless they are bracketed."""

_INLINE_SUBHEADINGS: dict[str, frozenset[str]] = {
    "condition": frozenset(("general", "condition", "discharge_condition")),
    "course": frozenset(("operation_name", "anesthesia_method", "consultation_opinion", "condition")),
    "physical_exam": frozenset(("condition",)),
    "specialist_exam": frozenset(("specialist_exam", "condition")),
    "auxiliary_exam": frozenset(("conclusion", "other", "condition", "auxiliary_exam")),
    "present_illness": frozenset(
        (
            "condition",
            "auxiliary_exam",
            "course",
            "treatment_plan",
            "operation_name",
            "admission_diagnosis",
            "discharge_diagnosis",
            "physical_exam",
            "postop_diagnosis",
            "preop_diagnosis",
        )
    ),
    "treatment_plan": frozenset(
        (
            "treatment_plan",
            "other",
            "discharge_orders",
            "tcm_pattern",
            "operation_name",
            "anesthesia_method",
            "indication",
            "risks",
        )
    ),
    "consultation_opinion": frozenset(("other", "conclusion", "consultation_opinion")),
    "discussion": ANALYSIS
    | {"discussion", "admission_diagnosis", "preop_diagnosis", "operation_name", "anesthesia_method", "other"},
    "conclusion": ANALYSIS | {"other", "operation_name", "anesthesia_method"},
    "case_analysis": frozenset(("case_analysis", "condition")),
    "discharge_orders": frozenset(("other", "treatment_plan", "general")),
    "discharge_condition": frozenset(("condition", "general")),
    "risks": frozenset(("risks", "anesthesia_method")),
    "indication": frozenset(("risks",)),
    "rescue_course": frozenset(("condition", "other")),
    "operation_course": frozenset(("other", "conclusion", "anesthesia_method", "postop_diagnosis", "operation_name")),
    "surgical_team": frozenset(("anesthesia_method", "surgical_team", "other")),
    "anesthesia_method": frozenset(("surgical_team", "other", "anesthesia_method")),
    "operation_name": frozenset(("surgical_team", "operation_name")),
    "past_history": frozenset(("admission_diagnosis", "operation_name", "present_illness")),
}
ABSORBS = _SUBHEADINGS
ABSORBS_INLINE = {
    label: _SUBHEADINGS.get(label, frozenset()) | _INLINE_SUBHEADINGS.get(label, frozenset())
    for label in _SUBHEADINGS.keys() | _INLINE_SUBHEADINGS.keys()
}
"""The same in mid-line, where more stays inside."""

KEYED_SENTENCE = re.compile(r"。[ \t　]*(?=[一-鿿（）()/]{2,14}[:：])")
"""The end of a sentence before one that begins with a key and its colon."""

TEAM_LINE = re.compile(
    r"[\s|｜]*(?:麻醉(?:医[师生]|[师者])?|第?[一二三1-3]?助手?|[一二三]助|(?:巡回|器械|洗手|手术|台下)护士|灌注师|体外循环医?师|指导医?[师者]|手术医[师生]|术者|手术者)[ \t　]*[:：|｜/]"
)
"""A further line of the list of those who operated; by its look it might be a sign-off."""

SPLIT_DIAGNOSES = frozenset(
    map(fold, ("中医诊断", "西医诊断", "其他诊断", "主要诊断", "出院其他诊断", "中医", "西医", "主病", "主证", "兼证"))
)
"""Parts of one diagnosis section, when they follow directly on a heading of the same label."""

NOTE_INLINE = frozenset(map(fold, ("诊断依据", "鉴别诊断", "诊断及鉴别诊断", "诊断依据及鉴别诊断", "病例特点")))
"""The only headings that a note may have in mid-line."""
INSIDE = re.compile(f"【|{INLINE.pattern}")
INSIDE_NOTE = re.compile(f"【|{_before_delimiter(NOTE_INLINE)}")
"""What a line with a heading in its middle holds: a cheap gate."""

STRUCTURED = frozenset(
    (
        "consent",
        "operation",
        "preop",
        "checklist",
        "front",
        "report",
        "consult",
        "rescue",
        "discharge",
        "brief",
        "notice",
        "visit",
    )
)
"""Families of forms: their short keyed words may also follow a gap in mid-line."""

FREE_HEADINGS = frozenset(("consent", "front", "checklist"))
SHORT_ENDINGS = FREE_HEADINGS | {"report"}
"""Forms in which any short keyed line start is a heading, known or not."""

# --- administrative lines -------------------------------------------------------------------------------------------------
GENERAL_FREE = frozenset(("first", "note", "postop"))
ADMIN_KEYS = frozenset(
    map(
        fold,
        [
            "姓名",
            "患者姓名",
            "性别",
            "年龄",
            "民族",
            "婚姻",
            "婚否",
            "婚姻状况",
            "职业",
            "籍贯",
            "出生地",
            "出生日期",
            "出生年月",
            "国籍",
            "住址",
            "现住址",
            "家庭住址",
            "家庭地址",
            "地址",
            "户口地址",
            "工作单位",
            "单位",
            "电话",
            "联系电话",
            "联系人",
            "联系人电话",
            "联系方式",
            "与患者关系",
            "邮编",
            "病史陈述者",
            "病史叙述者",
            "病史提供者",
            "病史提供",
            "供史者",
            "供史人",
            "陈述者",
            "叙述者",
            "病史来源",
            "可靠程度",
            "可靠性",
            "是否可靠",
            "病史可靠性",
            "身份证号",
            "身份证",
            "证件号",
            "医保号",
            "医保类型",
            "费别",
            "付费方式",
            "文化程度",
            "信仰",
            "宗教信仰",
            "入院时间",
            "入院日期",
            "出院时间",
            "出院日期",
            "记录时间",
            "记录日期",
            "采集时间",
            "采集日期",
            "病史采集时间",
            "病史采集日期",
            "病史记录时间",
            "书写时间",
            "住院天数",
            "住院日数",
            "实际住院",
            "实际住院天数",
            "共住院",
            "天数",
            "住院时间",
            "入院方式",
            "入院途径",
            "住院次数",
            "住院号",
            "病案号",
            "病历号",
            "门诊号",
            "ID号",
            "登记号",
            "床号",
            "床位",
            "病床号",
            "科室",
            "科别",
            "病区",
            "病室",
            "病房",
            "所在科室",
            "住院科室",
            "入院科室",
            "出院科室",
            "入院科别",
            "出院科别",
            "发病节气",
            "节气",
            "体重",
            "身高",
            "血型",
            "过敏史",
            "患者",
            "病人",
            "产妇",
            "孕妇",
            "患儿",
            "受检者",
            "受检人",
            "被检者",
            "患者信息",
            "申请科室",
            "邀请科室",
            "会诊科室",
            "受邀科室",
            "被邀科室",
            "申请时间",
            "申请日期",
            "会诊时间",
            "会诊类别",
            "会诊性质",
            "申请",
            "受邀",
            "被邀",
            "邀请",
            "性质",
            "申请医师",
            "请会诊科室",
            "拟请科室",
            "会诊类型",
            "会诊级别",
            "检查日期",
            "检查时间",
            "检查号",
            "检查部位",
            "检查项目",
            "检查单号",
            "检查方法",
            "镜检号",
            "病理号",
            "标本号",
            "样本号",
            "标本",
            "样品",
            "样本",
            "标本类型",
            "送检",
            "送检单位",
            "送检日期",
            "送检时间",
            "送检科室",
            "送检医师",
            "送检材料",
            "标本收到",
            "收到日期",
            "接收时间",
            "采样时间",
            "采集",
            "报告时间",
            "报告日期",
            "影像号",
            "CT号",
            "X线号",
            "手术日期",
            "手术时间",
            "手术开始",
            "手术结束",
            "手术开始时间",
            "手术结束时间",
            "开始时间",
            "结束时间",
            "开始",
            "结束",
            "抢救开始",
            "抢救结束",
            "抢救时间",
            "抢救日期",
            "死亡时间",
            "死亡日期",
            "讨论时间",
            "讨论日期",
            "讨论地点",
            "时间",
            "日期",
            "地点",
            "主持",
            "主持人",
            "记录",
            "记录人",
            "入院",
            "出院",
            "评估时间",
            "访视时间",
            "访视日期",
            "手术级别",
            "手术间",
            "台次",
            "ASA分级",
            "ASA",
            "监护人",
            "家长姓名",
            "母亲姓名",
            "父亲姓名",
            "转入时间",
            "转出时间",
            "转入科室",
            "转出科室",
            "交班时间",
            "接班时间",
            "操作时间",
            "操作日期",
            "尸检",
            "组织机构代码",
            "医疗付费方式",
            "健康卡号",
            "病历陈述者",
            "亲属",
            "主治医师",
            "经治医师",
            "住院医师",
            "主管医师",
            "床位医师",
            "送检医生",
            "申请医生",
            "诊断证明",
            "联系人姓名",
            "关系",
            "与病人关系",
            "入院诊断科室",
            "就诊卡号",
            "新生儿出生体重",
        ],
    )
)
IDENTITY = re.compile(
    r"(?:患者|病人|产妇|孕妇|患儿)?[ \t　]*[一-鿿·某*×]{2,8}[ \t　，,、/／|｜]+(?:(?:男|女)性?[ \t　，,、/／|｜]+)?(?:[0-9０-９]{1,3}(?:岁|个月|月|天|日龄)|男|女)"
)
KEY_STEMS = ("抢救", "手术", "麻醉", "讨论", "会诊", "访视", "记录", "书写", "补记", "入", "出", "转", "申请", "报告", "检查", "采", "送", "接", "操作", "谈话", "交", "死亡", "开始", "结束", "评估", "查房", "病史", "签")  # fmt: skip
"""What stands before 时间 and 日期 in administrative keys; 宫口开全时间 is none."""
DECLARED = "declared"  # the word of a boundary before a printed declaration
REQUEST = "request"  # stands for the heading of administrative lines that have none
CHUNKS = re.compile(r"[，,；;\s]+")
IDENTITY_KEYS = re.compile(r"住院号|病案号|床|入院|出院|开始|结束|手术日期|死亡|住院")
NARRATIVE = re.compile(r"因|拟[^诊]|主诉|诉|系|由.{0,8}(?:收入|入院)|予|给予|为求|为进一步|患者今|术后第|行.{1,30}术")
DECLARATION = re.compile(
    r"(?:医院将|我院将|我院医护|院方将|一式|此通知|本通知书|您好|我|本人|医师已|医生已|尊敬的|患者家属[:：]|家属同志|以上|上述|特此|经.{0,6}医[师生])"
)
DATE = DATED
