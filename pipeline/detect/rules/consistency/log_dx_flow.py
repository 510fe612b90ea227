"""诊断演变无记录 (LOG-DX-FLOW)

检查什么：出院第一诊断在入院诊断里没有，住院期间的病程、查房、手术、会诊、讨论、报告里也一处没有提到。只提示人工复核。

依据：病历书写基本规范第二十二条（二）；诊断的修正应有依据。

例外：见 exceptions。

整改：在病程记录中补写诊断改变的依据。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.differential import split_diagnoses
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import author, cite_section
from pipeline.detect.rule import Example, Rule

_SAME = re.compile(r"[\s　]*(?:诊断)?同(?:入院|初步|前|上|术[前后])")
_CHILDBIRTH = re.compile(r"孕|产|分娩|婴")  # the outcome of a pregnancy is named only afterwards
_PATTERN = re.compile(r"^\s*中医|证(?:候|型)?$")
_FINAL = frozenset(("discharge_record", "death_record", "front_page", "order_sheet", "nursing_record", "consent_form"))
_ENOUGH = 0.6  # share of the character pairs of the name that must stand together in the record


def check(case: Case) -> Verdict:
    """The main discharge diagnosis must be prepared somewhere before the discharge record."""
    record = case.extracted.first("discharge_record", "death_record")
    section = record.section("discharge_diagnosis") if record else None
    if record is None or section is None:
        return not_applicable("没有出院诊断")
    if _SAME.match(record.content(section)):
        return passed("出院诊断同入院诊断")
    # a pattern (证) changes with the illness and the doctor; the disease is what must be prepared
    names = [n for n in split_diagnoses(record.content(section)) if not _PATTERN.search(n)]
    if not names:
        return not_applicable("没有出院诊断")
    before = "\n".join(d.body for d in case.documents if d.doc_type not in _FINAL)
    if _CHILDBIRTH.search(names[0]) or len(before) < 200 or _share(names[0], before) >= _ENOUGH:
        return passed("出院第一诊断在此前的记录中有依据")
    return judged(
        [
            Defect(
                message="出院第一诊断在入院诊断和住院期间的记录中都没有提到，请人工复核",
                doc_id=record.doc_id,
                evidence=(cite_section(case, record, section, 120),),
                person=author(record),
                confidence=0.6,
                review=True,
            )
        ]
    )


def _share(name: str, text: str) -> float:
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return sum(p in text for p in pairs) / len(pairs) if pairs else 1.0


def _stay(discharge: str, note: str = "患者咳嗽减轻，体温正常，继续抗感染治疗，复查胸部CT示炎症较前吸收。") -> str:
    return (
        "@stay sex=男 age=56岁\n@doc\n入院记录\n主诉：咳嗽、发热3天。\n现病史：3天前受凉后咳嗽、咳痰、发热，体温最高39℃，无胸痛、咯血，食欲差，睡眠可，二便正常，门诊查胸部CT示右下肺炎症，收入院。\n"
        "既往史：体健，否认药物过敏。\n体格检查：T 38.5℃，双肺呼吸音粗，右下肺湿啰音，心律齐，腹软无压痛，双下肢无水肿，神经系统无异常。\n初步诊断：社区获得性肺炎\n医师签名：张三\n"
        f"@doc\n2026-03-04 10:00　病程记录\n{note}\n医师签名：张三\n"
        f"@doc\n出院记录\n入院诊断：社区获得性肺炎\n诊疗经过：抗感染治疗。\n出院诊断：{discharge}\n出院医嘱：复查。\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-DX-FLOW",
    name="诊断演变无记录",
    category="consistency",
    clause="BW 22; K5",
    check=check,
    remedy="在病程记录中补写诊断改变的依据。",
    exceptions=("病程中写有新诊断的依据", "名称写法不同", "一律由人工确认"),
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _stay("急性髓系白血病"), "突然出现", review=True, shows="一律由人工确认"),
        Example(Outcome.NOT_ASSESSABLE, _stay("甲状腺功能亢进症"), "突然出现", review=True),
        Example(Outcome.PASS, _stay("社区获得性肺炎（右下肺）"), "一致"),
        Example(
            Outcome.PASS,
            _stay("右下肺腺癌", "支气管镜活检病理回报：右下肺腺癌，修正诊断，请肿瘤科会诊，告知家属病情。"),
            "写有依据",
            shows="病程中写有新诊断的依据",
        ),
        Example(Outcome.PASS, _stay("中医：咳嗽病 肝肾亏虚证；西医：社区获得性肺炎"), "证型随病情改变"),
        Example(Outcome.PASS, _stay("右下肺炎"), "写法不同", shows="名称写法不同"),
    ),
    doc=__doc__ or "",
)
