"""诊断名称不规范、缩写 (CNT-DX-NORM)

检查什么：诊断栏里的非规范英文缩写或口语（如 左肾CA、肺Ca、HBP）。各院许可的缩写不同，一律只提示人工复核。

依据：病历书写基本规范第五条、第六条；诊断应使用规范名称。

例外：见 exceptions。

整改：改用规范的疾病名称。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_SLOTS = frozenset(
    (
        "admission_diagnosis",
        "preliminary_diagnosis",
        "revised_diagnosis",
        "discharge_diagnosis",
        "preop_diagnosis",
        "postop_diagnosis",
    )
)
_PRIVATE = re.compile(
    r"(?<![A-Za-z0-9])(?:CA|Ca|ca|MT|Mt|HBP|HTN|DM|CHD|CAD|AMI|TB|CVA|SAH|ICH|CRF|ARF|CKD|BPH|UTI|GB|NPC|HCC|AF|CHF)(?![A-Za-z0-9\-⁺²])|(?<=[肺胃肝肾肠腺管巢宫颈体])[Cc]a(?![A-Za-z0-9²⁺])"
)


def check(case: Case) -> Verdict:
    """Private abbreviations inside diagnosis entries."""
    entries = [(d, s) for d in case.documents for s in d.sections if s.label in _SLOTS]
    if not entries:
        return not_applicable("没有诊断栏")
    told: dict[str, Defect] = {}
    for d, s in entries:
        m = _PRIVATE.search(d.text, s.heading_end, s.end)
        if m is not None and m[0] not in told:
            told[m[0]] = Defect(
                message="诊断使用了非规范缩写，请按本院缩写表复核",
                doc_id=d.doc_id,
                evidence=(case.cite(d, *m.span()),),
                person=author(d),
                confidence=0.6,
                review=True,
            )
    return judged(list(told.values()))


RULE = Rule(
    id="CNT-DX-NORM",
    name="诊断名称不规范、缩写",
    category="content",
    clause="BW 5; BW 6; SY 9",
    check=check,
    remedy="改用规范的疾病名称。",
    exceptions=("通用的检查缩写和分期", "缩写表因院而异，一律人工复核"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(diagnosis="初步诊断：左肾CA\n"),
            "CA",
            review=True,
            shows="缩写表因院而异，一律人工复核",
        ),
        Example(Outcome.NOT_ASSESSABLE, admission(diagnosis="初步诊断：1.HBP 2级　2.DM\n"), "HBP", review=True),
        Example(
            Outcome.PASS,
            admission(diagnosis="初步诊断：右肺腺癌（cT2N1M0，EGFR突变）　PCI术后\n"),
            "分期",
            shows="通用的检查缩写和分期",
        ),
        Example(Outcome.PASS, admission(), "规范名称"),
    ),
    doc=__doc__ or "",
)
