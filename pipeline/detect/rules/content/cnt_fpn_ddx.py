"""首次病程记录无鉴别诊断 (CNT-FPN-DDX)

检查什么：首次病程记录里有没有鉴别诊断。依次看“鉴别诊断”各种写法的标题、与“诊断依据”“拟诊讨论”合并的标题、没有标题但写明
“需与……鉴别”“……不支持，可排除”的语句。下列情况判为没有：全文没有；标题下为空、“无”“略”“同上”等占位；以“诊断明确，无需鉴别”推辞；
只是重复入院诊断、论证其成立。

依据：病历书写基本规范第二十二条（一）；S000 篇2 单项否决（乙级）；按标准的 ddx_policy：always 一律要求，if_unclear 诊断不明确时要求。

例外：见 exceptions。例外从诊断和入院目的判断，不凭一句“无需鉴别”。不在名单上的计划性住院只提示人工复核。

整改：补写至少一至两种需鉴别的疾病，写明本例支持与不支持之处及进一步检查；确属例外的写明理由。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.differential import (
    DEFAULT_EXEMPTIONS,
    Differential,
    Substance,
    Waiver,
    find_differential,
    rule_on,
    split_diagnoses,
)
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.meaning.differential import opinion_in_words
from pipeline.detect.notes import admission_diagnoses, author, cite_section, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_SEARCHED = ("首次病程记录：鉴别诊断标题及合并标题", "首次病程记录：需与……鉴别、可排除等语句")
_MESSAGES = {
    Substance.ABSENT: "首次病程记录中没有鉴别诊断",
    Substance.PLACEHOLDER: "鉴别诊断标题下没有内容，或只有“无”“略”等占位文字",
    Substance.DECLINED: "鉴别诊断以“诊断明确”等推辞，没有任何鉴别内容",
    Substance.REPEATS_ADMISSION: "鉴别诊断只重复入院诊断并论证其成立，没有考虑其他疾病",
    Substance.UNCLEAR: "鉴别诊断处有文字，但未能识别出被鉴别的疾病",
}


def differential_of(case: Case, note: ExtractedDocument) -> Differential:
    """The differential diagnosis of ``note``, read once for all rules."""
    key = f"differential:{note.doc_id}"
    if key not in case.memo:
        case.memo[key] = find_differential(note, split_diagnoses(admission_diagnoses(case, note)))
    found: Differential = case.memo[key]
    return found


def waiver_of(case: Case, note: ExtractedDocument) -> Waiver:
    """What the standard and the record say about the need for a differential diagnosis in ``note``."""
    policy = str(case.parameters.get("ddx_policy", "always"))
    listed = tuple(case.parameters.get("ddx_exemptions", DEFAULT_EXEMPTIONS))
    return rule_on(note, case.extracted, policy, listed).waiver


def considers_others(differential: Differential) -> bool:
    """Whether any disease but the admission diagnosis is considered at all."""
    return differential.substance in (Substance.SUBSTANTIAL, Substance.TEXTBOOK, Substance.NAMES_ONLY) or (
        differential.substance is Substance.UNCLEAR and bool(differential.others)
    )


def check(case: Case) -> Verdict:
    """Judge every first progress note; one that considers other diseases is enough."""
    notes = first_progress_notes(case)
    if not notes:
        return not_applicable("没有首次病程记录，其缺失另由CMP-FPN判定")
    if any(considers_others(differential_of(case, n)) for n in notes):
        return passed("有鉴别诊断")
    waivers = {n.doc_id: waiver_of(case, n) for n in notes}
    if Waiver.EXEMPT in waivers.values():
        return not_applicable("诊断和入院目的属于不要求鉴别诊断的情形")
    if Waiver.DIAGNOSIS_CLEAR in waivers.values():
        return passed("标准只在诊断不明确时要求鉴别诊断，本例诊断明确")
    if Waiver.UNKNOWN in waivers.values():
        return not_assessable("标准只在诊断不明确时要求鉴别诊断，但未找到入院诊断")
    return judged([_defect(case, notes[0], waivers[notes[0].doc_id])])


def _defect(case: Case, note: ExtractedDocument, waiver: Waiver) -> Defect:
    differential = differential_of(case, note)
    review = waiver is Waiver.ARGUABLE or differential.substance is Substance.UNCLEAR or bool(differential.hints)
    evidence = _evidence(case, note, differential)
    return Defect(
        message=_MESSAGES[differential.substance]
        + ("（请人工确认是否属于可以不写的情形）" if review else "")
        + opinion_in_words(differential),
        doc_id=note.doc_id,
        evidence=evidence,
        searched=() if evidence else _SEARCHED,
        person=author(note),
        confidence=0.6 if review else 0.95,
        review=review,
    )


def _evidence(case: Case, note: ExtractedDocument, differential: Differential) -> tuple[Evidence, ...]:
    own = [s for s in note.sections if s.label == "differential_diagnosis"]
    if own:
        return tuple(cite_section(case, note, s) for s in own)
    return tuple(case.cite(note, s.start, s.end) for s in differential.basis if s.end > s.start)


_HEAD = """@stay sex=男 age=58岁 admitted=2026-03-02T09:00 discharged=2026-03-10T10:00
@doc
首次病程记录
2026-03-02 10:30
患者李某，男，58岁，因“{reason}”于2026-03-02 09:00入院。
病例特点：1.中年男性，急性起病。2.查体：T 38.5℃，右下肺湿啰音。3.胸部CT示右下肺实变。
初步诊断：{diagnosis}
诊断依据：发热、咳嗽，右下肺湿啰音，胸部CT示右下肺实变影。
{differential}诊疗计划：1.二级护理；2.查血培养、痰培养；3.头孢曲松2.0g静滴每日1次。
医师签名：张三
"""


def _record(differential: str, diagnosis: str = "社区获得性肺炎", reason: str = "发热、咳嗽3天") -> str:
    return _HEAD.format(differential=differential, diagnosis=diagnosis, reason=reason)


RULE = Rule(
    id="CNT-FPN-DDX",
    name="首次病程记录无鉴别诊断",
    category="content",
    clause="BW 22(1)2; S000-P2 B2b; S000-P6 L8",
    check=check,
    remedy="补写需鉴别的疾病，逐一写明本例支持、不支持之处和进一步检查；确属例外的写明理由。",
    parameters=("ddx_policy", "ddx_exemptions"),
    exceptions=(
        "病理确诊肿瘤按计划入院化疗或放疗",
        "正常分娩或计划分娩",
        "计划性内固定物取出",
        "合并标题内有鉴别内容",
        "没有标题但文中有鉴别语句",
        "不在名单上的计划性住院只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _record("鉴别诊断：诊断明确，无需鉴别。\n"), "急性病例以诊断明确推辞"),
        Example(Outcome.FAIL, _record("鉴别诊断：无。\n"), "占位文字等于没有"),
        Example(Outcome.FAIL, _record(""), "全文没有鉴别内容"),
        Example(
            Outcome.FAIL,
            _record("鉴别诊断：社区获得性肺炎：患者发热咳嗽，肺部湿啰音，CT见实变影，故社区获得性肺炎诊断成立。\n"),
            "只重复入院诊断",
        ),
        Example(
            Outcome.PASS,
            _record(
                "鉴别诊断：1.肺结核：多有午后低热、盗汗，本例起病急，不支持，查痰抗酸染色；2.肺癌：CT未见肿块，可能性小。\n"
            ),
            "两种疾病均有分析",
        ),
        Example(
            Outcome.PASS,
            _record("鉴别诊断：需与肺结核、肺癌相鉴别。\n"),
            "只列病名属于过于简单（CNT-FPN-DDX-THIN），不是没有",
        ),
        Example(
            Outcome.PASS,
            _record("")
            .replace("诊断依据：发热", "诊断依据及鉴别诊断：发热")
            .replace("右下肺实变影。\n", "右下肺实变影。须与肺栓塞鉴别，本例无胸痛咯血，D-二聚体正常，不支持。\n", 1),
            "合并标题",
            shows="合并标题内有鉴别内容",
        ),
        Example(
            Outcome.PASS,
            _record("").replace(
                "右下肺实变影。\n",
                "右下肺实变影。尚需与肺结核相鉴别，后者起病缓，有盗汗消瘦，本例急性起病，可查痰抗酸染色排除。\n",
                1,
            ),
            "写在诊断依据段内，没有鉴别标题",
            shows="没有标题但文中有鉴别语句",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _record("鉴别诊断：病理已明确，略。\n", "右肺腺癌（cT2N2M0 ⅢA期）", "确诊右肺腺癌2月，第3周期化疗"),
            "穿刺病理证实，返院化疗",
            shows="病理确诊肿瘤按计划入院化疗或放疗",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _record("", "宫内孕39+1周，G1P0，LOA，单活胎，临产", "停经39+1周，阵发性腹痛2小时"),
            "足月临产",
            shows="正常分娩或计划分娩",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _record("", "左胫骨骨折内固定术后（骨性愈合）", "左胫骨骨折术后1年半，要求取出内固定"),
            "骨折已愈合，计划取内固定",
            shows="计划性内固定物取出",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("鉴别诊断：诊断明确，无需鉴别。\n", "慢性肾脏病5期", "规律血液透析3年，入院行动静脉瘘评估"),
            "名单之外的计划性住院",
            shows="不在名单上的计划性住院只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
