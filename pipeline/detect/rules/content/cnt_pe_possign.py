"""遗漏与诊断相关的主要阳性体征 (CNT-PE-POSSIGN)

检查什么：第一诊断为阑尾炎、胆囊炎、肠梗阻、骨折、脑卒中、心力衰竭、肺炎、疝等体征明确的疾病时，体格检查和专科情况里有没有提到相应体征
（有或无都算提到）。一处也没有提到的提示人工复核。

依据：各地评分表“遗漏主要阳性体征”。

例外：见 exceptions。

整改：补查并补写与诊断相关的体征。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.differential import split_diagnoses
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, entry
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission

_EXPECTED = (
    (re.compile(r"阑尾炎"), re.compile(r"压痛|麦氏|McBurney|反跳痛")),
    (re.compile(r"胆囊炎"), re.compile(r"压痛|Murphy|墨菲|莫菲")),
    (re.compile(r"肠梗阻"), re.compile(r"肠鸣|肠型|膨隆|压痛|腹胀")),
    (re.compile(r"骨折(?!.{0,4}(?:术后|愈合))"), re.compile(r"畸形|压痛|叩[击]?痛|骨擦|肿胀|活动受限|反常活动|短缩")),
    (
        re.compile(r"脑梗死|脑出血|脑卒中"),
        re.compile(r"肌力|病理征|巴氏|Babinski|巴宾斯基|鼻唇沟|失语|构音|伸舌|感觉|NIHSS|瞳孔"),
    ),
    (re.compile(r"心力衰竭|心功能不全|心衰"), re.compile(r"水肿|啰音|罗音|颈静脉|奔马律|浮肿")),
    (re.compile(r"肺炎"), re.compile(r"啰音|罗音|呼吸音|叩诊|语颤")),
    (re.compile(r"腹股沟[斜直]?疝"), re.compile(r"肿物|包块|疝|还纳|回纳|透光")),
    (re.compile(r"甲状腺(?:结节|癌|腺瘤|肿)"), re.compile(r"甲状腺|颈部.{0,8}(?:结节|肿)")),
    (re.compile(r"乳腺(?:癌|肿|纤维)"), re.compile(r"乳房|乳腺|肿块|肿物|腋窝")),
)


def check(case: Case) -> Verdict:
    """The main diagnosis against the words of the examination."""
    defects, judgedable = [], False
    for record in admission_records(case):
        exam = entry(record, "physical_exam", "specialist_exam", "tcm_four_exams", "other")
        names = split_diagnoses(entry(record, "admission_diagnosis", "preliminary_diagnosis"))
        section = record.section("admission_diagnosis", "preliminary_diagnosis")
        if len(exam) < 40 or not names or section is None:
            continue
        for disease, signs in _EXPECTED:
            if not disease.search(names[0]):
                continue
            judgedable = True
            if not signs.search(exam):
                at = (
                    record.text.index(names[0], section.start)
                    if names[0] in record.text[section.start :]
                    else section.start
                )
                defects.append(
                    Defect(
                        message="体格检查没有提到与第一诊断相关的体征，请人工复核",
                        doc_id=record.doc_id,
                        evidence=(case.cite(record, at, at + len(names[0])),),
                        searched=("入院记录：体格检查、专科情况",),
                        person=author(record),
                        confidence=0.6,
                        review=True,
                    )
                )
    return judged(defects) if judgedable else not_applicable("第一诊断没有必查的体征，或没有体格检查")


RULE = Rule(
    id="CNT-PE-POSSIGN",
    name="遗漏与诊断相关的主要阳性体征",
    category="content",
    clause="ST1",
    check=check,
    remedy="补查并补写与诊断相关的体征。",
    exceptions=("写明体征阴性", "体征写在专科情况", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(exam=ENTRIES["exam"].replace("上腹压痛，无反跳痛，", ""), diagnosis="初步诊断：急性阑尾炎\n"),
            "没有腹部体征",
            review=True,
            shows="一律由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                exam=ENTRIES["exam"].replace("脊柱四肢无畸形，双下肢无水肿。", "四肢：见专科。"),
                diagnosis="初步诊断：右胫骨骨折\n",
            )
            .replace("压痛", "不适")
            .replace("无畸形", "无异常"),
            "没有骨折体征",
            review=True,
        ),
        Example(Outcome.PASS, admission(diagnosis="初步诊断：急性胆囊炎\n"), "有压痛"),
        Example(
            Outcome.PASS,
            admission(
                exam=ENTRIES["exam"].replace("上腹压痛，无反跳痛，", "全腹无压痛，"), diagnosis="初步诊断：急性阑尾炎\n"
            ),
            "写明无压痛",
            shows="写明体征阴性",
        ),
        Example(
            Outcome.PASS,
            admission(
                exam=ENTRIES["exam"] + "专科情况：右小腿肿胀，压痛，可及骨擦感。\n", diagnosis="初步诊断：右胫骨骨折\n"
            ),
            "专科情况",
            shows="体征写在专科情况",
        ),
    ),
    doc=__doc__ or "",
)
