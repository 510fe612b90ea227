"""缺中医病名、证候诊断 (TCM-DX)

检查什么：中医病历的入院记录或首次病程记录的诊断有没有中医诊断；有中医诊断的，有没有证候（……证）。

依据：中医病历书写基本规范（2010）；ST1、ST5。

例外：见 exceptions。

整改：补充中医病名和证候诊断。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.tcm.specimens import ADMISSION, FPN, WEST, stay, western
from pipeline.detect.tcm import PATTERN, Standing, standing, tcm_defect
from pipeline.extract.model import ExtractedDocument

_WESTERN = "西医病房"
_ONE = "入院记录、首程有一处写明"
_STYLE = "没有“中医诊断”字样而写病名与证候"
_NAMED = ("中医诊断", "中医病名", "中医：", "中医:", "中医 ")
_PATTERN_WORDS = re.compile(
    r"[气血阴阳]虚|气滞|血瘀|瘀血|痰[热湿浊瘀火]|湿热|风[寒热痰湿]|寒湿|火旺|阳亢|内[停盛阻蕴]|蕴结|阻[络肺滞]|亏虚|不足|失调|失和|上[扰炎犯]|下注|[（(][^）)\n]{0,6}[热寒虚实湿痰瘀风火毒燥][^）)\n]{0,6}[）)]"
)
_LABELS = ("preliminary_diagnosis", "admission_diagnosis", "revised_diagnosis", "discharge_diagnosis")


def check(case: Case) -> Verdict:
    state = standing(case)
    if state is Standing.NONE:
        return not_applicable("不是中医病历")
    documents = list(case.extracted.of_type("admission_record", "readmission_record", "first_progress_note"))
    if not documents:
        return not_applicable("没有入院记录、首次病程记录")
    texts = [_diagnoses(d) for d in documents]
    pattern = any(PATTERN.search(t) or _PATTERN_WORDS.search(t) for t in texts)
    named = any(w in d.body for d in documents for w in _NAMED)
    if pattern:
        return judged([])
    doc = documents[0]
    if not named:
        message = "只有西医诊断，没有中医病名和证候诊断"
        return judged([tcm_defect(doc, message, state, "入院记录、首次病程记录的诊断：中医病名、证候")])
    return judged([tcm_defect(doc, "有中医诊断而没有证候（……证）", state, "入院记录、首次病程记录的诊断：证候")])


def _diagnoses(doc: ExtractedDocument) -> str:
    """The printed TCM diagnoses, else all diagnoses, else the whole document."""
    start = doc.text.find("中医诊断", doc.start, doc.end)
    if start >= 0:
        return doc.text[start : min(doc.end, start + 80)].split("西医")[0]
    found = [doc.content(s) for s in doc.sections if s.label in _LABELS]
    return "\n".join(found) if found else doc.body


_NO_DX = "中医诊断：中风病 中经络 风痰阻络证"

RULE = Rule(
    id="TCM-DX",
    name="缺中医病名/证候诊断",
    category="tcm",
    clause="TCM-2010; ST1,ST5",
    check=check,
    remedy="补充中医病名和证候诊断",
    exceptions=(_WESTERN, _ONE, _STYLE),
    examples=(
        Example(
            Outcome.FAIL,
            stay(ADMISSION.replace(_NO_DX + "\n", ""), FPN.replace(_NO_DX + "；", "")),
            "只有西医诊断",
        ),
        Example(
            Outcome.FAIL,
            stay(ADMISSION.replace(" 风痰阻络证", ""), FPN.replace(" 风痰阻络证", "")),
            "有病名没有证候",
        ),
        Example(Outcome.NOT_ASSESSABLE, stay(western(ADMISSION), western(FPN)), "科室名似中医科", review=True),
        Example(Outcome.PASS, stay(ADMISSION, FPN), "病名与证候齐全"),
        Example(Outcome.PASS, stay(ADMISSION, FPN.replace(_NO_DX + "；", "")), "", shows=_ONE),
        Example(
            Outcome.PASS,
            stay(ADMISSION.replace("中医诊断：", ""), FPN.replace("中医诊断：", "")),
            "",
            shows=_STYLE,
        ),
        Example(Outcome.NOT_APPLICABLE, stay(western(ADMISSION), western(FPN), head=WEST), "", shows=_WESTERN),
    ),
    doc=__doc__ or "",
)
