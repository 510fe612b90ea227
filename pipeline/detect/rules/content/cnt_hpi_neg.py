"""现病史缺有鉴别意义的阴性症状 (CNT-HPI-NEG)

检查什么：现病史里有没有一处阴性症状（无、否认、未、不伴……）。一处也没有的判为缺陷。

依据：病历书写基本规范第十八条（三）：有鉴别诊断意义的阳性或阴性资料。

例外：见 exceptions。

整改：补写与鉴别诊断有关的阴性症状。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, entry, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_NEGATIVE = re.compile(
    r"无(?!明显诱因|诱因|效|法|锡|为)|否认|未(?!见好转|见缓解|予|行|治疗)|不伴|没|不(?=[痛吐咳喘肿热烧晕泻])|(?:从|并)不|[（(][-－—][)）]"
)
_EXEMPT = re.compile(
    r"化疗|放疗|取出|待产|停经|孕|分娩|剖宫产|透析|外伤|车祸|坠|摔|跌|砸|扭伤|烧伤|烫伤|骨折|术后|体检|复查|白内障|取钉|康复|意识|昏迷|不醒|休克"
)
_COMA = re.compile(
    r"昏迷|意识(?:丧失|不清|障碍)|不省人事|叫不[醒应答]|不答应|呼之不[应醒]|唤之不[醒应]"
)  # nobody could be asked
_SHORTEST = 40


def check(case: Case) -> Verdict:
    """An HPI of some length without a single negative."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("present_illness")
        words = entry(record, "present_illness")
        exempt = _EXEMPT.search(entry(record, "chief_complaint")) is not None or _COMA.search(words) is not None
        if section is None or letters(words) < _SHORTEST or exempt or _NEGATIVE.search(words):
            continue
        defects.append(
            Defect(
                message="现病史没有一处有鉴别意义的阴性症状",
                doc_id=record.doc_id,
                evidence=(cite_section(case, record, section),),
                person=author(record),
                confidence=0.85,
            )
        )
    return judged(defects)


RULE = Rule(
    id="CNT-HPI-NEG",
    name="现病史缺有鉴别意义的阴性症状",
    category="content",
    clause="BW 18(3); ST1; ST4",
    check=check,
    remedy="补写与鉴别诊断有关的阴性症状。",
    exceptions=("患者昏迷无从问起", "单纯外伤", "计划性入院"),
    examples=(
        Example(
            Outcome.FAIL,
            admission(
                hpi="现病史：患者3年前无明显诱因出现上腹部隐痛，在当地医院诊断为“溃疡病”，服药后好转。2天前再发，疼痛加重，精神可，食欲减退，睡眠可，二便正常，门诊收入院。\n"
            ),
            "没有阴性症状",
        ),
        Example(
            Outcome.FAIL,
            admission(
                complaint="主诉：发热3天。\n",
                hpi="现病史：患者3天前受凉后发热，体温最高39℃，咳嗽，咳黄痰，自服感冒药，效果欠佳，来院查血象升高，拟肺炎收住，食欲差，睡眠差，二便正常。\n",
            ),
            "没有阴性症状",
        ),
        Example(Outcome.PASS, admission(), "有阴性症状"),
        Example(
            Outcome.PASS,
            admission(
                hpi="现病史：患者3年前出现上腹部隐痛，否认呕血。2天前再发，疼痛加重，精神可，食欲减退，睡眠可，二便正常，门诊收入院。\n"
            ),
            "否认",
        ),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：头痛呕吐5小时。\n",
                hpi="现病史：患者5小时前与人争吵时突发剧烈头痛，随即呕吐胃内容物多次，呼之不应，家属急送来院，头颅CT示右侧基底节出血，急诊收入院。\n",
            ),
            "昏迷",
            shows="患者昏迷无从问起",
        ),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：右踝扭伤疼痛1天。\n",
                hpi="现病史：患者1天前下楼时扭伤右踝，当即疼痛、肿胀，活动受限，急诊拍片示右外踝骨折，予石膏托固定后收入我科，食欲睡眠可，二便正常。\n",
            ),
            "外伤",
            shows="单纯外伤",
        ),
        Example(
            Outcome.PASS,
            admission(
                complaint="主诉：确诊胃癌2月，第3周期化疗。\n",
                hpi="现病史：患者2月前因上腹痛行胃镜及活检病理确诊胃腺癌，已行两周期SOX方案化疗，过程顺利，现返院行第3周期化疗，食欲睡眠可，二便正常。\n",
            ),
            "化疗",
            shows="计划性入院",
        ),
    ),
    doc=__doc__ or "",
)
