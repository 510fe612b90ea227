"""主要症状描述要素不全 (CNT-HPI-SYMPTOM)

检查什么：现病史是否过短，没有展开主要症状。全文不足25字的判为缺陷；以疼痛起病而没有写部位以外任何性质、程度、持续、缓解因素的提示人工复核。

依据：病历书写基本规范第十八条（三）2。

例外：见 exceptions。

整改：补写主要症状的部位、性质、程度、持续时间、缓解或加重因素及演变。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, cite_section, entry, letters
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission
from pipeline.extract.filled import is_filled

_TOO_SHORT, _SHORT = 25, 90
_PAIN = re.compile(r"[痛疼]")
_QUALITY = re.compile(
    r"隐|胀|绞|刺|刀割|钝|酸|压榨|烧灼|灼|撕裂|搏动|紧缩|剧|轻|重|阵发|持续|间断|反复|放射|缓解|加重|减轻|加剧|分钟|小时|能忍|耐受|夜间|活动|进食|体位|按|跳|电击|麻|次|时"
)


def check(case: Case) -> Verdict:
    """A present illness too short to describe anything, or a pain without any quality."""
    records = [r for r in admission_records(case) if is_filled(entry(r, "present_illness"), "present_illness")]
    if not records:
        return not_applicable("没有现病史，其缺失另由CMP-HPI判定")
    defects = []
    for record in records:
        section = record.section("present_illness")
        words = entry(record, "present_illness")
        short = letters(words) < _TOO_SHORT
        bare = letters(words) < _SHORT and _PAIN.search(words) and not _QUALITY.search(words)
        if section is not None and (short or bare):
            defects.append(
                Defect(
                    message="现病史过短，没有描述主要症状"
                    if short
                    else "疼痛没有写性质、程度或缓解加重因素，请人工复核",
                    doc_id=record.doc_id,
                    evidence=(cite_section(case, record, section),),
                    person=author(record),
                    confidence=0.85 if short else 0.6,
                    review=not short,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-HPI-SYMPTOM",
    name="主要症状描述要素不全",
    category="content",
    clause="BW 18(3)2; ST1",
    check=check,
    remedy="补写主要症状的部位、性质、程度、持续时间、缓解或加重因素及演变。",
    exceptions=("无症状而详述发现经过", "疼痛性质未写的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, admission(hpi="现病史：腹痛，遂来诊。\n"), "只有几个字"),
        Example(Outcome.FAIL, admission(hpi="现病史：患者咳嗽3天，门诊拟肺炎收住。\n"), "只有几个字"),
        Example(Outcome.PASS, admission(), "有描述"),
        Example(
            Outcome.PASS,
            admission(
                hpi="现病史：患者1周前单位体检，胸部CT发现右上肺结节，大小约8mm，无咳嗽、咳痰，无胸闷，为进一步诊治入院，食欲睡眠可，二便正常。\n"
            ),
            "体检发现",
            shows="无症状而详述发现经过",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                hpi="现病史：患者3天前出现腹痛，无发热，无呕吐，在当地卫生院输液，效果不佳，来我院就诊，门诊收住。\n"
            ),
            "没有性质",
            shows="疼痛性质未写的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
