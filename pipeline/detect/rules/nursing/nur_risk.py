"""入院跌倒、压力性损伤等风险评估缺失 (NUR-RISK)

检查什么：导出了入院护理评估单，住院超过24小时，全部护理文书没有跌倒（坠床）或压力性损伤（压疮）风险评估。只提示人工核对。

依据：S000 篇6（40）。

例外：见 exceptions。

整改：入院时完成跌倒、压力性损伤等风险评估并记录。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import hours_of_stay
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, SHORT_FORM, SHORT_STAY, record

_SHORT = "住院不足24小时"
_NONE = "没有导出护理评估单"
_OTHER_SHEET = "写在另一张护理单"
_FALL = re.compile(r"跌倒|坠床|Morse|防跌|Hendrich", re.I)
_SORE = re.compile(r"压疮|压力性损伤|压力性溃疡|褥疮|Braden|Norton|皮肤(?:完整|评估|情况|状况)", re.I)
_FORM = re.compile(r"入院.{0,4}评估|护理评估|评估单|评估表|首次护理")
_SHEET = """@doc
入院护理评估单
姓名：林素云　科室：普外科　评估时间：2026-03-02 09:40
意识清，自理能力：完全自理。跌倒风险评分：10分（低危）。压力性损伤Braden评分：21分。
护士签名：赵敏
"""


def check(case: Case) -> Verdict:
    hours = hours_of_stay(case)
    if hours is None:
        return not_assessable("入出院时间不明")
    if hours[1] <= 24:
        return not_applicable("住院不足24小时")
    sheets = list(case.extracted.of_type("nursing_record"))
    form = next((d for d in sheets if _FORM.search(d.title)), None)
    if form is None:
        return not_assessable("没有导出护理评估单")
    absent = [
        name
        for name, words in (("跌倒（坠床）", _FALL), ("压力性损伤", _SORE))
        if not any(words.search(d.text, d.start, d.end) for d in sheets)
    ]
    if not absent:
        return judged([])
    message = "护理文书没有" + "、".join(absent) + "风险评估（请核对）"
    return judged([Defect(message, form.doc_id, searched=("全部护理文书",), review=True, confidence=0.6)])


RULE = Rule(
    id="NUR-RISK",
    name="入院跌倒/压疮等风险评估缺失",
    category="nursing",
    clause="L40",
    check=check,
    remedy="入院时完成跌倒、压力性损伤等风险评估并记录",
    exceptions=(_SHORT, _NONE, _OTHER_SHEET),
    status="preview",
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _SHEET.replace("跌倒风险评分：10分（低危）。", "")),
            "没有跌倒评估",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _SHEET.replace("跌倒风险评分：10分（低危）。压力性损伤Braden评分：21分。", "")),
            "两项都没有",
            review=True,
        ),
        Example(Outcome.PASS, record(*MEDICAL, _SHEET), "齐全"),
        Example(Outcome.NOT_APPLICABLE, record(SHORT_FORM, _SHEET, stay=SHORT_STAY), "", shows=_SHORT),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "", shows=_NONE),
        Example(
            Outcome.PASS,
            record(
                *MEDICAL,
                _SHEET.replace("跌倒风险评分：10分（低危）。", ""),
                "@doc\n跌倒评估表\n姓名：林素云　2026-03-02 09:45\nMorse评分：10分。\n护士签名：赵敏\n",
            ),
            "",
            shows=_OTHER_SHEET,
        ),
    ),
    doc=__doc__ or "",
)
