"""缺专科情况 (CNT-PE-SPECIAL)

检查什么：（只提示人工复核）外科、骨科、妇产科、眼科、耳鼻喉科、口腔科、皮肤科等专科的入院记录有没有专科情况（或妇科检查、产科检查、局部情况等）。

依据：病历书写基本规范第十八条（七）：专科情况应当根据专科需要记录。

例外：见 exceptions。

整改：补写专科检查所见。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import admission_records, author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission

_SPECIAL = re.compile(
    r"骨|(?<!神经)(?<!心脏)(?<!心胸)(?<!胸)外科|妇|产科|眼|耳鼻|口腔|颌面|皮肤|肛肠|烧伤|整形|泌尿|乳腺|手足|脊柱|关节"
)
_TOLD = re.compile(
    r"专\s*科|局\s*部\s*(?:情况|检查|所见)|外科(?:情况|检查)|妇\s*科\s*检查|妇检|产\s*科\s*(?:检查|情况)|骨科(?:情况|检查)|眼科(?:情况|检查)|耳鼻喉|肛门(?:指检|指诊)|直肠指[检诊]|肛诊|神经系统(?:检查|查体)|宫高|视力"
)


def check(case: Case) -> Verdict:
    """A department whose speciality has its own examination, and a record without it."""
    department = case.extracted.stay.department
    if not department:
        return not_assessable("科室不明")
    if not _SPECIAL.search(department):
        return not_applicable("本科室不要求专科情况")
    records = [r for r in admission_records(case) if r.section("physical_exam") is not None]
    defects = [
        Defect(
            message="专科入院记录没有单列专科情况，请人工确认是否写在体格检查内",
            doc_id=r.doc_id,
            searched=("入院记录：专科情况、妇科检查、产科检查、局部情况",),
            person=author(r),
            confidence=0.6,
            review=True,
        )
        for r in records
        if r.section("specialist_exam") is None and not _TOLD.search(r.body)
    ]
    return judged(defects) if records else not_applicable("没有体格检查栏，其缺失另由CMP-PE判定")


RULE = Rule(
    id="CNT-PE-SPECIAL",
    name="缺专科情况",
    category="content",
    clause="BW 18(7); ST1",
    check=check,
    remedy="补写专科检查所见。",
    exceptions=("一律由人工确认", "内科不要求", "标题为妇科检查、局部情况等"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            admission().replace("department=消化内科", "department=骨科"),
            "骨科没有专科情况",
            shows="一律由人工确认",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission().replace("department=消化内科", "department=普通外科"),
            "外科没有专科情况",
            review=True,
        ),
        Example(Outcome.NOT_APPLICABLE, admission(), "消化内科", shows="内科不要求"),
        Example(
            Outcome.PASS,
            admission(
                exam=ENTRIES["exam"] + "妇科检查：外阴已婚式，宫颈光滑，子宫前位，双侧附件未触及包块。\n"
            ).replace("department=消化内科", "department=妇科"),
            "妇科检查",
            shows="标题为妇科检查、局部情况等",
        ),
        Example(
            Outcome.PASS,
            admission(exam=ENTRIES["exam"] + "专科情况：右膝肿胀，浮髌试验阳性。\n").replace(
                "department=消化内科", "department=骨科"
            ),
            "专科情况",
        ),
    ),
    doc=__doc__ or "",
)
