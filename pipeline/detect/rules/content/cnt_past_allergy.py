"""缺食物、药物过敏史 (CNT-PAST-ALLERGY)

检查什么：入院记录里有没有过敏史（有或无都要写明）。全文没有“过敏”二字，或过敏史栏为空的判为缺陷。

依据：病历书写基本规范第十八条（四）。

例外：见 exceptions。

整改：询问并补写食物、药物过敏史。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission

_TOLD = re.compile(
    r"过\s*敏|避用|禁用|不耐受|(?:服|用|注射|接触|食|吃)[^。；]{0,24}(?:出疹|皮疹|风团|荨麻疹|喉头水肿|喉水肿)|皮试|变态反应|药敏史"
)
_UNKNOWN = re.compile(
    r"(?:病史|既往史|既往情况)[^。；]{0,12}(?:不详|无法(?:提供|获得|询问)|未能)|无名氏|昏迷[^。]{0,12}(?:病史|家属)"
)


def check(case: Case) -> Verdict:
    """An admission record that never speaks of allergy."""
    records = admission_records(case)
    if not records:
        return not_applicable("没有入院记录")
    defects = [
        Defect(
            message="入院记录没有食物、药物过敏史",
            doc_id=r.doc_id,
            searched=("入院记录：既往史", "入院记录：过敏史"),
            person=author(r),
            confidence=0.9,
        )
        for r in records
        if len(r.body) > 200 and not _TOLD.search(r.body) and not _UNKNOWN.search(r.body)
    ]
    return judged(defects)


RULE = Rule(
    id="CNT-PAST-ALLERGY",
    name="缺食物、药物过敏史",
    category="content",
    clause="BW 18(4); L40; ZJ",
    check=check,
    remedy="询问并补写食物、药物过敏史。",
    exceptions=("病史无法获得并已说明", "过敏史写在其他栏"),
    examples=(
        Example(Outcome.FAIL, admission(past="既往史：体健。\n"), "没有过敏史"),
        Example(Outcome.FAIL, admission(past=ENTRIES["past"].replace("否认食物、药物过敏史；", "")), "没有过敏史"),
        Example(Outcome.PASS, admission(), "写明否认"),
        Example(Outcome.PASS, admission(past="既往史：体健。\n过敏史：青霉素过敏（皮疹）。\n"), "有过敏史"),
        Example(
            Outcome.PASS,
            admission(past="既往史：患者昏迷，既往史无法提供。\n"),
            "无法获得",
            shows="病史无法获得并已说明",
        ),
        Example(
            Outcome.PASS,
            admission(past="既往史：体健。\n", personal="个人史：生于本地，无药物过敏。\n"),
            "写在个人史",
            shows="过敏史写在其他栏",
        ),
    ),
    doc=__doc__ or "",
)
