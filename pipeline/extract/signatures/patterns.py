"""The words of sign-off lines. A label is what stands before the colon: 住院医师, 审签, 患者（右手）签名."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.signatures.names import words

# weight of a label: EXPLICIT says that somebody signs; PERSON names a person; WEAK may also head a text (记录：, 麻醉：)
WEAK, PERSON, EXPLICIT = 1, 2, 3

SIGN = ("亲笔签名", "手写签名", "电子签名", "签名", "签字", "签章", "签署", "签全名", "盖章")


@dataclass(frozen=True, slots=True)
class Label:
    """What a label means. ``team`` labels also head the lists of who took part, where they are no signatures."""

    kind: str
    weight: int = PERSON
    team: bool = False
    signs: bool = False  # 审签: says that somebody signed, wherever it stands


def _labels() -> dict[str, Label]:
    found: dict[str, Label] = {}

    def add(kind: str, text: str, weight: int = PERSON, team: bool = False) -> None:
        found.update((word, Label(kind, weight, team)) for word in words(text))

    add(
        "author",
        "医师 医生 大夫 军医 医士 主治中医师 中医师 完成者 值班 经治 管床 执笔 执笔人 填报人 填写者 填表人",
    )
    add(
        "author",
        "主治 住院 规培 住培 进修 试用期 实习 实习生 规培生 进修生 学员 规培学员 研究生 谈话 谈话者 谈话人 告知 告知者 告知人 沟通 沟通人 谈话医师 告知医师 医方 阅单 宣教者 评估者 评估人",
        WEAK,
    )
    add("author", "会诊 会诊者 应邀会诊", WEAK)
    add("author", "交班 接班 交班者 接班者 交班人 接班人 转出 转入", WEAK)
    add(
        "reviewer",
        "审签 审阅 审签者 审签人 审阅者 审阅人 审核者 审核人 复核者 复核人 审核医师 审签医师 审阅医师 复核医师 上级医师 上级医生 带教 带教老师 带教医师 指导老师 修改者 修正者 审改",
    )
    add(
        "reviewer", "审核 复核 核对 核对者 核对人 上级 修改 审查 复审 校对 指导 审 科主任 主任 副主任 教授 副教授", WEAK
    )
    add(
        "recorder",
        "记录者 记录人 书写者 书写人 撰写人 撰写者 书写医师 记录医师 记录医生 整理者 整理人 录入者 录入人 记录人员",
    )
    add("recorder", "记录 书写 撰写 整理 录入 笔录", WEAK)
    add(
        "surgeon",
        "术者 手术者 主刀 主刀医师 主刀医生 主刀者 手术医师 手术医生 术者谈话 操作者 操作医师 操作医生 施术者 术者医师",
        PERSON,
        True,
    )
    add("surgeon", "操作 手术 主刀人", WEAK, True)
    add(
        "other",
        "第一助手 第二助手 第三助手 一助 二助 三助 助手 助手1 助手2 Ⅰ助 Ⅱ助 指导者 指导医师 灌注师 体外循环师",
        PERSON,
        True,
    )
    add("other", "麻醉者 麻醉师 麻醉医师 麻醉医生 主麻 主麻医师 副麻 麻醉实施者", PERSON, True)
    add(
        "other",
        "麻醉 主持人 主持者 主持 抢救主持 主持抢救 抢救主持者 抢救指挥 抢救指挥者 抢救主持人 讨论主持人 抢救负责人 组长 诊疗组长",
        WEAK,
        True,
    )
    add(
        "nurse",
        "护士 护师 护士长 责任护士 执行护士 值班护士 主管护师 助产士 助产师 质控护士 核对护士 病房护士 执行者 执行人",
    )
    add("nurse", "巡回护士 器械护士 洗手护士 手术护士 配合护士 接生者 巡回 洗手 器械 接生", WEAK, True)
    add(
        "other",
        "申请医师 申请医生 申请者 申请人 开单医师 下达医师 开立医师 开嘱医师 停嘱医师 质控医师 编码员 质控员 报告者 报告人 报告医师 诊断医师 检验者 检查者 检验师 检验医师 检查医师 "
        "技师 药师 审方药师 发药者 配药者 治疗师 康复师 营养师 签发者 签发人 发布者 阅片医师 打印者 录入护士 采血者 送血者 取血者 发血者 见证者 医务科 院领导 批准人 审批人",
    )
    add("other", "报告 检验 质控 编码 签发 发布 初审 终审 批准 审批 配制", WEAK)
    add(
        "patient",
        "患者 病人 患方 产妇 孕妇 孕产妇 家长 患儿家长 受检者 受术者 受试者 患者本人 患儿 本人 被谈话人 受血者",
        WEAK,
    )
    relatives = (
        "家长 患儿家长 家属 患者家属 患儿家属 病人家属 监护人 法定监护人 法定代理人 代理人 委托代理人 委托人 受委托人 受托人 被委托人 被授权人 授权人 授权代理人 授权委托人 近亲属 直系亲属 亲属 亲友 "
        "关系人 见证人 陪护人 陪护 陪同人 陪同人员 联系人本人 配偶 爱人 丈夫 妻子 妻 夫 父 母 父亲 母亲 父母 子 女 儿子 女儿 长子 次子 长女 次女 儿媳 女婿 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 "
        "孙子 孙女 外孙 外孙女 祖父 祖母 爷爷 奶奶 外公 外婆 患方代表 单位负责人 被授权委托人"
    )
    add("family", relatives, WEAK)
    for word in ("审签", "审阅", "审签者", "审签人", "审阅者", "审阅人", "审签医师", "审阅医师", "审签医生"):
        found[word] = Label("reviewer", PERSON, signs=True)
    for word, label in list(found.items()):
        for sign in SIGN:
            found.setdefault(word + sign, Label(label.kind, EXPLICIT))
    found.update((sign, Label("author", EXPLICIT)) for sign in SIGN if sign != "盖章")
    add("author", "签名者 签名人 签名医师 签署人 签署者 签字人 签字者 签字医师 签署医师", EXPLICIT)
    found.update(
        (word, Label("stand_in", EXPLICIT))
        for word in ("代签人", "代签者", "代签名", "代签字", "代签", "代签名人", "代签医师")
    )
    return found


LABELS = _labels()
LONGEST = max(map(len, LABELS))
# cheap gates: how labels end, and how what follows a label can begin
LAST = frozenset(word[-1] for word in LABELS)
PAIRS = frozenset(word[-2:] for word in LABELS if len(word) > 1)
SINGLES = frozenset(word for word in LABELS if len(word) == 1)
LABEL_LETTERS = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff \t\u3000\xa0\u2002\u2003/／ⅠⅡ12（()）、]*")
SENTENCE = re.compile(r"[。！？!?]")
FORM = re.compile(r"签[名字章](?=[ \t\u3000\xa0_＿\n\r]|$)")
_VALUE = (
    r"[ \t\u3000\xa0]*(?:$|[\n\r】\]〕］_＿‗﹍―—～~/／\\＼（(【\[|｜]|[*＊×△□○]{2}|\d{2,4}[-年./]"
    r"|[\u4e00-\u9fff\u3400-\u4dbf某xXＸ*＊×△□○·•・]{1,14}(?![\u4e00-\u9fff]))"
)
GATE = re.compile(
    f"(?P<last>[{re.escape(''.join(sorted(LAST)))}）)])[ \t\u3000\xa0]{{0,4}}(?:[A-Za-z][A-Za-z .&]{{1,24}})?[:：|｜∶︰/／](?={_VALUE})",
    re.MULTILINE,
)
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.& "  # 住院医师 Resident: in hospitals that print both
# a label in brackets with the name behind it: （经治医师）张某　[审阅] 李某
BRACKET_LABEL = re.compile(
    r"[（(\[【〔［]([\u4e00-\u9fff/／ \t\u3000]{1,12})[)）\]】〕］](?=[ \t\u3000]{0,4}(?:[\u4e00-\u9fff\u3400-\u4dbf某xXＸ*＊×△□○·•・]{2,14}(?![\u4e00-\u9fff:：])|[_＿\n\r]|$))",
    re.MULTILINE,
)
CLOSERS = ")）]】〕］"

# these look like staff labels but only say who was there or who asked: they never sign
MENTIONED = frozenset(
    words(
        "查房医师 查房医生 查房者 参加医师 参加人员 参加者 参与医师 参加人 出席人员 出席医师 列席人员 "
        "汇报人 汇报者 汇报医师 送检医师 送检医生 送检者 陈述者 供史者 供史人 联系人 介绍人 接诊医师 "
        "门诊医师 首诊医师 病史陈述者 主诉者 会诊专家 讨论医师 发言医师 被邀医师 邀请医师 主诊医师 "
        "转诊医师 外院医师 请示医师 建议复查医师 主管护士 "
    )
)
# keys whose values may stand on a sign-off line without making it anything else
SIGNED_KEY = re.compile(
    r"(?:签[名字署]|记录|书写|审[核签阅]|报告|会诊|签发|完成|质控)(?:时间|日期)|(?<![\u4e00-\u9fff])(?:时间|日期)|时间戳"
)
BENIGN = frozenset(
    words(
        "关系 与患者关系 与患儿关系 与病人关系 与产妇关系 和患者关系 与患者的关系 与患方关系 日期 时间 "
        "签名日期 签字日期 签名时间 签字时间 签署日期 签署时间 记录时间 记录日期 书写时间 书写日期 "
        "申请时间 申请日期 会诊时间 会诊日期 报告日期 报告时间 审核时间 审核日期 审签时间 审阅时间 "
        "完成时间 打印时间 打印日期 发布时间 质控日期 质控时间 电话 联系电话 手机 身份证号 身份证号码 "
        "证件号码 性质 科室 科别 申请科室 会诊科室 受邀科室 工号 医师工号 执业证号 地点 谈话地点 "
        "谈话时间 告知时间 讨论时间 签发时间 到达时间 到位时间 检验日期 检查日期 采样时间 接收时间 "
    )
)

# a colon or a cell border; forms also print 医师签名______ and 医师签名　王某
DELIMITER = re.compile(r"[:：|｜∶︰/／]|(?<=签名|签字|签章)(?=[ \t\u3000\xa0_＿\n\r]|$)")
BRACKET_DELIMITER = re.compile(DELIMITER.pattern + r"|[)）\]】〕］]")
LINE_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
SPACES = " \t\u3000\xa0\u2002\u2003\r"
# a time, however printed; the timestamps component normalises, here it only has to be passed over
_CHINESE = "[〇○Ｏ零一二三四五六七八九十]"
CHINESE_DIGITS = frozenset("〇○Ｏ零一二三四五六七八九十")
TIME = re.compile(
    rf"{_CHINESE}{{2,4}}年[正元]?{_CHINESE}{{0,3}}月{_CHINESE}{{1,3}}[日号](?:[上下中午晨晚凌夜傍]{{0,2}}{_CHINESE}{{1,3}}[时点](?:{_CHINESE}{{1,3}}分|半|整)?)?|"
    r"\d[\d年月日号时分秒点:：./\-－—~～T\u3000 上下中午晨晚凌夜]*|[年月日时分]\s*(?=[年月日时分\s]|$)"
)
# what may follow a blank: spaces, strokes, and a date that is printed or to be filled in
EMPTY = re.compile(
    r"(?:[\s_＿‗﹍―—–~～().（）|｜\d年月日时分秒号:：./\-－T　]|(?:签名|签字|签署|记录)?(?:日期|时间)|与?患者(?:的)?关系)*"
)
PAREN = re.compile(r"[（(【\[〔［]([^（）()【】\[\]〔〕［］\n]{0,30})[）)】\]〕］]")
BLANK = re.compile(r"[_＿‗﹍―—–\-－~～ \t\u3000\xa0.．…]{2,}|[_＿—―]")
STRUCK = re.compile(r"[／/\\＼×—－\-]|(?:无|略|N/?A)(?![\u4e00-\u9fff])")
STAMP = re.compile(
    r"(?:已)?(?:电子签名|电子签章|CA签名|CA签章|CA认证|已签名|已签|已审签|已审核|签名有效|手写签名|数字签名|签章)|盖章|手印|按?捺?指印|按手印"
)
KIN = re.compile(
    r"患者|患儿|病人|患方|家属|家长|监护|代理|委托|受托|授权|亲属|产妇|孕妇|受检|配偶|夫妻|妻|丈夫|父|母|儿子|女儿|之子|之女|长子|次子|兄|弟|姐|妹|祖孙|本人|亲友|朋友|同事|对象|被告知|被谈话|家人|陪护|看护"
)
STAFF = re.compile(r"医|(?<![监看陪照])护|师|术者|主任|教授|操作者|记录|审")
PROXY = re.compile(r"代签|代书")
STAMP_FIRST = frozenset("已电C签手数盖按捺指")
STAND_IN = re.compile(r"代(?:签名|签字|签|笔)?")
UNIT = re.compile(r"[\u4e00-\u9fff]{1,12}?(?:科|病区|病房|中心|科室|ICU|诊区|急诊|教研室)(?![\u4e00-\u9fff])")
FOOTER = re.compile(r"\s*(?:第?\s*\d+\s*/?\s*页?(?:\s*[/，,共]\s*\d+\s*页?)?|打印[^\n]{0,40}|[-—=＝_*＊#]+)\s*")
SENTENCE_END = "。！？!?；;"
TO_LAST_END = re.compile(rf"(?s).*[{re.escape(SENTENCE_END)}|｜\t]")
OPENER = re.compile("[（(\\[【]")
# what may be grown together with the end of a name; the first five say that somebody signed for another
TAILS = ("代签名", "代签字", "代签", "代笔", "代", "签名", "签字", "签章", "同志", "签")
TAIL_LAST = frozenset(tail[-1] for tail in TAILS)
