"""Sides (左、右、双侧) of organs in the slots that name what is wrong and what was operated: diagnoses and operation names.

Only these slots are read. Findings, histories, radiating pain, access routes and comparisons with the sound side stand
elsewhere and may differ in side for good reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.extract.model import ExtractedDocument
from pipeline.paths import shipped


def _organs() -> tuple[str, ...]:
    """Paired organs, longest first so that 股骨颈 wins over 股骨."""
    text = (shipped("configs") / "lexicons" / "paired_organs.txt").read_text(encoding="utf-8")
    names = {line.strip() for line in text.splitlines()[1:]} - {""}
    return tuple(sorted(sorted(names), key=len, reverse=True))


_SIDED = re.compile(
    rf"(?P<side>左|右|双|两|左右)(?:侧|边)?(?:第[一二三四五六七八九十\d～、\-]{{1,8}})?(?:上段|中段|下段|上|中|下|远端|近端|全|原发性|复发性|急性|慢性|陈旧性|多发性?|开放性|闭合性|老年性|年龄相关性|人工|全|部分|[一-鿿]{{1,4}}性){{0,3}}(?P<organ>{'|'.join(_organs())})"
)
# a diagnosis of a part that the lexicon does not know: compared only with the very same words
_OTHER = re.compile(r"(?P<side>左|右)侧?(?P<organ>[一-鿿]{3,14})")
# 甲状腺左叶, 肝右叶: the side stands behind the organ
_LOBED = re.compile(r"(?P<organ>甲状腺|肝|胸腺|肺|脑|大脑|小脑)(?P<side>左|右|双)侧?(?:腺|半|上|中|下)?(?:叶|球)")
_LESIONS = re.compile(
    r"骨折|脱位|结石|斜疝|直疝|疝|囊肿|肌瘤|癌|瘤|肿物|肿块|结节|积水|积液|脓肿|血肿|出血|梗死|狭窄|斑块|白内障|青光眼|脱离|损伤|断裂|撕裂|坏死|骨关节炎|中耳炎|炎|静脉曲张|栓塞|血栓|扭转|隐睾|息肉"
)
_MASSES = frozenset(("囊肿", "肌瘤", "癌", "瘤", "肿物", "肿块", "结节", "息肉"))
# an operation says which lesion it treats
_TREATS = {
    "骨折": "骨折|复位|内固定|髓内钉|钢板|克氏针|PFNA|置换",
    "结石": "碎石|取石|切开取石|软镜|镜",
    "疝": "疝",
    "斜疝": "疝",
    "直疝": "疝",
    "囊肿": "囊肿|去顶|剥除|剔除",
    "癌": "癌|根治|切除|改良|消融",
    "瘤": "瘤|切除|剔除|剥除|消融",
    "肿物": "肿物|切除|活检",
    "肿块": "肿块|切除|活检",
    "结节": "结节|切除|活检",
    "白内障": "白内障|超声乳化|人工晶",
    "脱离": "脱离|玻璃体|扣带",
    "血肿": "血肿|钻孔|引流|清除",
    "半月板": "半月板",
    "骨关节炎": "置换",
    "坏死": "置换",
    "静脉曲张": "静脉|剥脱|激光|高位结扎",
    "扭转": "复位|切除|固定",
}
_NOT_NOW = re.compile(
    r"术后|陈旧|既往|病史|后遗|旧|切除后|史$|置换后|先天|缺如|[?？]|待排|可能|健侧|对侧|备用|必要时|或|更正|笔误"
)
_CORRECTION = re.compile(r"更正|笔误|应为|误写|误为|订正")


@dataclass(frozen=True, slots=True)
class Sided:
    """A side beside an organ: ``slot`` is diagnosis or operation, ``[start, end)`` the phrase in the source text."""

    document: ExtractedDocument
    slot: str
    side: str  # 左 | 右 | 双
    organ: str
    part: str  # the organ without synonyms: 腹股沟斜疝 and 腹股沟疝 are one part
    lesions: frozenset[str]
    known: bool  # the lesions are words of their own, not the organ
    entry: int  # where the section stands: 入院诊断 and 出院诊断 of one document are two entries
    start: int
    end: int

    @property
    def phrase(self) -> str:
        return self.document.text[self.start : self.end]


_ENDINGS = re.compile(r"斜疝$|直疝$|疝$|关节$|间$")
_DIAGNOSIS_SLOTS = frozenset(
    (
        "admission_diagnosis",
        "preliminary_diagnosis",
        "revised_diagnosis",
        "preop_diagnosis",
        "postop_diagnosis",
        "discharge_diagnosis",
    )
)
_OPERATION_DOCS = frozenset(
    (
        "consent_form",
        "preop_summary",
        "preop_discussion",
        "operation_record",
        "surgical_safety_checklist",
        "anesthesia_record",
        "anesthesia_previsit",
        "postop_first_note",
        "procedure_record",
    )
)
_OPERATION_NAMED = re.compile(
    r"(?:手术名称|手术方式|拟(?:行|施)(?:手术|操作|治疗)?(?:名称|方式)?|实施手术|施行手术|已行手术|手术)\s*[：:|｜]\s*(?P<name>[^。；;\n：:]{4,60})"
)
_TITLED = re.compile(r"(?P<name>[^\s。；;，,：:\n]{4,40}术)[\s　]*(?:知情)?同意书")
_TITLE = 80  # characters in which the title of a consent form stands
_PHRASE = re.compile(r"[^。；;\n\r，,　①-⑳]*[左右双两][^。；;\n\r，,　①-⑳]*")
_NUMBERED = re.compile(r"\s\d{1,2}[.．、)）]")


def sided_mentions(document: ExtractedDocument) -> Iterator[Sided]:
    """Every sided organ in the diagnosis and operation slots of ``document``."""
    text = document.text
    if text.find("左", document.start, document.end) < 0 and text.find("右", document.start, document.end) < 0:
        return
    for section in document.sections:
        if section.label in _DIAGNOSIS_SLOTS:
            yield from _in(document, section.heading_end, section.end, "diagnosis")
        elif section.label == "operation_name":
            yield from _in(document, section.heading_end, section.end, "operation")
    if document.doc_type in _OPERATION_DOCS:
        known = [(s.start, s.end) for s in document.sections if s.label == "operation_name"]
        titled = _TITLED.search(text, document.start, min(document.end, document.start + _TITLE))
        for m in (*_OPERATION_NAMED.finditer(text, document.start, document.end), *([titled] if titled else ())):
            x, y = m.span("name")
            if not any(i <= x < j for i, j in known):
                yield from _in(document, x, y, "operation")


def _phrases(text: str, a: int, b: int) -> Iterator[tuple[int, int]]:
    """Stretches between delimiters and numbers that name a side."""
    for phrase in _PHRASE.finditer(text, a, b):
        at = phrase.start()
        for cut in _NUMBERED.finditer(text, at, phrase.end()):
            yield at, cut.start()
            at = cut.end()
        yield at, phrase.end()


def _in(document: ExtractedDocument, a: int, b: int, slot: str) -> Iterator[Sided]:
    text = document.text
    if _CORRECTION.search(text, a, min(b + 40, document.end)):
        return
    for start, end in _phrases(text, a, b):
        sided = (*_SIDED.finditer(text, start, end), *_LOBED.finditer(text, start, end))
        if not sided and slot == "diagnosis":
            sided = (*_OTHER.finditer(text, start, end),)
        if not sided or _NOT_NOW.search(text, start, end):
            continue
        named = frozenset(_LESIONS.findall(text, start, end))
        lesions = named or frozenset(m["organ"] for m in sided)
        for m in sided:
            side = "双" if m["side"] in ("双", "两", "左右") else m["side"]
            yield Sided(document, slot, side, m["organ"], _part(m["organ"]), lesions, bool(named), a, start, end)


def _part(organ: str) -> str:
    return (
        _ENDINGS.sub("", organ)
        .replace("转子", "粗隆")
        .replace("乳房", "乳")
        .replace("乳腺", "乳")
        .replace("食指", "示指")
    )


def same_matter(one: Sided, other: Sided) -> bool:
    """Whether both speak of the same lesion or operation, the side apart."""
    if one.part != other.part:
        return False
    if one.slot == other.slot == "operation":
        return _alike(_unsided(one.phrase), _unsided(other.phrase)) >= 0.5
    if one.slot == other.slot:
        return bool(one.lesions & other.lesions)
    diagnosis, operation = (one, other) if one.slot == "diagnosis" else (other, one)
    return any(re.search(_TREATS.get(x, re.escape(x)), operation.phrase) for x in diagnosis.lesions)


def speaks_of(one: Sided, diagnosis: Sided) -> bool:
    """Whether ``diagnosis`` names the lesion of ``one``, or one that the operation ``one`` treats; loosely, since it excuses.

    A diagnosis without a known lesion (双眼人工晶状体眼) speaks of another that has none either.
    """
    if one.slot == "diagnosis" or not diagnosis.known:
        return bool({_class(x) for x in one.lesions} & {_class(x) for x in diagnosis.lesions})
    return not one.known or any(
        re.search(_TREATS.get(x, re.escape(x)), one.phrase) or _class(x) in map(_class, one.lesions)
        for x in diagnosis.lesions
    )


def _class(lesion: str) -> str:
    """Lesions that imaging, theatre and pathology name in different words, as one."""
    return "疝" if lesion.endswith("疝") else "肿物" if lesion in _MASSES else lesion


def _unsided(phrase: str) -> str:
    return re.sub(r"[左右]侧?|[（(][^）)]*[）)]|[\s\d.．、]", "", phrase)


def _alike(a: str, b: str) -> float:
    """Dice coefficient of character pairs."""
    x, y = ({s[i : i + 2] for i in range(len(s) - 1)} for s in (a, b))
    return 2 * len(x & y) / (len(x) + len(y)) if x and y else 0.0
