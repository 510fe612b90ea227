"""Names of persons that the record takes for its patient, and who they are: the patient, a relative, staff, or somebody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.detect.case import Case
from pipeline.extract.model import ExtractedDocument
from pipeline.extract.signatures.names import MASK, is_name, read_run

NEAR = 10  # characters around a name within which a word says who it is

# characters that given names are made of; a word after 患者 is read as a name only if all of them are among these
_GIVEN = frozenset(
    "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红梅建国文志海荣新春飞龙凤云燕玲辉鹏宇浩欣怡婷雪琴莉莲珍珠翠花香月莺媛瑞凡佳嘉琼勤贞卿聪澜纯毓悦昭冰爽"
    "琬茗羽希宁滢馥筠柔竹霭凝晓欢枫芸菲伊亚宜舒影荔枝思慧巧美淑惠雅芝娥芬彩菊洁琳素真爱妹娣璧璐娅琦晶妍茜秋珊莎锦黛青倩姣婉娴瑾颖露瑶婵雁蓓仪荷丹蓉眉君蕊薇菁梦岚"
    "苑婕馨瑗琰韵融园艺咏毅俊峰保东永健世广义兴良山仁波贵福生元全胜学祥才发武清彬富顺信昌成康星光安岩茂进林坚彪博诚敬震振壮群豪邦承乐绍松善厚庆民友裕河哲江亮政谦亨"
    "奇固翰朗伯宏鸣朋斌梁栋维启克伦翔旭泽晨辰士家致树炎德泰盛雄琛钧冠策腾楠榕航弘根财旺喜祖宗银金铁钢柱栓锁宝来连存财守长久恒传继绪耀煌焕炳勋爵廷殿魁奎凯旋征"
    "川溪泉湖洲沛淮润涵渊源淑汉沐沁琪琛珂珏玮瑜瑛璇萱蔓萌葵蕾若诗书礼智仪语诺轩逸尘墨子一小大少培栽植森彤依怀忠孝义廉勉励"
)
_TIMES = frozenset(
    {"明晨", "清晨", "凌晨", "今晨", "大春", "长久", "平安", "安康", "康健", "安宁", "全家", "大家", "少康"}
)
# family names that begin a clause after 患者 far more often than a name: 神志清, 能平卧, 时有, 经治疗, 常感, 全身
_WORDS_FIRST = frozenset(
    "神能时经常应相全单连水项计满席干冷苦后左右上国向平定明红清自可行有在以从由因被为是已仍曾未无不再又"
)
_AFTER = re.compile(
    r"[，,。、；;：:（(\s）)]|[男女]|[及与和](?:其)?(?:家|亲|妻|夫|父|母|子|女|儿)|术[前后中]|今[日天晨]|昨|主?诉|自诉|[因于](?:\d|[一-龥“\"])|入院|出院|现|目前|病情|神志|精神|"
    r"一般|已|系|恢复|拟|既往|家属|家人|本人|要求|生命体征|体温|继续|注意|卧床|避免|加强|按时|进食|口服|戒烟|定期|复查|配合|绝对|暂|下床|保持|禁食|平卧|多饮|仍|无|未|行|予|经|自|在|被|由"
)
_AFTER_TWO = re.compile(r"[，,（( 　]*[男女](?:性)?[，,。）)]|[及与和](?:其)?(?:家属|家人|亲属)")
_PATIENT = re.compile(r"(?:患者|病人|患儿|伤者|产妇|孕妇|病员)(?:姓名)?[:：]?[ \t　]*")
_WITH_FAMILY = re.compile(
    r"(?:向|与|和|对|告知|通知|请|嘱|征得|告诉|交代给)[ \t　]*(?=[^\s，。；、]{2,4}(?:及|和|与|、)其?(?:家属|家人|亲属))"
)
# 已向某某家长交代: the child is named, not the parent
_TO_PARENTS = re.compile(
    r"(?:向|与|和|对|告知|通知|嘱)(?P<n>[\u3400-\u9fff]{2,4}?)(?:的)?(?:家长|监护人)(?=交代|说明|告知|沟通|谈|讲|解释|强调|详|反复|充分|再次)"
)
_FAMILY_WORDS = ("家属", "家人", "亲属")
_FAMILY = re.compile(r"(?:及|和|与|、)其?(?:家属|家人|亲属)")
_OPENING = re.compile(r"(?m)^[ \t　]*(?=[^\s，,：:]{2,4}[，,][ \t　]*[男女](?:性)?[，,。])")
_SEX = re.compile(r"[，,][ \t　]*[男女](?:性)?[，,。]")
_CHILD = re.compile(r"患儿|小儿|儿童|儿科")  # words of a children's hospital, no relative
_PRONOUN = re.compile(r"[他她它其我你您]")
_SEX_NEXT = re.compile(r"[，,、 　]+[男女](?:性)?[，,、。 　]")
_HEADER = re.compile(r"(?:(?<=\s)|^|(?<=患者)|(?<=病人)|(?<=[|｜]))姓[ 　]*名[ \t　]*[:：]?[ \t　]*")
_HEADER_REACH = 400

_KIN = re.compile(
    r"妻|夫|爱人|配偶|伴侣|父|母|爸|妈|儿|女(?!性)|子(?!宫)|兄|弟|姐|妹|哥|嫂|侄|甥|孙|祖|爷|奶|外公|外婆|媳|婿|岳|叔|舅|姑|姨|伯|亲属|家属|亲戚|联系人|监护人|代理人|委托|授权|陪护|护工|保姆|"
    r"邻居|邻床|同室|同病房|同病室|同床|同事|同学|朋友|工友|战友|老乡|室友|供者|捐献|供体|受者|陈述者|供史者|代诉|曾用名|化名|又名|原名|报案|肇事|民警|社工|接触|密接|确诊病例|同乘|同车|同行|供血|献血"
)
_STAFF = re.compile(
    r"^[ \t　]*(?:副?主任|主治|副?教授|医师|医生|大夫|住院医|规培|实习|进修|护士|护师|技师|药师|麻醉|院长|老师|科长|总|组)"
)
_STAFF_BEFORE = re.compile(
    r"(?:主任|医师|医生|大夫|教授|护士长?|术者|主刀|助手|[一二三]助|麻醉者?|主持人?|参加(?:人员|者)?|记录者?|签名|会诊|请示|汇报|护送)[:：]?[^，。；\n]{0,12}\Z"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom ``document`` names where its patient should stand."""

    document: ExtractedDocument
    start: int
    end: int
    name: str


def patient_name(case: Case) -> str:
    """The patient's name as the metadata or the record's head give it, "" if unknown."""
    name = case.extracted.patient_name or case.extracted.stay.name or ""
    return re.sub(r"\s", "", name)


def strangers(case: Case) -> list[Named]:
    """Persons named in the patient's place who are neither the patient nor known to the record as somebody else."""
    own = patient_name(case)
    found: list[Named] = []
    for document in case.documents:
        seen: set[str] = set()
        for candidate in _candidates(document):
            name = candidate.name
            if name in seen or _is_known(case, name) or _PRONOUN.search(name) or _same(name, own):
                continue
            if _explained(case, name):
                continue
            seen.add(name)
            found.append(candidate)
    return found


def mentions(case: Case, document: ExtractedDocument, name: str) -> list[Named]:
    """Every place of ``document`` where ``name`` stands, unless the record knows it as the patient's, a relative's or staff's."""
    if len(name) < 2 or _is_known(case, name) or _same(name, patient_name(case)) or _explained(case, name):
        return []
    return [Named(document, at, at + len(name), name) for at in _places(document, name)]


def name_in_text(case: Case) -> bool:
    """True if the patient's own name stands anywhere in the record: otherwise names there may be pseudonyms."""
    own = patient_name(case)
    return any(own in d.text for d in case.documents)


def one_letter_off(name: str, own: str) -> bool:
    """True if ``name`` differs from the patient's name in one character only: perhaps a slip of the pen."""
    return len(name) == len(own) and sum(a != b for a, b in zip(name, own, strict=True)) == 1


def _same(name: str, own: str) -> bool:
    """The patient; or mother and newborn, whose names hold each other (沈某之子)."""
    return not own or name in own or own in name


def _candidates(document: ExtractedDocument) -> Iterator[Named]:
    text, start, end = document.text, document.start, document.end
    for at in _PATIENT.finditer(text, start, end):
        yield from _after_word(document, at.end())
    with_family = any(text.find(word, start, end) >= 0 for word in _FAMILY_WORDS)
    for at in _WITH_FAMILY.finditer(text, start, end) if with_family else ():
        family = _FAMILY.search(text, at.end() + 2, at.end() + 7)
        if family and is_name(text[at.end() : family.start()]):
            yield _named(document, at.end(), family.start())
    sexed = text.find("男", start, end) >= 0 or text.find("女", start, end) >= 0
    for told in _TO_PARENTS.finditer(text, start, end):
        name = told["n"]
        if is_name(name) and name[0] not in _WORDS_FIRST and (len(name) > 2 or set(name[1:]) <= _GIVEN):
            yield _named(document, *told.span("n"))
    for at in _OPENING.finditer(text, start, end) if sexed else ():
        sex = _SEX.search(text, at.end())
        if sex and is_name(text[at.end() : sex.start()]):
            yield _named(document, at.end(), sex.start())
    head = _header(text, start, min(end, start + _HEADER_REACH))
    if head:
        name, stop = read_run(text, head.end(), end)
        if is_name(name):
            yield Named(document, head.end(), stop, name)


def _header(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first key of the patient's name in ``text[start:end]``."""
    at = text.find("姓", start, end)
    while at >= 0:
        head = _HEADER.match(text, at, end)
        if head:
            return head
        at = text.find("姓", at + 1, end)
    return None


def _after_word(document: ExtractedDocument, at: int) -> Iterator[Named]:
    """A name right after 患者: the longest that has the form of one and is followed by what follows a name."""
    text, end = document.text, document.end
    for length in (4, 3, 2):
        word = text[at : at + length]
        if at + length > end or not is_name(word):
            continue
        given = word[2:] if length == 4 else word[1:]
        after = _AFTER if length > 2 else _AFTER_TWO  # two characters may be any word
        if not after.match(text, at + length, end):
            continue
        if word[0] not in _WORDS_FIRST and set(given) <= _GIVEN and given not in _TIMES and word not in _TIMES:
            yield Named(document, at, at + length, word)
            return


def _named(document: ExtractedDocument, start: int, end: int) -> Named:
    return Named(document, start, end, document.text[start:end])


def _is_known(case: Case, name: str) -> bool:
    """True for everybody who signs, operates, rounds or stands in the registry."""
    return name in _known(case) or (case.registry is not None and name != "" and name in case.registry.names)


def _known(case: Case) -> frozenset[str]:
    """Everybody who signs, operates or rounds."""
    kept: frozenset[str] | None = case.memo.get("clones.known")
    if kept is None:
        names = {s.name for d in case.documents for s in d.signatures}
        names |= {d.round.name for d in case.documents if d.round}
        for operation in case.facts.operations:
            names |= {operation.surgeon, *operation.assistants, *operation.anaesthetists}
        kept = case.memo["clones.known"] = frozenset(names - {""})
    return kept


def _places(document: ExtractedDocument, name: str) -> Iterator[int]:
    at = document.text.find(name, document.start, document.end)
    while at >= 0:
        yield at
        at = document.text.find(name, at + len(name), document.end)


def _explained(case: Case, name: str) -> bool:
    """True if any place of the record says who the person is, or the name is masked."""
    if any(mark in name for mark in MASK):
        return True
    for document in case.documents:
        text = document.text
        for at in _places(document, name):
            before = text[max(document.start, at - NEAR) : at]
            after = text[at + len(name) : at + len(name) + NEAR]
            if _STAFF.match(after) or _STAFF_BEFORE.search(before):
                return True
            if _KIN.search(_clause_end(before)):
                return True
            if _KIN.match(after.lstrip("（(，, 　系为是患者之其")) and not _SEX_NEXT.match(after):
                return True
    return False


def _clause_end(before: str) -> str:
    """The last clause of ``before``: a relative of an earlier sentence explains nothing."""
    clause = re.split(r"[。；;\n]", before)[-1]
    return _CHILD.sub("", clause).removesuffix("患者")
