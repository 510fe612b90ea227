"""What happened in the stay, told apart from what was planned, feared, refused, long ago or elsewhere."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect import examples
from pipeline.detect.specimens import (
    ADMISSION,
    CHIEF,
    CONSENT,
    DEATH,
    DEATH_STAY,
    DEATHS,
    DISCHARGE,
    FPN,
    MEDICAL,
    OPERATION,
    PREOP_DISCUSSION,
    PREOP_SUMMARY,
    RESCUE,
    SURGICAL,
    note,
    record,
)
from pipeline.extract import extract
from pipeline.extract.facts import gather_facts
from pipeline.extract.model import ExtractedStay
from pipeline.extract.pipeline import read_documents
from pipeline.records.stay import Document, Stay
from tests.gold import CORPUS, gold_stays


def read(notation: str) -> ExtractedStay:
    return extract(examples.parse(notation)[0][0])


def told(text: str, when: str = "2026-03-05 16:00") -> ExtractedStay:
    return read(record(note(when, text)))


# ---- operations ----


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("今日在球后麻醉下行左眼白内障超声乳化吸除联合人工晶体植入术，术中顺利。", "白内障"),
        ("患者于2026-03-05 09:10在全麻下行腹腔镜辅助阴式子宫切除术，手术顺利。", "子宫切除"),
        ("今日送手术室，气管插管全身麻醉成功后行胃癌根治术，手术历时4小时。", "胃癌根治"),
        ("03-05 14:20因胎儿窘迫急诊在腰硬联合麻醉下行子宫下段剖宫产术，娩出一活婴。", "剖宫产"),
        ("今日上午行经皮冠状动脉介入治疗，于前降支植入支架1枚，术后安返CCU。", "介入"),
        ("昨日全麻下由陆振华教授行L4/5椎间盘髓核摘除术，术后第1天。", "髓核摘除"),
    ],
)
def test_an_operation_told_in_a_note(text: str, name: str) -> None:
    (operation,) = told(text).facts.operations
    assert name in operation.name
    assert not operation.minor
    assert operation.note_id is None
    assert operation.day is not None


@pytest.mark.parametrize(
    "text",
    [
        "拟明日全麻下行胆囊切除术。",
        "患者拒绝行胆囊切除术，要求保守治疗。",
        "2018年在外院行阑尾切除术。",
        "患者10年前因子宫肌瘤行子宫全切术。",
        "其母亲曾行乳腺癌根治术。",
        "建议择期行白内障手术。",
        "如保守治疗无效则行剖腹探查术。",
        "原定今日手术因月经来潮取消，改期进行。",
        "患者3月前在市人民医院行左髋关节置换术，今复查。",
        "术前准备，明晨全麻下行胃大部切除术，已签同意书。",
        "告知患者手术方式为全麻下行胆囊切除术，患者表示理解并同意手术。",
        "CT示胆囊切除术后改变。",
        "患者今日转入我科，转入前于3月1日在外院全麻下行颅内血肿清除术。",
        "家属签字，待排期在全麻下行扁桃体切除术。",
        "今日行胃镜检查，胃窦见溃疡，取活检2块。",
        "今日在无痛下行结肠镜下息肉切除术，切除息肉3枚。",
        "今日在局麻下行右侧颈内静脉穿刺置管术，过程顺利。",
        "今日顺产一活婴，会阴侧切缝合术，产后出血200ml。",
    ],
)
def test_no_operation_of_this_stay(text: str) -> None:
    assert [op for op in told(text).facts.operations if not op.minor] == []


def test_the_operation_record_gives_times_and_people() -> None:
    (operation,) = read(record(*SURGICAL)).facts.operations
    assert str(operation.started_at) == "2026-03-05T09:00"
    assert str(operation.ended_at) == "2026-03-05T10:30"
    assert operation.surgeon == "陆振华"
    assert operation.assistants == ("顾长林", "沈一帆")
    assert operation.anaesthetists == ("傅玉成",)
    assert operation.name == "腹腔镜胆囊切除术"
    assert operation.grade == 3
    assert operation.note_id == "EX-1-07"


@pytest.mark.parametrize(
    ("line", "start", "end"),
    [
        ("手术时间：2026年3月5日9时10分至2026年3月5日10时45分", "2026-03-05T09:10", "2026-03-05T10:45"),
        ("手术日期：2026-03-05  开始时间：09:05  结束时间：10:20", "2026-03-05T09:05", "2026-03-05T10:20"),
        ("手术日期|2026/03/05 09:05起，2026/03/05 09:58止", "2026-03-05T09:05", "2026-03-05T09:58"),
        ("手术时间：2026-03-05 23:10-01:20", "2026-03-05T23:10", "2026-03-06T01:20"),
        ("手术开始时间：2026-03-05 09:00\n手术结束时间：2026-03-05 11:00", "2026-03-05T09:00", "2026-03-05T11:00"),
        (
            "麻醉开始：2026-03-05 08:40　手术开始：2026-03-05 09:00　手术结束：2026-03-05 11:00　麻醉结束：2026-03-05 11:20",
            "2026-03-05T09:00",
            "2026-03-05T11:00",
        ),
    ],
)
def test_start_and_end_however_they_are_printed(line: str, start: str, end: str) -> None:
    operation = OPERATION.replace("手术开始：2026-03-05 09:00　手术结束：2026-03-05 10:30", line)
    (found,) = read(record(operation)).facts.operations
    assert (str(found.started_at), str(found.ended_at)) == (start, end)


def test_two_operations_are_two_and_a_retelling_is_none() -> None:
    second = OPERATION.replace("2026-03-05", "2026-03-07").replace("腹腔镜胆囊切除术", "腹腔镜腹腔冲洗引流术")
    retold = DISCHARGE.replace("抗感染、补液治疗，", "于2026-03-05全麻下行腹腔镜胆囊切除术，")
    found = read(record(*SURGICAL[:-1], second, retold)).facts.operations
    assert [op.note_id for op in found] == ["EX-1-07", "EX-1-11"]


def test_consent_and_discussion_alone_are_no_operation() -> None:
    assert read(record(ADMISSION, FPN, PREOP_SUMMARY, PREOP_DISCUSSION, CONSENT)).facts.operations == ()


def test_life_saving_needs_a_threat_that_is_there() -> None:
    urgent = OPERATION.replace("腹腔镜胆囊切除术", "急诊腹腔镜胆囊切除术（急诊）")
    (planned_risk,) = read(record(CONSENT, urgent)).facts.operations
    assert planned_risk.emergency
    assert not planned_risk.life_saving
    bleeding = CHIEF.replace("胆囊炎反复发作", "腹腔内大出血，失血性休克").replace("2026-03-04", "2026-03-05")
    (threatened,) = read(record(bleeding, urgent)).facts.operations
    assert threatened.life_saving


# ---- rescues and death ----


@pytest.mark.parametrize(
    "text",
    [
        "今日14:10患者突发意识丧失，心电监护示室颤，立即予电除颤、胸外心脏按压，3分钟后恢复窦性心律。",
        "患者凌晨2时突发呼吸心跳骤停，经积极抢救后自主呼吸恢复。",
        "夜间突发喘憋，予紧急气管插管接呼吸机辅助通气，抢救成功后转ICU。",
        "13:20患者突发过敏性休克，立即组织抢救，肾上腺素0.5mg肌注后血压回升。",
    ],
)
def test_a_rescue_that_took_place(text: str) -> None:
    assert told(text).facts.rescues


@pytest.mark.parametrize(
    "text",
    [
        "病情危重，随时有心跳呼吸骤停可能，必要时行心肺复苏、气管插管等抢救措施。",
        "家属表示放弃抢救，拒绝气管插管及胸外按压。",
        "患者入院前在急诊抢救室予吸氧、补液。",
        "备好抢救物品，密切观察。",
        "2019年因急性心梗在外院抢救成功。",
        "患者在全麻下气管插管后行手术。",
        "做好抢救准备，向家属交代病情，签署病危通知书。",
        "抢救车推至床旁备用（未启用）。",
        "新生儿娩出后轻度窒息，予清理呼吸道、正压通气复苏后Apgar评分9分。",
        "患者因溺水在当地卫生院心肺复苏后转入我院。",
        "向家属交代：一旦发生室颤，予电除颤抢救。",
        "术后生命体征平稳，送麻醉复苏室。",
    ],
)
def test_no_rescue_took_place(text: str) -> None:
    assert told(text).facts.rescues == ()


def test_rescue_record_and_death_record() -> None:
    facts = read(record(*DEATHS, stay=DEATH_STAY)).facts
    (rescue,) = facts.rescues
    assert (str(rescue.started_at), str(rescue.ended_at)) == ("2026-03-05T02:40", "2026-03-05T03:40")
    (death,) = facts.deaths
    assert str(death.at) == "2026-03-05T03:40"


def test_death_without_metadata_is_read_from_the_record() -> None:
    assert str(read("@stay id=EX-1\n" + RESCUE).facts.deaths[0].at) == "2026-03-05T03:40"
    assert str(read("@stay id=EX-1\n" + DEATH).facts.deaths[0].at) == "2026-03-05T03:40"


def test_a_feared_death_is_none() -> None:
    assert told("病情危重，随时可能死亡，已向家属交代。").facts.deaths == ()
    assert told("其父亲因抢救无效死亡。").facts.deaths == ()


# ---- blood, critical state ----


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("今日输注悬浮红细胞2U，过程顺利，无输血反应。", True),
        ("昨日予去白悬浮红细胞4U及血浆400ml输注。", True),
        ("备悬浮红细胞2U。", False),
        ("必要时输注红细胞2U。", False),
        ("术中回输自体血280ml，未输异体血。", False),
        ("患者拒绝输注悬浮红细胞2U。", False),
        ("既往曾输注红细胞2U。", False),
    ],
)
def test_blood_that_was_given(text: str, given: bool) -> None:
    assert bool(told(text).facts.transfusions) is given


def test_critical_state_from_order_to_lifting() -> None:
    first = FPN.replace("诊疗计划：", "诊疗计划：病重，一级护理，")
    lifted = note("2026-03-05 16:20", "病情平稳，停病重，改二级护理。")
    (state,) = read(record(ADMISSION, first, lifted)).facts.critical
    assert (state.level, str(state.since), str(state.until)) == ("病重", "2026-03-02T10:10", "2026-03-05T16:20")


# ---- head of the record ----


def test_missing_metadata_are_read_from_the_head() -> None:
    stay = read("@stay id=EX-1\n" + "".join(MEDICAL))
    assert (stay.patient_name, stay.sex, stay.age) == ("林素云", "女", "52岁")
    assert str(stay.admitted_at) == "2026-03-02T09:00"
    assert str(stay.discharged_at) == "2026-03-08T10:00"
    assert stay.read_from["sex"].quote == "女"


def test_two_different_statements_give_no_answer() -> None:
    other = DISCHARGE.replace("年龄：52岁", "年龄：56岁")
    stay = read("@stay id=EX-1\n" + "".join((*MEDICAL[:-1], other)))
    assert stay.age is None
    assert "age" not in stay.read_from


def test_metadata_win_over_the_text() -> None:
    stay = read(record(*MEDICAL).replace("age=52岁", "age=53岁"))
    assert stay.age == "53岁"
    assert "age" not in stay.read_from


# ---- any text ----

_WORDS = st.sampled_from(
    [
        "手术",
        "全麻下行",
        "术",
        "抢救",
        "除颤",
        "2026-03-05 09:00",
        "死亡",
        "输注",
        "红细胞",
        "2U",
        "病危",
        "停",
        "\n",
        "，",
        "。",
        "：",
        "　",
        "😀",
        "\r\n",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_WORDS | st.text(max_size=6), max_size=60))
def test_mentions_quote_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    found = extract(Stay("X", (Document("X-1", "病程记录\n" + text), Document("X-2", text))))
    texts = {d.doc_id: d.text for d in found.documents}
    facts = found.facts
    for fact in (
        *facts.operations,
        *facts.rescues,
        *facts.deaths,
        *facts.consultations,
        *facts.transfusions,
        *facts.critical,
    ):
        mention = fact.mention
        assert mention is None or texts[mention.doc_id][mention.start : mention.end] == mention.quote


@pytest.mark.skipif(not CORPUS.exists(), reason="the gold corpus is not here")
def test_every_operation_note_of_the_corpus_has_its_times() -> None:
    for hospital in "ABCD":
        for extracted, _ in gold_stays(hospital):
            for operation in extracted.facts.operations:
                if operation.note_id and not operation.minor:
                    assert operation.started_at
                    assert operation.ended_at
                    assert operation.surgeon


@pytest.mark.skipif(not CORPUS.exists(), reason="the gold corpus is not here")
def test_an_operation_is_known_without_its_record() -> None:
    """The other documents of an operated stay show the operation when its record is taken away."""
    for hospital in "ABCD":
        for extracted, _ in gold_stays(hospital):
            done = [op for op in extracted.facts.operations if not op.minor]
            rest = tuple(d for d in extracted.documents if d.doc_type != "operation_record")
            left = gather_facts(replace(extracted.stay), rest).facts.operations
            assert len([op for op in left if not op.minor]) == len(done)


@pytest.mark.slow
def test_a_very_long_note_costs_no_more_per_character() -> None:
    """Ten times the text takes about ten times as long, however many operations and times it tells."""
    line = "2026-03-05 09:10患者在全麻下行胆囊切除术，抢救成功，输注悬浮红细胞2U，病危。"
    text = "2026-03-05 16:00　病程记录\n" + line * 400
    took = []
    for factor in (1, 10):
        documents = read_documents(Stay("X", (Document("X-1", text * factor),)))
        began = time.process_time()
        gather_facts(Stay("X", ()), tuple(documents))
        took.append(time.process_time() - began)
    assert took[1] < 40 * took[0] + 0.5
