"""Patterns of calendar expressions in Chinese records. No logic here: what they mean is in forms.py, where they count in find.py.

Every pattern starts by consuming a digit (or is only applied at a known place), so that the engine can skip from candidate
to candidate; look-arounds have fixed width and repetitions are bounded, so the cost is linear.
"""

from __future__ import annotations

import re

D = "[0-9０-９]"
N = "[0-9０-９〇○零一二三四五六七八九十廿卅元]"
SPACE = "[ \\t\u3000\xa0]"
# Between the parts of one expression: a few spaces and at most one line break with its indentation.
GAP = rf"{SPACE}{{0,3}}(?:\r?\n{SPACE}{{0,4}})?"
_SEPARATOR = "[-/.／．－‐‑–—−]"
_RANGE = "[-~～〜—–－―‐至到]"
DAY_WORDS = "日号"

# The last group that took part (Match.lastindex) tells the form, see the constants below.
NUMERIC = re.compile(
    rf"({D}(?<!{D}{D}){D}{{0,3}}+)(?=[-/.／．－‐‑–—−年月\s01０１])"
    rf"(?:(?<=20[0-9][0-9]|19[0-9][0-9])([-/.])[0-9]{{1,2}}\2[0-9]{{1,2}}[ \u3000]([0-9]{{1,2}}:[0-9]{{2}})(?![0-9:：]|{SPACE}?[AaPp])"
    rf"|(?<=20[0-9][0-9]|19[0-9][0-9])年[0-9]{{1,2}}月[0-9]{{1,2}}日[ \u3000]?([0-9]{{1,2}}(?::[0-9]{{2}}(?![0-9:：]|{SPACE}?[AaPp])|时[0-9]{{1,2}}分(?![0-9钟之/\s])))"
    rf"|{SPACE}{{0,2}}({_SEPARATOR}){GAP}({D}{{1,2}}){SPACE}{{0,2}}\5{GAP}({D}{{1,4}})(?!{D})"
    rf"|{GAP}年{GAP}({D}{{1,2}}){GAP}月{GAP}({D}{{1,2}})(?:{GAP}[{DAY_WORDS}]|(?={SPACE}{{1,3}}{D}{{1,2}}[:：]{D}{{2}}))"
    rf"|{GAP}月{GAP}({D}{{1,2}})(?:{GAP}[{DAY_WORDS}]|(?={SPACE}?{_RANGE}{{1,2}}{SPACE}?{D}{{1,2}}{SPACE}?[{DAY_WORDS}]))"
    rf"|[-/／－]({D}{{1,2}})(?![0-9０-９.．/／%％‰A-Za-z\-－年月])"
    rf"|(?:(?<=[0０][1-9１-９])[.．](?=[0-3０-３]{D}(?![0-9０-９.．%％/／×A-Za-z-]))|[.．](?={D}{{1,2}}{SPACE}{{1,3}}{D}{{1,2}}[:：]{D}{{2}}))({D}{{1,2}})"
    rf"|((?:[0０][1-9１-９]|[1１][0-2０-２])(?:[0０][1-9１-９]|[12１２]{D}|[3３][01０１])(?:(?:[01０１]{D}|[2２][0-4０-４])[0-5０-５]{D}(?:[0-5０-５]{D})?)?)(?!{D}))"
)
TIMED, WORDS_TIMED, THREE, FULL_WORDS, MONTH_DAY, TWO, DOTTED, COMPACT = 3, 4, 7, 9, 10, 11, 12, 13

# Dates with Chinese numerals; searched only around a 月 that has such a numeral beside it.
CHINESE = re.compile(
    rf"(?:(?<!{N})({N}{{4}}|{N}{{2}}){GAP}年{GAP})?(?<!{N})({N}{{1,3}}){GAP}月{GAP}(?:({N}{{1,3}}){GAP}[{DAY_WORDS}])"
)
CHINESE_NUMERALS = frozenset("〇○零一二三四五六七八九十廿卅元")

_PERIODS = "上午|下午|午后|午前|中午|正午|凌晨|清晨|早晨|早上|晨起|晨间|今晨|傍晚|晚上|晚间|夜间|夜里|深夜|午夜|半夜|夜晚|夜|晚|早|晨|[AaPp][Mm]"
_WEEKDAY = "(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?)"
_MINUTES = rf"(?:{GAP}(?:{N}{{1,3}}{GAP}分钟?(?!之|/)(?:{GAP}{N}{{1,3}}{GAP}秒)?|半|整|[一三]刻|{D}{{2}}(?![0-9０-９.．:：/／岁次个级粒片支例分]))|(?!间|期|段|常|限|辰|程|候|相|建议|意见|要求|原因|注意|说明))"
# The time of day behind a date. Zone suffixes only after T, as in ISO 8601.
CLOCK = re.compile(
    rf"(?:T{D}{{2}}[:：]{D}{{2}}(?:[:：]{D}{{2}}(?:\.{D}{{1,6}})?)?(?:Z|[+-]{D}{{2}}:?{D}{{2}})?"
    rf"|{SPACE}{{0,6}}(?:{_WEEKDAY}{SPACE}{{0,4}})?(?:约|大约)?(?:{_PERIODS})?{SPACE}{{0,3}}"
    rf"(?:{D}{{1,2}}{SPACE}?[:：∶﹕]{SPACE}?{D}{{2}}(?:[:：∶﹕]{D}{{2}}(?:\.{D}{{1,6}})?)?(?!{D})(?:{SPACE}?[AaPp][Mm](?![A-Za-z]))?"
    rf"|{N}{{1,3}}{GAP}[时点]{_MINUTES}))"
)
LINE_BREAK = re.compile(rf"{SPACE}{{0,3}}\r?\n{SPACE}{{0,4}}(?={D}{{1,2}}[:：时点])")
# The time of day as a field of its own behind the date: 日期：2026-03-02　时间：10:15
SPLIT_CLOCK = re.compile(
    rf"{SPACE}{{0,8}}[，,；;]?{SPACE}{{0,8}}(?:记录|查房|补记)?(?:时间|时刻)[:：|｜]?{SPACE}{{0,3}}({D}{{1,2}}(?:[:：]{D}{{2}}(?:[:：]{D}{{2}})?|时(?:{D}{{1,2}}分)?))(?!{D}|{SPACE}?{_RANGE})"
)
LONE_CLOCK = re.compile(rf"{D}{{1,2}}(?:[:：]{D}{{2}}(?:[:：]{D}{{2}})?|[时点](?:{D}{{1,2}}分?)?){SPACE}*(?:\r?\n|$)")
# The second end of a range, when it is only a day (3月2日-5日) or a month and day with dots (2026.3.2-3.5).
RANGE_DAY = re.compile(
    rf"{SPACE}{{0,2}}{_RANGE}{{1,2}}{SPACE}{{0,2}}({N}{{1,3}}{SPACE}{{0,2}}[{DAY_WORDS}])(?![后内间龄前余均量龄来之])"
)
RANGE_DOTTED = re.compile(
    rf"{SPACE}{{0,2}}{_RANGE}{{1,2}}{SPACE}{{0,2}}({D}{{1,2}}[.．]{D}{{1,2}})(?![0-9０-９.．%％])"
)
ODD_BREAKS = "\v\f\x85\u2028\u2029"
LONE_RETURN = re.compile("\r(?!\n)")
ODD_BREAK = re.compile("\r(?!\n)|[\v\f\x85\u2028\u2029]")
RANGE_STARTS = frozenset("-~～〜—–－―‐至到 \t\u3000\xa0")
BLANKS = frozenset(" \t\u3000\xa0\r\n")
RANGE_ONLY = re.compile(rf"{SPACE}{{0,2}}{_RANGE}{{1,2}}{SPACE}{{0,2}}")
RANGE_NEXT = re.compile(r"-(?:(?:19|20)\d{2}[-.]|\d{1,2}[-.]\d{1,2}(?!\d))")
RANGE_BEFORE = re.compile(rf"{_RANGE}{SPACE}{{0,2}}$")

# --- words around a date that decide whether a bare 03-09 or 3/2 is a date -------------------------------------------------
# What may not stand before or behind two bare numbers if they are to be a date.
NOT_BEFORE = frozenset("0123456789０１２３４５６７８９.．-－/／#_*×xX<>≤≥=＝±＋+＜＞%％第№号约近占")
NOT_BEHIND = frozenset(
    "天日周月年岁次个级度分秒床号楼层版章节片粒支瓶袋例人倍成份组型期区时小℃°Ⅰ①+＋*×xX=＝~～<>＜＞:：_#＃μ处张条根孔步米"
)
# Words that, behind a date, say that something was done or found then.
DONE = (
    "复查",
    "查",
    "行",
    "我院",
    "本院",
    "外院",
    "门诊",
    "急诊",
    "血",
    "尿",
    "大便",
    "粪",
    "痰",
    "化验",
    "检查",
    "检验",
    "胸",
    "头颅",
    "腹部",
    "心电",
    "心脏",
    "彩超",
    "超声",
    "超",
    "B超",
    "CT",
    "MR",
    "磁共振",
    "X线",
    "拍片",
    "病理",
    "手术",
    "术",
    "全麻",
    "局麻",
    "予",
    "给予",
    "起",
    "停",
    "改",
    "加",
    "因",
    "出现",
    "患者",
    "上午",
    "下午",
    "晚",
    "夜",
    "凌晨",
    "晨",
    "中午",
    "入院",
    "出院",
    "转入",
    "转出",
    "会诊",
    "送检",
    "采",
    "回报",
    "报告",
    "回示",
    "示",
    "：",
    ":",
    "）",
    ")",
)
DONE_SOMEWHERE = re.compile(
    r"[在到赴去][^，。；,;\n]{0,8}(?:院|家|门诊|当地|诊所|单位)|来[我本]?院|就诊|开始|再次|无明显诱因|受凉|进食|拍片|做|作"
)
DATE_BEFORE = (
    "于",
    "至",
    "到",
    "从",
    "自",
    "（",
    "(",
    "在",
    "定于",
    "拟于",
    "。",
    "；",
    ";",
    "，",
    ",",
    "\n",
    "：",
    ":",
    "、",
)
NOT_CALENDAR_BEFORE = ("农历", "阴历", "旧历", "古历")
AGE_BEFORE = re.compile(r"(?:年龄|月龄|孕期?|孕周|停经|龄|岁|病程|历时|为期|约|已|近|生后|出生)[:：\s]?$")
IDENTIFIER_BEFORE = re.compile(
    r"(?:号|编码|编号|条码|代码|电话|手机|身份证|批号|批次|型号|版本|ID|NO|No|no|№|id|卡)[:：#.\s|｜]{0,3}[A-Za-z]{0,3}$"
)
COMPACT_BEFORE = re.compile(r"(?:^|[（(\s，。；、于自从至到]|日期|时间)[:：|｜\s]{0,3}$")
RELATIVE_YEAR = {"去年": -1, "上年": -1, "前年": -2, "今年": 0, "本年": 0, "当年": 0, "明年": 1, "次年": 1, "同年": 0}
FUTURE = re.compile(r"(?:拟|定于|预约|计划|复查|复诊|返院|随诊|随访|下次|预产期|拆线|至|到)[^。；;\n]{0,8}$")
YEAR_IN_SENTENCE = re.compile(
    r"((?:19|20)\d{2})(?:年(?:\s?(\d{1,2})月(?:\s?(\d{1,2})[日号])?)?|[-/.](\d{1,2})[-/.](\d{1,2}))"
)
SENTENCE_END = re.compile("[。；;！!\n]")
SENTENCE_ENDS = "。；;！!\n"

# --- words around a date that decide its kind ----------------------------------------------------------------------------
DELIMITERS = " \t\u3000\xa0:：|｜】］])）=，,；;*＊[［〔_"
WRITTEN_WORDS = (
    "记录",
    "采史",
    "病史采集",
    "采集病史",
    "补记",
    "书写",
    "录入",
    "补录",
    "病程",
    "会诊",
    "讨论",
    "报告",
    "访视",
    "评估",
    "查房",
    "核查",
    "小结",
    "总结",
    "填写",
    "填报",
    "谈话",
    "告知",
    "沟通",
    "通知",
    "交班",
    "接班",
    "交接班",
    "出具",
    "签发",
    "记录完成",
    "书写完成",
    "文书",
    "建立",
    "创建",
)
WRITTEN_LABELS = tuple(w + noun for w in WRITTEN_WORDS for noun in ("时间", "日期", "时刻"))
# The same without the noun; it must stand alone (not 电话报告：3月3日 …).
WRITTEN_BARE = re.compile(
    r"(?:^|[\s；;，,。|｜）)】0-9（(\[【])(?:记\s*录|补\s*记|补\s*录|书\s*写|报\s*告|会\s*诊|录\s*入)(?:于|[:：|｜=\s)）】\]])[:：|｜=\s]*$"
)
# A title or a bare label that a time may follow: 手术记录 2026-03-05 10:00, 补记：2026-03-06 09:00.
TITLE_ENDS = (
    "记录", "录", "补记", "书写", "报告", "查房", "小结", "讨论", "病程", "首程", "志", "摘要", "记", "访视", "访视单", "同意书", "通知书", "会诊单",
    "会诊意见", "核查表", "核查单", "记录单", "报告单", "评估单", "评估表", "告知书", "总结", "结论", "病志", "病历", "日志", "证明",
)  # fmt: skip
SIGNED_LABELS = tuple(
    w + noun
    for w in [
        "签名",
        "签字",
        "签署",
        "签章",
        "审核",
        "审签",
        "审阅",
        "复核",
        "质控",
        "签订",
        "签收",
        "修改",
        "审批",
        "阅",
        "阅单",
        "确认",
        "提交",
        "归档",
    ]
    for noun in ("时间", "日期")
)
# Bare labels of other times: 入院：2026-03-02.
EVENT_LABELS = frozenset(
    [
        "入院",
        "出院",
        "手术",
        "开始",
        "结束",
        "检查",
        "申请",
        "采集",
        "送检",
        "采样",
        "死亡",
        "转入",
        "转出",
        "出生",
        "月经",
        "产期",
        "收到",
        "接收",
        "发病",
        "起病",
        "住院",
        "操作",
        "麻醉",
        "离室",
        "入室",
        "返房",
        "打印",
    ]
)
TIME_NOUNS = ("时间", "日期", "时刻")
# The last printed key before the date and its short value, read backwards from the date (so that one anchored match does):
# 主治医师：李某（代）  The key may hold a bracket: 记录者（第一助手）：.
KEYED_BACKWARDS = re.compile(
    rf"([^。；;！？:：∶|｜，,\n0-9０-９]{{0,32}})[:：∶|｜/／]{SPACE}{{0,3}}((?:[)）][^(（\n]{{0,12}}[(（]{SPACE}?)?[\u4e00-\u9fff/／、]{{1,10}}(?:{SPACE}{{1,3}}[\u4e00-\u9fff](?![\u4e00-\u9fff]))?)"
)
# The same where slashes part everything: 受托人/ 晁某（父女） 医师/ 阚某 /
SLASHED_BACKWARDS = re.compile(
    rf"{SPACE}*[/／]{SPACE}*([^。；;！？:：∶|｜，,\n0-9０-９/／]{{0,32}})[:：∶|｜/／]{SPACE}{{0,3}}((?:[)）][^(（\n]{{0,12}}[(（]{SPACE}?)?[\u4e00-\u9fff/／、]{{1,10}}(?:{SPACE}{{1,3}}[\u4e00-\u9fff](?![\u4e00-\u9fff]))?)"
)
OPENERS = " \t\u3000\xa0\r\n[［【（(〔「<《*#＊·—-=_~●■◆★▲"
CLOSERS = " \t\u3000\xa0\r]］】）)〕」>》*#＊"
SIGN_WORD = re.compile("签|医师[:：|｜]|医生[:：|｜]|护士[:：|｜]")
# Notes that begin with their time even where the text goes on without a gap (2026-3-2患者今日…).
NOTE_TYPES = frozenset(
    [
        "progress_note",
        "ward_round_attending",
        "ward_round_chief",
        "first_progress_note",
        "postop_first_note",
        "stage_summary",
    ]
)
ENTRY_TYPES = frozenset({"nursing_record", "order_sheet", "surgical_safety_checklist"})
ENTRY_TITLE = re.compile(
    rf"{SPACE}{{0,12}}[^\n，。；,;]{{0,18}}(?:查房|记录|病程|小结|讨论|首程)(?:$|[\s:：（(【\[—-])"
)
# （医师）闻人悦
BRACKETED_SIGNER = re.compile(
    rf"[（(【\[]([\u4e00-\u9fff]{{1,8}})[)）】\]]{SPACE}{{0,4}}[\u4e00-\u9fff·×]{{2,5}}{SPACE}*$"
)
PATIENT_SIDE = re.compile(
    r"患者|病人|家属|产妇|孕妇|丈夫|妻子?|儿子|女儿|父亲?|母亲?|配偶|监护人|代理人|委托人|授权人|关系|本人"
)
STAFF_SIDE = re.compile(r"师|医生|护士|术者|谈话|记录|主任|主治|审")
