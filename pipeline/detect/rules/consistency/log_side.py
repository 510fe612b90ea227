"""部位侧别矛盾 (LOG-SIDE)

检查什么：同一病变、同一手术在各文书的诊断栏和手术名称栏里左右是否一致。只比较诊断（入院、术前、术后、出院）与手术名称
（术前小结、术前讨论、同意书、核查表、手术记录等）；同一器官、同一病变而左右相反才判为缺陷。

依据：病历书写基本规范第三条；医疗质量安全核心制度要点（手术安全核查）。

例外：见 exceptions。

整改：核对影像与手术部位，更正错误的一处，注明更正人和时间；同意书侧别错误的，按不良事件上报。
"""

from __future__ import annotations

from collections import Counter, defaultdict

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.laterality import Sided, same_matter, sided_mentions, speaks_of
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule


def check(case: Case) -> Verdict:
    """Compare, organ by organ, the sides that diagnoses and operation names give for the same lesion or operation."""
    by_part: dict[str, list[Sided]] = defaultdict(list)
    for document in case.documents:
        for mention in sided_mentions(document):
            by_part[mention.part].append(mention)
    if not by_part:
        return not_applicable("诊断和手术名称中没有写明左右的部位")
    defects = [d for mentions in by_part.values() for d in _contradictions(case, mentions)]
    return judged(defects) if defects else passed("各处侧别一致")


def _contradictions(case: Case, mentions: list[Sided]) -> list[Defect]:
    sides = {m.side for m in mentions}
    if not {"左", "右"} <= sides or _operated_on_both_sides(mentions):
        return []
    mentions = [m for m in mentions if not _bilateral(m, mentions)]
    places = Counter(side for side, _ in {(m.side, m.document.doc_id) for m in mentions})
    operated = Counter(m.side for m in mentions if m.slot == "operation")
    usual = max("左右", key=lambda side: (places[side], operated[side]))
    defects = []
    told: set[str] = set()
    for odd in mentions:
        if odd.side == usual or odd.document.doc_id in told or _each_its_own(odd, mentions):
            continue
        against = next((m for m in mentions if m.side == usual and same_matter(m, odd)), None)
        if against is not None:
            told.add(odd.document.doc_id)
            defects.append(_defect(case, odd, against))
    return defects


def _each_its_own(odd: Sided, mentions: list[Sided]) -> bool:
    """True for a diagnosis whose list also names the other side of the organ: 右叶乳头状癌；左叶囊性结节."""
    return odd.slot == "diagnosis" and any(
        m.slot == "diagnosis"
        and m.side != odd.side
        and (m.document.doc_id, m.entry) == (odd.document.doc_id, odd.entry)
        for m in mentions
    )


def _operated_on_both_sides(mentions: list[Sided]) -> bool:
    """One operation named for both sides, or records of operations on both."""
    operated: set[str] = set()
    named: dict[tuple[str, int], set[str]] = defaultdict(set)
    for m in mentions:
        if m.slot == "operation":
            named[m.document.doc_id, m.entry].add(m.side)
            if m.document.doc_type == "operation_record":
                operated.add(m.side)
    return any("双" in g or {"左", "右"} <= g for g in (*named.values(), operated))


def _bilateral(one: Sided, mentions: list[Sided]) -> bool:
    """True if a diagnosis gives this lesion, or the lesion that this operation treats, to both sides."""
    named: dict[tuple[str, int, str], set[str]] = defaultdict(set)
    for m in mentions:
        if m.slot == "diagnosis" and speaks_of(one, m):
            for lesion in m.lesions:
                named[m.document.doc_id, m.entry, lesion].add(m.side)
    return any("双" in g or {"左", "右"} <= g for g in named.values())


def _defect(case: Case, odd: Sided, against: Sided) -> Defect:
    what = "手术" if odd.slot == "operation" else "诊断"
    return Defect(
        message=f"侧别矛盾：此处{what}写“{odd.side}”侧{odd.organ}，他处同一{'手术' if against.slot == 'operation' else '病变'}写“{against.side}”侧",
        doc_id=odd.document.doc_id,
        evidence=(
            case.cite(odd.document, odd.start, odd.end),
            case.cite(against.document, against.start, against.end, "compared"),
        ),
        person=author(odd.document),
        confidence=0.9,
    )


def _record(diagnosis: str, consent: str, operation: str, history: str = "体健。") -> str:
    return (
        f"@stay sex=男 age=50岁 admitted=2026-03-02T09:00\n@doc\n入院记录\n主诉：腹股沟区肿物1年。\n现病史：1年前发现腹股沟区可复性肿物。\n既往史：{history}\n"
        f"体格检查：T 36.5℃，腹软。\n初步诊断：{diagnosis}\n医师签名：张三\n"
        f"@doc\n手术知情同意书\n术前诊断：{diagnosis}\n拟行手术：{consent}\n患者签名：王某\n"
        f"@doc\n手术记录\n术前诊断：{diagnosis}\n手术名称：{operation}\n手术经过：常规消毒铺巾，逐层切开，顺利完成手术。\n手术者：李四\n"
    )


RULE = Rule(
    id="LOG-SIDE",
    name="部位侧别矛盾",
    category="consistency",
    clause="BW 3; HX 11",
    check=check,
    remedy="核对影像与手术部位，更正错误的一处并注明更正人和时间；同意书侧别错误的按不良事件上报。",
    exceptions=(
        "双侧病变",
        "对侧的既往病史或旧手术",
        "脑病变与对侧肢体",
        "同一器官两侧各有不同病变",
        "放射痛、入路、与健侧比较等其他栏目的左右",
    ),
    examples=(
        Example(
            Outcome.FAIL,
            _record("右侧腹股沟斜疝", "右侧腹股沟疝无张力修补术", "左侧腹股沟疝无张力修补术"),
            "手术记录侧别相反",
        ),
        Example(
            Outcome.FAIL,
            _record("左输尿管结石", "右侧输尿管软镜碎石取石术", "左侧输尿管软镜碎石取石术"),
            "同意书侧别相反",
        ),
        Example(
            Outcome.FAIL,
            _record("右眼老年性白内障", "右眼白内障超声乳化摘除术", "左眼白内障超声乳化摘除术")
            + "@doc\n出院记录\n出院诊断：1.右眼老年性白内障 2.双眼人工晶状体眼\n医师签名：张三\n",
            "双眼的是另一诊断，不能解释手术侧别相反",
        ),
        Example(
            Outcome.PASS,
            _record("双侧腹股沟斜疝", "右侧腹股沟疝修补术", "左侧腹股沟疝修补术"),
            "双侧病变分次手术",
            shows="双侧病变",
        ),
        Example(
            Outcome.PASS,
            _record(
                "右侧腹股沟斜疝；左侧腹股沟疝修补术后",
                "右侧腹股沟疝修补术",
                "右侧腹股沟疝修补术",
                "2015年行左侧腹股沟疝修补术。",
            ),
            "对侧旧手术",
            shows="对侧的既往病史或旧手术",
        ),
        Example(
            Outcome.PASS,
            "@stay sex=男 age=60岁\n@doc\n入院记录\n主诉：左侧肢体无力1天。\n现病史：1天前出现左侧肢体无力。\n体格检查：左侧肢体肌力3级。\n初步诊断：右侧基底节脑梗死\n医师签名：张三\n"
            "@doc\n出院记录\n出院诊断：右侧基底节脑梗死\n出院情况：左侧肢体肌力4级。\n医师签名：张三\n",
            "右脑病变左侧偏瘫",
            shows="脑病变与对侧肢体",
        ),
        Example(
            Outcome.PASS,
            _record("甲状腺右叶乳头状癌；甲状腺左叶囊性结节", "甲状腺右叶切除术", "甲状腺右叶切除术"),
            "另一叶的结节只随访",
            shows="同一器官两侧各有不同病变",
        ),
        Example(
            Outcome.PASS,
            _record("左输尿管结石；右肾囊肿", "左侧输尿管软镜碎石取石术", "左侧输尿管软镜碎石取石术，左肾双J管置入"),
            "右肾囊肿与左侧手术无关",
            shows="同一器官两侧各有不同病变",
        ),
        Example(
            Outcome.PASS,
            _record("右侧腹股沟斜疝", "右侧腹股沟疝修补术", "右侧腹股沟疝修补术").replace(
                "逐层切开", "于左下腹置入5mm辅助套管，与左侧（健侧）对比，逐层分离"
            ),
            "入路与健侧",
            shows="放射痛、入路、与健侧比较等其他栏目的左右",
        ),
    ),
    doc=__doc__ or "",
)
