"""Defects of known kind put into a case at a known place. One function per kind; its name table says which rules it shows."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.records.sample import phrases
from pipeline.records.sample.grammar import Quote, Rich, Stamp, plain
from pipeline.records.sample.model import Block, Case, Doc, Person, Signer
from pipeline.records.sample.people import SURNAMES
from pipeline.records.sample.plan import PROGRESS, Author

COPIED_NOTE, COPIED_WITHIN, COPIED_REASONING = 90, 115, 180  # a copy shorter than this (characters) would prove nothing
Inject = Callable[[Case, Author], bool]


@dataclass(frozen=True, slots=True)
class Defect:
    """``inject`` changes the case and records the finding, or returns False and changes nothing."""

    rules: tuple[str, ...]
    targets: tuple[str, ...]  # tags of the documents it changes: two defects never share one
    inject: Inject


DEFECTS: list[Defect] = []


def _defect(rules: str, targets: str) -> Callable[[Inject], Inject]:
    def register(function: Inject) -> Inject:
        DEFECTS.append(Defect(tuple(rules.split()), tuple(targets.split()), function))
        return function

    return register


def _fill(block: Block, words: Rich) -> None:
    block.words, block.items, block.fields, block.rows = words, [], [], []


def retime(doc: Doc, at: datetime, key: int | None) -> None:
    """Move the writing and signing of a document; ``key`` marks the printed time as evidence."""
    shift = at - doc.at
    for signer in doc.signers:
        if signer.at is not None:
            signer.at += shift
    doc.at = at
    general = doc.block("general")
    if general is None or doc.form != "form":
        doc.at_quote = key
        return
    for number, (name, words) in enumerate(general.fields):
        if any(isinstance(p, Stamp) and p.kind == "written" for p in words):
            stamp: Rich = [Stamp(at, "written")]
            general.fields[number] = (name, [Quote(key, stamp)] if key is not None else stamp)


# ---- missing documents ----------------------------------------------------------------------------------------------


def _drop(rule: str, tag: str, note: str) -> None:
    def inject(case: Case, _author: Author) -> bool:
        doc = case.doc(tag)
        if doc is None:
            return False
        case.docs.remove(doc)
        case.defect(rule, note)
        return True

    DEFECTS.append(Defect((rule,), (tag,), inject))


_drop("CMP-ADMISSION", "adm", "全部文书中没有入院记录")
_drop("CMP-FPN", "fpn", "没有首次病程记录，病程自查房记录开始")
_drop("CMP-DISCHARGE", "disc", "已出院，没有出院记录")
_drop("CMP-OPNOTE", "op", "术后首次病程写明已手术，没有手术记录")
_drop("CMP-POSTOP-FPN", "postop", "手术当日没有术后首次病程记录")
_drop("CMP-DEATH", "death", "患者死亡，没有死亡记录")
_drop("CMP-DEATH-DISC", "ddisc", "患者死亡，没有死亡病例讨论")


@_defect("CMP-DEATH-RESCUE", "rescue")
def _no_rescue_before_death(case: Case, _author: Author) -> bool:
    doc = case.doc("rescue")
    if doc is None or case.outcome != "死亡":
        return False
    case.docs.remove(doc)
    case.defect("CMP-DEATH-RESCUE", "死亡前经抢救，没有抢救记录（只计本条，不另计CMP-RESCUE）")
    return True


@_defect("CMP-RESCUE", "rescue att0")
def _no_rescue_record(case: Case, author: Author) -> bool:
    doc, told = case.doc("rescue"), case.doc("att0")
    if doc is None or told is None or case.outcome == "死亡" or case.rescued is None:
        return False
    case.docs.remove(doc)
    told.blocks[0].words[:0] = [
        "患者于", Stamp(case.rescued[0], short=True), *author.say(author.scenario["rescue_trigger"]),
        "，经吸氧、快速补液、输血、升压等抢救，", Stamp(case.rescued[1], short=True), "血压回升，抢救成功。",
    ]  # fmt: skip
    case.defect("CMP-RESCUE", "查房记录写明昨日抢救并有起止时间，没有抢救记录")
    return True


@_defect("CMP-PREOP-DISC", "preop")
def _no_discussion(case: Case, author: Author) -> bool:
    doc = case.doc("preop")
    if doc is None:
        return False
    if author.rng.random() < 0.5:
        case.docs.remove(doc)
        case.defect("CMP-PREOP-DISC", "择期（限期）手术没有术前讨论")
        return True
    doc.type = "preop_summary"
    doc.blocks = [b for b in doc.blocks if b.key not in ("participants", "discussion", "conclusion", "general")]
    doc.form = "note"
    doc.signers = [Signer("author", case.team.resident.name, case.team.resident.title, doc.at + timedelta(minutes=20))]
    case.defect("CMP-PREOP-DISC", "只有术前小结，没有讨论的参加人员、意见和结论")
    return True


@_defect("CMP-THREE-LEVEL", "chief0")
def _no_chief(case: Case, author: Author) -> bool:
    doc = case.doc("chief0")
    if (
        doc is None
        or case.kind not in ("medical", "rescue")
        or case.discharged - case.admitted < timedelta(days=7, hours=6)
    ):
        return False
    case.docs[case.docs.index(doc)] = author.plain_note("extra", doc.at, phrases.SUPPLEMENT)
    case.defect("CMP-THREE-LEVEL", "住院超过7天，始终没有副主任医师以上查房")
    return True


# ---- empty sections -------------------------------------------------------------------------------------------------


def _hollow(rule: str, tag: str, key: str, texts: tuple[str, ...], note: str, with_tcm: str = "") -> None:
    def inject(case: Case, author: Author) -> bool:
        doc = case.doc(tag)
        block = doc.block(key) if doc else None
        if doc is None or block is None or (key == "differential_diagnosis" and author.scenario.get("ddx_exempt")):
            return False
        doc.blocks = [b for b in doc.blocks if b.key != with_tcm]
        names = author.scenario.get("ddx_names", [])
        author.context.facts["ddx_list"] = "、".join(author.rng.sample(names, len(names))) if names else ""
        _fill(block, [Quote(case.defect(rule, note), author.say(author.pick(texts)))])
        return True

    DEFECTS.append(Defect((rule,), (tag,), inject))


_hollow("CMP-HPI", "adm", "present_illness", phrases.FEW["HPI"], "现病史标题下没有内容")
_hollow("CMP-PE", "adm", "physical_exam", phrases.FEW["PE"], "体格检查没有内容，也没有所说的表格")
_hollow(
    "CNT-FPN-BASIS", "fpn", "diagnostic_basis", phrases.FEW["BASIS"], "诊断依据是套话，没有一条具体证据", "tcm_basis"
)
_hollow("CNT-FPN-DDX", "fpn", "differential_diagnosis", phrases.FEW["DDX"], "标题下没有任何鉴别内容", "tcm_ddx")
_hollow(
    "CNT-FPN-DDX-THIN", "fpn", "differential_diagnosis", phrases.FEW["THIN"], "只列病名，没有支持或不支持点", "tcm_ddx"
)
_hollow("CNT-FPN-PLAN", "fpn", "treatment_plan", phrases.FEW["PLAN"], "没有一项具体检查或治疗")


@_defect("CNT-FPN-DDX", "fpn")
def _no_differential(case: Case, author: Author) -> bool:
    doc = case.doc("fpn")
    if doc is None or author.scenario.get("ddx_exempt") or doc.block("differential_diagnosis") is None:
        return False
    doc.blocks = [b for b in doc.blocks if b.key not in ("differential_diagnosis", "tcm_ddx")]
    case.defect("CNT-FPN-DDX", "首次病程没有鉴别诊断标题，也没有鉴别内容", doc)
    return True


@_defect("CNT-TEMPLATE-RESIDUE", "adm")
def _residue_in_history(case: Case, author: Author) -> bool:
    doc = case.doc("adm")
    block = doc.block("past_history") if doc else None
    if doc is None or block is None:
        return False
    left = author.pick(("药物过敏史：{请选择}。", "手术史：【请填写】。", "预防接种史：____。"))
    block.words.append(Quote(case.defect("CNT-TEMPLATE-RESIDUE", "模板占位符未填"), [left]))
    return True


@_defect("CNT-TEMPLATE-RESIDUE", "disc")
def _residue_in_orders(case: Case, author: Author) -> bool:
    doc = case.doc("disc") or case.doc("day")
    block = doc.block("discharge_orders") if doc else None
    if block is None:
        return False
    left = author.pick(("出院后{1/2/4}周门诊复查（请选择）", "____科门诊随诊", "带药：【药名】【用法】"))
    block.items.append([Quote(case.defect("CNT-TEMPLATE-RESIDUE", "模板选项未选"), [left])])
    return True


# ---- times ----------------------------------------------------------------------------------------------------------


def _late(rule: str, tag: str, start: Callable[[Case], datetime | None], hours: tuple[int, int], note: str) -> None:
    def inject(case: Case, author: Author) -> bool:
        doc, begin = case.doc(tag), start(case)
        if doc is None or begin is None:
            return False
        delay = timedelta(hours=author.rng.randint(*hours), minutes=author.rng.randint(10, 50))
        retime(doc, begin + delay, case.defect(rule, f"{note}{delay.days * 24 + delay.seconds // 3600}小时"))
        return True

    DEFECTS.append(Defect((rule,), (tag,), inject))


_late("TIM-ADMISSION-24H", "adm", lambda c: c.admitted, (26, 44), "入院记录完成于入院后")
_late("TIM-FPN-8H", "fpn", lambda c: c.admitted, (9, 15), "首次病程完成于入院后")
_late("TIM-OPNOTE-24H", "op", lambda c: c.operated[1] if c.operated else None, (26, 52), "手术记录完成于手术结束后")
_late("TIM-RESCUE-6H", "rescue", lambda c: c.rescued[1] if c.rescued else None, (7, 13), "抢救记录补记于抢救结束后")
_late("TIM-DISCHARGE-24H", "disc", lambda c: c.discharged, (27, 75), "出院记录完成于出院后")
_late(
    "TIM-DEATHDISC-7D",
    "ddisc",
    lambda c: c.discharged if c.outcome == "死亡" else None,
    (8 * 24, 12 * 24),
    "死亡讨论在死亡后",
)


@_defect("TIM-ROUND-ATTENDING", "att0 chief0")
def _late_round(case: Case, author: Author) -> bool:
    doc = case.doc("att0")
    if doc is None or case.kind != "medical" or case.doc("chief0") is None:
        return False
    at = (case.admitted + timedelta(days=2)).replace(hour=17, minute=author.rng.randint(10, 50))
    place = case.docs.index(doc)
    case.docs[place] = author.plain_note("extra", doc.at, phrases.SUPPLEMENT)
    case.docs.insert(place + 2, doc)
    hours = (at - case.admitted).total_seconds() / 3600
    retime(doc, at, case.defect("TIM-ROUND-ATTENDING", f"首次上级医师查房在入院后{hours:.0f}小时"))
    return True


@_defect("TIM-PROG-STABLE", "note1 note2 note3 before leave")
def _gap(case: Case, _author: Author) -> bool:
    if case.kind != "medical" or case.doc("chief0") is None:
        return False
    chain = sorted((d for d in case.docs if d.type in PROGRESS), key=lambda d: d.at)
    start = next(i for i, d in enumerate(chain) if d.tag == "chief0")
    for stop in range(start + 2, len(chain)):
        if chain[stop].at - chain[start].at > timedelta(days=4, hours=2):
            for doc in chain[start + 1 : stop]:
                case.docs.remove(doc)
            days = (chain[stop].at - chain[start].at).days
            chain[stop].at_quote = case.defect("TIM-PROG-STABLE", f"距上一次病程{days}天，其间没有任何病程记录")
            return True
    return False


@_defect("LOG-TIME-ORDER", "op")
def _before_end(case: Case, author: Author) -> bool:
    doc = case.doc("op")
    if doc is None or case.operated is None:
        return False
    at = case.operated[1] - timedelta(minutes=author.rng.randint(15, 35))
    retime(doc, at, case.defect("LOG-TIME-ORDER", "手术记录的书写时间早于手术结束"))
    return True


@_defect("LOG-TIME-ORDER", "fpn")
def _before_admission(case: Case, author: Author) -> bool:
    doc = case.doc("fpn")
    if doc is None:
        return False
    at = case.admitted - timedelta(minutes=author.rng.randint(40, 100))
    retime(doc, at, case.defect("LOG-TIME-ORDER", "首次病程早于入院时间"))
    return True


# ---- signatures -----------------------------------------------------------------------------------------------------


def _note_of(case: Case) -> Doc | None:
    return next((d for d in case.tagged("note") if d.type == "progress_note"), None)


def _resign(doc: Doc, part: str, person: Person | None, key: int) -> None:
    at = doc.signers[0].at
    doc.signers = [Signer(part, person.name if person else "", person.title if person else "", at, quote=key)]


@_defect("SIG-DOC", "note0")
def _unsigned(case: Case, _author: Author) -> bool:
    doc = _note_of(case)
    if doc is None:
        return False
    _resign(doc, "医师签名", None, case.defect("SIG-DOC", "签名处空白"))
    return True


@_defect("SIG-INTERN-DOC", "fpn")
def _intern_first_note(case: Case, _author: Author) -> bool:
    doc = case.doc("fpn")
    if doc is None:
        return False
    _resign(doc, "实习医师", case.team.intern, case.defect("SIG-INTERN-DOC", "首次病程由实习医师单独书写签名"))
    return True


@_defect("SIG-COSIGN", "note0")
def _trainee_alone(case: Case, author: Author) -> bool:
    doc = _note_of(case)
    if doc is None:
        return False
    _resign(
        doc,
        author.pick(("规培医师", "试用期医师")),
        case.team.trainee,
        case.defect("SIG-COSIGN", "无证学员单独签名，无人审签"),
    )
    return True


@_defect("SIG-FORGED", "chief0")
def _signed_for(case: Case, _author: Author) -> bool:
    doc = case.doc("chief0") or case.doc("adm")
    signer = next((s for s in doc.signers if s.part == "superior"), None) if doc else None
    if doc is None or signer is None:
        return False
    signer.stand_in = case.team.resident.name
    signer.quote = case.defect("SIG-FORGED", "上级医师签名由他人代签")
    return True


@_defect("SIG-UNLICENSED", "note0")
def _expired(case: Case, _author: Author) -> bool:
    doc = _note_of(case)
    if doc is None:
        return False
    _resign(
        doc, "住院医师", case.team.expired, case.defect("SIG-UNLICENSED", "执业注册已于2025-12-31注销，仍单独签署病程")
    )
    return True


@_defect("SIG-OPNOTE-SURGEON", "op")
def _assistant_wrote(case: Case, _author: Author) -> bool:
    doc = case.doc("op")
    if doc is None:
        return False
    _resign(doc, "第一助手", case.team.attending, case.defect("SIG-OPNOTE-SURGEON", "第一助手书写，没有手术者签名"))
    return True


@_defect("SIG-OPNOTE-NONPART SIG-OPNOTE-SURGEON", "op")
def _stranger_wrote(case: Case, _author: Author) -> bool:
    doc = case.doc("op")
    if doc is None:
        return False
    key = case.defect("SIG-OPNOTE-NONPART", "书写者不在手术人员之列")
    _resign(doc, "记录者", case.team.stranger, key)
    case.defect("SIG-OPNOTE-SURGEON", "手术者没有签名", doc)
    return True


# ---- contradictions -------------------------------------------------------------------------------------------------


@_defect("LOG-SEX", "adm")
def _wrong_organ(case: Case, _author: Author) -> bool:
    doc = case.doc("adm")
    if doc is None or case.patient.years < 14:
        return False
    key, text = (
        ("auxiliary_exam", "盆腔超声：子宫前位，大小正常，双侧附件区未见异常。")
        if case.patient.sex == "男"
        else ("physical_exam", "直肠指检：前列腺不大，质中，中央沟存在。")
    )
    block = doc.block(key)
    if block is None:
        return False
    block.words.append(Quote(case.defect("LOG-SEX", f"{case.patient.sex}性患者的记录出现异性器官"), [text]))
    return True


@_defect("LOG-AGE", "disc")
def _wrong_age(case: Case, author: Author) -> bool:
    doc = case.doc("disc")
    block = doc.block("general") if doc else None
    if block is None or case.patient.years < 30:
        return False
    age = f"{int(case.patient.years) - author.rng.choice((9, 11, 12))}岁"
    key = case.defect("LOG-AGE", f"入院记录为{case.patient.age}，出院记录为{age}")
    block.fields[2] = ("年龄", [Quote(key, [age])])
    return True


@_defect("LOG-AGE", "fpn")
def _wrong_age_first(case: Case, author: Author) -> bool:
    doc = case.doc("fpn")
    if doc is None or case.patient.years < 30:
        return False
    age = f"{int(case.patient.years) + author.rng.choice((8, 10, 13))}岁"
    opening, who = doc.blocks[0], case.patient
    key = case.defect("LOG-AGE", f"入院记录为{who.age}，首次病程为{age}")
    opening.words[:1] = [f"患者{who.name}，{who.sex}，", Quote(key, [age]), "，因“"]
    return True


def _swapped(text: str) -> str:
    return text.translate(str.maketrans("左右", "右左"))


@_defect("LOG-SIDE", "consent")
def _wrong_side(case: Case, _author: Author) -> bool:
    doc = case.doc("consent")
    block = doc.block("consent_operation") if doc else None
    if block is None or not re.search("[左右]", plain(block.words)):
        return False
    words = _swapped(plain(block.words))
    _fill(block, [Quote(case.defect("LOG-SIDE", "同意书手术侧别与诊断、手术记录相反"), [words])])
    return True


@_defect("LOG-SIDE", "disc")
def _wrong_side_diagnosis(case: Case, _author: Author) -> bool:
    doc = case.doc("disc")
    block = doc.block("discharge_diagnosis") if doc else None
    if block is None:
        return False
    for number, words in enumerate(block.items):
        if re.search("[左右]侧?", plain(words)):
            key = case.defect("LOG-SIDE", "出院诊断侧别与入院诊断及全部病程相反")
            block.items[number] = [Quote(key, [_swapped(plain(words))])]
            return True
    return False


# ---- copies ---------------------------------------------------------------------------------------------------------


def _mark_longest(words: Rich, key: int) -> None:
    """The longest run of plain words becomes the evidence."""
    longest = max((n for n, p in enumerate(words) if isinstance(p, str)), key=lambda n: len(str(words[n])))
    words[longest] = Quote(key, [words[longest]])


def _jitter(text: str, rng: random.Random) -> str:
    def change(found: re.Match[str]) -> str:
        return f"{found[1]}{int(found[2]) + rng.choice((-3, -2, 2, 3))}"

    return re.sub(r"(P |R |BP )(\d{2,3})", change, text)


def _edited(words: Rich, rng: random.Random) -> Rich:
    return [_jitter(p, rng) if isinstance(p, str) else p for p in words if not isinstance(p, Quote)]


@_defect("CLN-FPN-HPI", "fpn")
def _features_from_history(case: Case, _author: Author) -> bool:
    doc, source = case.doc("fpn"), case.doc("adm")
    features = doc.block("case_features") if doc else None
    history = source.block("present_illness") if source else None
    if features is None or history is None or any(isinstance(p, Quote) for p in history.words):
        return False
    words: Rich = [p.replace("，", "、", 1).replace("患者", "", 1) if isinstance(p, str) else p for p in history.words]
    _mark_longest(words, case.defect("CLN-FPN-HPI", "病例特点整段抄自现病史，只动了个别标点"))
    case.findings[-1].related, case.findings[-1].related_doc = case.stay_id, source
    _fill(features, words)
    return True


@_defect("CLN-PROGRESS", "note1 note2")
def _same_note(case: Case, author: Author) -> bool:
    first, second = case.doc("note1"), case.doc("note2")
    if first is None or second is None:
        return False
    full = author.say(author.scenario["notes"][1], first.at)
    first.blocks = [Block("", [*full, author.vitals(first.at, full)])]
    if not _copyable(first, COPIED_WITHIN):
        return False
    words = _edited(first.blocks[0].words, author.rng)
    _mark_longest(words, case.defect("CLN-PROGRESS", "整段复制前一次病程，只改生命体征"))
    case.findings[-1].related, case.findings[-1].related_doc = case.stay_id, first
    second.blocks = [Block("", words)]
    return True


@_defect("CLN-ROUND-FPN", "chief0 fpn")
def _round_from_first(case: Case, _author: Author) -> bool:
    doc, source = case.doc("chief0"), case.doc("fpn")
    analysis = doc.block("case_analysis") if doc else None
    basis = source.block("diagnostic_basis") if source else None
    others = source.block("differential_diagnosis") if source else None
    if analysis is None or basis is None or others is None or not basis.items or not others.items:
        return False
    copied = "；".join(plain(w) for w in basis.items) + "。需鉴别：" + "；".join(plain(w) for w in others.items) + "。"
    if "□" in copied:
        return False
    words: Rich = [f"{case.team.chief.name}{case.team.chief.title}：", copied.replace("，支持", "，均支持", 1)]
    _mark_longest(words, case.defect("CLN-ROUND-FPN", "上级查房的分析照抄首次病程的诊断依据和鉴别诊断"))
    case.findings[-1].related, case.findings[-1].related_doc = case.stay_id, source
    _fill(analysis, words)
    return True


@_defect("CLN-STALE", "note2")
def _stale_day(case: Case, author: Author) -> bool:
    doc = case.doc("note2")
    if doc is None:
        return False
    if case.operated and doc.at > case.operated[1] + timedelta(days=1):
        operation = author.say(author.scenario["op"]["name"])
        key = case.defect("CLN-STALE", "手术已做，仍写拟明日手术")
        doc.blocks[0].words.append(
            Quote(key, ["拟明日在", *author.say(author.scenario["op"]["anesthesia"]), "下行", *operation, "。"])
        )
        return True
    day = (doc.at.date() - case.admitted.date()).days + 1
    if case.operated or day < 5:
        return False
    key = case.defect("CLN-STALE", f"实为入院第{day}天")
    doc.blocks[0].words.insert(0, Quote(key, ["今日为患者入院第2天，"]))
    return True


def stranger_name(case: Case, rng: random.Random) -> str:
    own = case.patient.name[0]
    return rng.choice([s for s in SURNAMES if s != own]) + rng.choice(("桂花", "大海", "永福", "秀莲", "国栋", "玉梅"))


@_defect("CLN-OTHER-PATIENT", "note1")
def _other_name(case: Case, author: Author) -> bool:
    doc = case.doc("note1")
    if doc is None:
        return False
    key = case.defect("CLN-OTHER-PATIENT", "病程中残留别的患者姓名")
    words = author.pick(("患者{}诉无特殊不适。", "已向患者{}交代注意事项。", "嘱患者{}继续卧床。")).replace(
        "{}", stranger_name(case, author.rng)
    )
    doc.blocks[0].words.append(Quote(key, [words]))
    return True


def copy_note(case: Case, author: Author, partner: Case) -> bool:
    """CLN-CROSS-PT-NOTE: daily notes taken from another patient of the ward."""
    pairs = [(case.doc(tag), partner.doc(tag)) for tag in ("note1", "note2")]
    copied = [(mine, theirs) for mine, theirs in pairs if mine and theirs and _copyable(theirs, COPIED_NOTE)]
    if not copied:
        return False
    for mine, theirs in copied:
        words = _edited(theirs.blocks[0].words, author.rng)
        _mark_longest(words, case.defect("CLN-CROSS-PT-NOTE", "病程抄自同科另一患者，只改生命体征"))
        case.findings[-1].related, case.findings[-1].related_doc = partner.stay_id, theirs
        mine.blocks = [Block("", words)]
    if author.rng.random() < 0.5:
        key = case.defect("CLN-OTHER-PATIENT", "抄来的病程里残留原患者姓名")
        copied[0][0].blocks[0].words.append(Quote(key, [f"已与患者{partner.patient.name}沟通病情。"]))
    return True


def _copyable(doc: Doc, least: int) -> bool:
    words = doc.blocks[0].words
    return len(doc.blocks) == 1 and len(plain(words)) >= least and not any(isinstance(p, Stamp | Quote) for p in words)


def _reasoning(doc: Doc) -> int:
    blocks = (doc.block("diagnostic_basis"), doc.block("differential_diagnosis"))
    return sum(len(plain(words)) for block in blocks if block for words in block.items)


def worth_copying(rule: str, partner: Case) -> bool:
    """True if ``partner`` holds enough text of the kind that ``rule`` is about."""
    if rule == "CLN-CROSS-PT-NOTE":
        notes = (partner.doc("note1"), partner.doc("note2"))
        return any(n is not None and _copyable(n, COPIED_NOTE) for n in notes)
    first = partner.doc("fpn")
    return (
        first is not None
        and first.block("differential_diagnosis") is not None
        and _reasoning(first) >= COPIED_REASONING
    )


def copy_reasoning(case: Case, author: Author, partner: Case) -> bool:
    """CLN-CROSS-PT-DISC: diagnostic basis and differential taken from another patient with the same disease."""
    doc, source = case.doc("fpn"), partner.doc("fpn")
    if doc is None or source is None or _reasoning(source) < COPIED_REASONING:
        return False
    key = case.defect("CLN-CROSS-PT-DISC", "诊断依据与鉴别诊断抄自同科同病种另一患者，化验数值也是他人的")
    case.findings[-1].related, case.findings[-1].related_doc = partner.stay_id, source
    for name in ("diagnostic_basis", "differential_diagnosis"):
        mine, theirs = doc.block(name), source.block(name)
        if mine is None or theirs is None or not theirs.items:
            continue
        mine.items = [_edited(list(words), author.rng) for words in theirs.items]
        mine.words = []
    others = doc.block("differential_diagnosis")
    if others is None or not others.items:
        return False
    _mark_longest(others.items[0], key)
    return True


def copy_examination(case: Case, _author: Author, partner: Case) -> bool:
    """CLN-CROSS-ADM: the physical examination of the same patient's earlier stay, figures included."""
    doc, source = case.doc("adm"), partner.doc("adm")
    mine = doc.block("physical_exam") if doc else None
    theirs = source.block("physical_exam") if source else None
    if (
        mine is None
        or theirs is None
        or len(plain(theirs.words)) < 80
        or any(isinstance(p, Quote) for p in theirs.words)
    ):
        return False
    words = list(theirs.words)
    key = case.defect("CLN-CROSS-ADM", "体格检查连同生命体征整段复制上次住院")
    case.findings[-1].related, case.findings[-1].related_doc = partner.stay_id, source
    _fill(mine, [Quote(key, words)])
    return True
