"""The differential diagnosis: where it is found, what is read from it, and how its substance is judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.detect.case import Case
from pipeline.detect.differential import (
    DEFAULT_EXEMPTIONS,
    Substance,
    Waiver,
    find_differential,
    rule_on,
    split_diagnoses,
)
from pipeline.detect.differential.alternatives import find_alternatives
from pipeline.detect.notes import admission_diagnoses
from pipeline.extract.model import ExtractedDocument, ExtractedStay, Section
from pipeline.records.stay import Stay

_LABELS = {
    "病例特点：": "case_features",
    "初步诊断：": "preliminary_diagnosis",
    "诊断依据：": "diagnostic_basis",
    "诊断依据及鉴别诊断：": "diagnostic_basis",
    "拟诊讨论：": "case_analysis",
    "鉴别诊断：": "differential_diagnosis",
    "中医鉴别诊断：": "differential_diagnosis",
    "诊疗计划：": "treatment_plan",
}


def note(*entries: str, opening: str = "患者李某，男，58岁，因“发热、咳嗽3天”入院。") -> ExtractedDocument:
    """A first progress note of headed entries, one section each."""
    text, sections = f"首次病程记录\n{opening}\n", []
    for entry in entries:
        heading = next((h for h in sorted(_LABELS, key=len, reverse=True) if entry.startswith(h)), None)
        if heading:
            sections.append(Section(_LABELS[heading], len(text), len(text) + len(entry), len(text) + len(heading)))
        text += entry + "\n"
    return ExtractedDocument("X-01", "X-01", "first_progress_note", text, 0, len(text), sections=tuple(sections))


def judged(words: str, diagnosis: str = "社区获得性肺炎") -> Substance:
    document = note(f"初步诊断：{diagnosis}", f"鉴别诊断：{words}", "诊疗计划：头孢曲松2.0g静滴。")
    return find_differential(document, split_diagnoses(diagnosis)).substance


@pytest.mark.parametrize(
    "words",
    [
        "1.肺结核：多有午后低热、盗汗，本例起病急，不支持；2.肺癌：CT未见肿块，可能性小。",
        "①肺栓塞——无胸痛咯血，不支持；②肺结核——痰抗酸染色待查。",
        "应与肺结核相鉴别，患者无盗汗，PPD阴性，不支持。",
        "（一）伤寒：同为持续发热，患者无玫瑰疹，可送肥达试验区分。",
        "肺脓肿\n支持点：发热、咳痰；\n不支持点：无脓臭痰，CT未见空洞。",
        "1、肺脓肿 起病急，大量脓臭痰，该患者无。",
        "咳嗽与喘证：喘证以气急喘促为主，本例以咳为主。",
        "患者中年男性，需警惕肺癌，但CT未见占位，暂不支持。",
        "结核？痰涂片三次阴性，可除外。肿瘤？CT不支持。",
        "主要与肺结核、肺癌鉴别。肺结核多有低热盗汗；肺癌多有消瘦咯血。患者均无上述表现。",
        "本病应与右侧输尿管结石（多为绞痛、有血尿，该患尿常规正常）、宫外孕（有停经史，该患为男性）鉴别。",
        "需鉴别者：肺结核（患者无盗汗）、肺癌（CT无肿块）。",
        "1.肺结核\n患者无低热盗汗，CT表现不符，暂不考虑。\n2.肺癌\n患者CT未见占位，暂不考虑。",
        "支气管扩张、肺结核等均可有咳嗽咳痰，但患者无咯血、低热，胸片不支持，故可排除。",
        "湿肺：胸片待排。",
        "社区获得性肺炎诊断明确，但需与肺结核鉴别：患者无盗汗，PPD阴性，不支持。",
        "本病诊断明确；惟须与肺栓塞相区别，患者D-二聚体0.2mg/L，无下肢肿痛，可排除。",
    ],
)
def test_argument_about_the_patient_is_substantial(words: str) -> None:
    assert judged(words) is Substance.SUBSTANTIAL


@pytest.mark.parametrize(
    "words",
    [
        "需与肺结核、肺癌、肺栓塞等疾病相鉴别。",
        "1、肺结核 2、肺癌 3、支气管扩张",
        "肺结核，肺癌，支气管扩张症等。",
        "应注意与以下疾病鉴别：肺结核、肺癌。",
        "1.肺结核；2.肺癌。结合病史、体征及辅助检查可资鉴别。",
        "1.肺结核：可根据病史、症状、体征、影像学检查鉴别。2.肺癌：可根据病史及病理鉴别。",
        "应与支气管哮喘、心源性哮喘相鉴别，进一步完善相关检查以明确诊断。",
        "本例需除外结核、肿瘤。",
        "应与泄泻、便血、肠风等病相鉴别。",
        "肺结核?肺癌?",
    ],
)
def test_names_without_argument_are_names_only(words: str) -> None:
    assert judged(words) is Substance.NAMES_ONLY


@pytest.mark.parametrize(
    "words", ["", "无", "无。", "略", "同上。", "——", "/", "见上", "待补", "略（见入院记录）", "____"]
)
def test_placeholders(words: str) -> None:
    assert judged(words) is Substance.PLACEHOLDER


@pytest.mark.parametrize(
    "words",
    [
        "诊断明确，无需鉴别。",
        "本病诊断明确，暂不需与其他疾病鉴别。",
        "患者诊断明确，不予鉴别。",
        "外伤史明确，X线片已证实骨折，诊断明确，无需鉴别。",
        "中、西医诊断均明确，无须鉴别。",
        "病理已确诊，不再鉴别。",
    ],
)
def test_declined(words: str) -> None:
    assert judged(words) is Substance.DECLINED


def test_argument_for_the_admission_diagnosis_alone_repeats_it() -> None:
    words = "社区获得性肺炎：患者发热咳嗽，右下肺湿啰音，CT见实变影，故社区获得性肺炎诊断成立。"
    assert judged(words) is Substance.REPEATS_ADMISSION


def test_textbook_paragraph_is_told_from_an_argument() -> None:
    assert judged("肺结核：多见于青壮年，常有乏力、消瘦、夜间盗汗等表现。") is Substance.TEXTBOOK


def test_symptoms_without_any_other_disease_are_left_to_a_person() -> None:
    assert judged("无盗汗、消瘦，无咯血，CT未见占位。") in (Substance.UNCLEAR, Substance.TEXTBOOK)


def test_alternative_has_its_clauses_with_spans() -> None:
    text = "①肺栓塞：也可胸痛，但患者无下肢肿痛，不支持，拟查D-二聚体排除。"
    (found,) = find_alternatives(text, 0, len(text))
    assert found.name.quote == "肺栓塞"
    assert [s.quote for s in found.supporting] == ["也可胸痛"]
    assert [s.quote for s in found.opposing] == ["但患者无下肢肿痛"]
    assert [s.quote for s in found.tests] == ["拟查D-二聚体排除"]
    for span in (found.name, *found.supporting, *found.opposing, *found.tests):
        assert text[span.start : span.end] == span.quote


def test_heading_that_only_points_to_the_discussion() -> None:
    document = note(
        "初步诊断：肺炎",
        "拟诊讨论：考虑肺炎。需与肺结核鉴别，患者无盗汗，不支持。",
        "鉴别诊断：见拟诊讨论。",
    )
    found = find_differential(document, ("肺炎",))
    assert found.substance is Substance.SUBSTANTIAL
    assert [a.name.quote for a in found.alternatives] == ["肺结核"]


@pytest.mark.parametrize("words", ["目前暂不考虑其他疾病。", "需与其他引起发热的疾病相鉴别。"])
def test_other_diseases_without_a_name_are_nobody(words: str) -> None:
    document = note("初步诊断：肺炎", f"鉴别诊断：{words}")
    assert find_differential(document, ("肺炎",)).others == ()


def test_merged_heading_starts_at_the_comparison() -> None:
    document = note(
        "初步诊断：急性阑尾炎",
        "诊断依据及鉴别诊断：转移性右下腹痛，麦氏点压痛。须与输尿管结石鉴别，本例无血尿，不支持。",
    )
    found = find_differential(document, ("急性阑尾炎",))
    assert found.substance is Substance.SUBSTANTIAL
    assert [a.name.quote for a in found.alternatives] == ["输尿管结石"]
    assert found.passages[0].origin == "merged"


def test_exclusions_inside_the_discussion_count() -> None:
    document = note("初步诊断：肺炎", "拟诊讨论：考虑肺炎；肺结核无盗汗，暂不考虑；肺癌CT未见肿块，可能性小。")
    assert find_differential(document, ("肺炎",)).substance is Substance.SUBSTANTIAL


def test_absent_differential_with_an_exclusion_in_the_plan_leaves_a_hint() -> None:
    document = note("初步诊断：肺炎", "诊断依据：发热，右下肺湿啰音。", "诊疗计划：查D-二聚体排除肺栓塞。")
    found = find_differential(document, ("肺炎",))
    assert found.substance is Substance.ABSENT
    assert found.hints


def _ruling(diagnosis: str, reason: str, policy: str = "always", rest: str = "") -> Waiver:
    document = note(
        f"初步诊断：{diagnosis}", f"诊疗计划：完善血常规。{rest}", opening=f"患者李某，58岁，因“{reason}”入院。"
    )
    stay = ExtractedStay(Stay("X", ()), (document,))
    return rule_on(document, stay, policy, DEFAULT_EXEMPTIONS).waiver


@pytest.mark.parametrize(
    ("diagnosis", "reason"),
    [
        ("右肺腺癌（cT2N2M0 ⅢA期）", "确诊右肺腺癌2月，第3周期化疗"),
        ("直肠癌术后", "直肠癌术后1月，拟行术后辅助化疗"),
        ("鼻咽癌（T3N1M0 Ⅲ期）", "鼻咽癌确诊2周，为行放射治疗入院"),
        ("急性淋巴细胞白血病（标危）完全缓解", "返院行第4疗程化疗"),
        ("宫内孕39+1周，G1P0，LOA，单活胎，临产", "停经39+1周，阵发性腹痛2小时"),
        ("孕2产1孕39周，瘢痕子宫", "孕39周，计划再次剖宫产"),
        ("左胫骨骨折内固定术后（骨性愈合）", "左胫骨骨折术后1年半，要求取出内固定"),
        ("右锁骨骨折术后", "右锁骨骨折钢板固定术后1年，入院取钢板"),
    ],
)
def test_planned_admissions_are_exempt(diagnosis: str, reason: str) -> None:
    assert _ruling(diagnosis, reason) in (Waiver.EXEMPT, Waiver.ARGUABLE)
    if "取钢板" not in reason:
        assert _ruling(diagnosis, reason) is Waiver.EXEMPT


@pytest.mark.parametrize(
    ("diagnosis", "reason", "rest"),
    [
        ("右股骨颈骨折", "摔伤致右髋痛2小时", "术后一年取出内固定物。"),
        ("右肺上叶占位：肺癌？", "咳嗽1月", "待病理明确后行化疗。"),
        ("急性阑尾炎；宫内孕20周", "停经20周，右下腹痛1天", ""),
        ("社区获得性肺炎", "发热3天", ""),
    ],
)
def test_other_admissions_are_not(diagnosis: str, reason: str, rest: str) -> None:
    assert _ruling(diagnosis, reason, rest=rest) is Waiver.NOT_WAIVED


@pytest.mark.parametrize(
    ("diagnosis", "reason"),
    [
        ("右锁骨骨折内固定术后感染", "术后半年流脓，要求取出内固定"),
        ("左侧输尿管支架置入术后", "入院拔除双J管"),
        ("正常足月新生儿", "足月顺产出生10分钟"),
        ("孕38周，前置胎盘伴出血", "停经38周，阴道出血1小时"),
    ],
)
def test_open_points_go_to_a_person(diagnosis: str, reason: str) -> None:
    assert _ruling(diagnosis, reason) is Waiver.ARGUABLE


def test_policy_if_unclear_asks_for_it_only_in_doubt() -> None:
    assert _ruling("社区获得性肺炎", "发热3天", "if_unclear") is Waiver.DIAGNOSIS_CLEAR
    assert _ruling("发热待查：肺炎？", "发热3天", "if_unclear") is Waiver.NOT_WAIVED
    assert _ruling("", "发热3天", "if_unclear") is Waiver.UNKNOWN


def test_admission_diagnosis_is_taken_from_the_admission_record_if_the_note_has_none() -> None:
    first = note("鉴别诊断：略。")
    text = "入院记录\n初步诊断：急性阑尾炎\n"
    record = ExtractedDocument(
        "X-02", "X-02", "admission_record", text, 0, len(text),
        sections=(Section("admission_diagnosis", 5, len(text), 10),),
    )  # fmt: skip
    case = Case(ExtractedStay(Stay("X", ()), (first, record)), {})
    assert admission_diagnoses(case, first).strip() == "急性阑尾炎"


@given(st.text(max_size=200))
def test_spans_always_quote_the_source(words: str) -> None:
    document = note(f"鉴别诊断：{words}")
    found = find_differential(document, ("肺炎",))
    spans = [x.span for x in found.passages] + list(found.basis) + [a.name for a in found.alternatives]
    spans += [c for a in found.alternatives for c in (*a.supporting, *a.opposing, *a.tests)]
    assert all(document.text[s.start : s.end] == s.quote for s in spans)


@given(st.text(alphabet="与和、，。；：肺结核癌需鉴别不支持患者无1.①（）\n ", max_size=120))
def test_any_mixture_of_its_words_is_judged(words: str) -> None:
    assert isinstance(judged(words), Substance)
