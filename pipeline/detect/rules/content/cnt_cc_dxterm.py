"""主诉以诊断代替症状 (CNT-CC-DXTERM)

检查什么：主诉是不是只有病名和时间，没有症状、体征或发现。

依据：病历书写基本规范第十八条（二）：主诉是主要症状（或体征）及持续时间。

例外：见 exceptions。

整改：改写为患者的主要症状及时间。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_BARE = re.compile(
    r"(?:患者?|反复|间断|确诊|诊断(?:为)?)?[“\"「]?(?:原发性|急性|慢性|老年性|2型|1型|Ⅱ型)?(?:高血压病?|糖尿病|冠心病|慢阻肺|慢性阻塞性肺疾病|肝硬化|甲亢|甲状腺功能亢进症?|脑梗死|脑梗塞|肾炎|肾病综合征|肺炎|支气管炎|哮喘|支气管哮喘|阑尾炎|胆囊炎|胆囊结石|胰腺炎|腰椎间盘突出症?|颈椎病|痛风|类风湿性?关节炎|心肌梗死|心力衰竭|心衰|房颤|贫血|尿路感染|肾结石|胃炎|胃溃疡|十二指肠溃疡|白内障|子宫肌瘤|前列腺增生症?)[”\"」]?"
    r"(?:病史)?\s*(?:约|已|达|近)?\s*(?:[\d一二三四五六七八九十两数半]+\s*(?:余|多|\+)?\s*(?:年|月|周|天|日|小时|个月)(?:余|多)?)?\s*[。．.]?"
)


def check(case: Case) -> Verdict:
    """A complaint that is a diagnosis and a time, and nothing else."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = []
    for record in records:
        section = record.section("chief_complaint")
        if section is not None and _BARE.fullmatch(record.content(section).strip()):
            defects.append(
                Defect(
                    message="主诉以诊断代替症状",
                    doc_id=record.doc_id,
                    evidence=(cite_section(case, record, section),),
                    person=author(record),
                    confidence=0.85,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-CC-DXTERM",
    name="主诉以诊断代替症状",
    category="content",
    clause="ZJ; ST2; ST4",
    check=check,
    remedy="改写为患者的主要症状及时间。",
    exceptions=("肿瘤确诊后入院治疗", "体检或检查发现", "病名之外写有症状"),
    examples=(
        Example(Outcome.FAIL, admission(complaint="主诉：高血压病10年。\n"), "病名和时间"),
        Example(Outcome.FAIL, admission(complaint="主诉：2型糖尿病5年余。\n"), "病名和时间"),
        Example(
            Outcome.PASS, admission(complaint="主诉：确诊胃癌2月，第3周期化疗。\n"), "肿瘤", shows="肿瘤确诊后入院治疗"
        ),
        Example(Outcome.PASS, admission(complaint="主诉：体检发现胆囊结石1周。\n"), "发现", shows="体检或检查发现"),
        Example(Outcome.PASS, admission(complaint="主诉：高血压10年，头晕3天。\n"), "有症状", shows="病名之外写有症状"),
        Example(Outcome.PASS, admission(), "症状"),
    ),
    doc=__doc__ or "",
)
