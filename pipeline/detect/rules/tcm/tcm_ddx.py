"""首次病程记录缺中医鉴别 (TCM-DDX)

检查什么：中医病历首次病程记录印有中医鉴别（类证鉴别）标题而内容为空或占位；有鉴别诊断而没有任何中医病证的，提示人工核对。

依据：中医病历书写基本规范（2010）；ST5。

例外：见 exceptions。没有任何鉴别诊断的归 CNT-FPN-DDX。

整改：补充中医病名或证候鉴别。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.differential import is_placeholder
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, entry, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.tcm.specimens import ADMISSION, FPN, WEST, stay, western
from pipeline.detect.tcm import PATTERN, Standing, not_kept, standing, tcm_defect
from pipeline.extract.model import ExtractedDocument

_WESTERN = "西医病房"
_PATTERN_ONLY = "无类似病名，只作证候鉴别"
_UNLABELLED = "没有“中医”字样而与中医病证鉴别"
_HEADING = re.compile(
    r"(?:中医(?:病证|病名|证候|类证)?鉴别(?:诊断)?|类证鉴别|病证鉴别)[】\]]?[ \t　]*[:：|｜\n][ \t　]*(?P<what>[^\n]{0,40})"
)
_SHORT = 80
_DECLINED = re.compile(r"无需|不需|毋需|诊断(?:均|已|较)?明确")
_DISEASE = re.compile(
    r"中医|类证|病证|证候|痹|痿|厥|胸痹|喘[证病]|哮|肺胀|肺痈|肺痨|不寐|痫|痞|癃|关格|鼓胀|臌胀|消渴|郁[证病]|虚劳|中风|崩漏|口僻|真心痛|瘿|瘰|积聚|淋[证病]|脱疽|肠痈|乳癖|癥瘕|噎膈|反胃|痢疾|泄泻|水肿病|眩晕病|痔|骨痹|筋伤|腰痛病|外感|内伤|风寒|风热|湿热|虚[证寒热]|实[证热]|阴[虚黄]|阳[虚黄]|气[虚滞]|血[瘀虚]"
)


def check(case: Case) -> Verdict:
    state = standing(case)
    kept = not_kept(state)
    if kept is not None:
        return kept
    notes = first_progress_notes(case)
    if not notes:
        return not_applicable("没有首次病程记录")
    empty = next((x for n in notes if (x := _placeholder(case, n))), None)
    if empty is not None:
        return judged([empty])
    written = [n for n in notes if len(entry(n, "differential_diagnosis").strip()) >= 10]
    if not written:
        return not_applicable("没有鉴别诊断（另计）")
    words = "\n".join(entry(n, "differential_diagnosis") for n in written)
    if len(words) < _SHORT and _DECLINED.search(words):
        return not_applicable("鉴别诊断以诊断明确推辞（另计）")
    if _HEADING.search(written[0].body) or _DISEASE.search(words) or PATTERN.search(words):
        return judged([])
    found = tcm_defect(written[0], "鉴别诊断未见中医病证鉴别", Standing.PERHAPS, "首次病程记录：鉴别诊断")
    return judged([found])


def _placeholder(case: Case, note: ExtractedDocument) -> Defect | None:
    found = _HEADING.search(note.text, note.start, note.end)
    if found is None:
        return None
    what = found["what"].strip(" 　。；")
    if what and not is_placeholder(what):
        return None
    if not what and re.match(r"[\s　]*\S{12,}", note.text[found.end() : note.end]):
        return None  # the content stands in the next lines
    return Defect(
        "中医鉴别标题下没有内容",
        note.doc_id,
        (case.cite(note, found.start(), found.end()),),
        person=author(note),
        confidence=0.85,
    )


_TCM_DDX = next(x for x in FPN.split("\n") if x.startswith("中医鉴别诊断"))

RULE = Rule(
    id="TCM-DDX",
    name="首程缺中医鉴别",
    category="tcm",
    clause="TCM-2010; ST5",
    check=check,
    remedy="补充中医病名或证候鉴别",
    exceptions=(_WESTERN, _PATTERN_ONLY, _UNLABELLED),
    examples=(
        Example(Outcome.FAIL, stay(ADMISSION, FPN.replace(_TCM_DDX, "中医鉴别：无。")), "占位"),
        Example(Outcome.FAIL, stay(ADMISSION, FPN.replace(_TCM_DDX, "类证鉴别：略")), "略"),
        Example(Outcome.NOT_ASSESSABLE, stay(ADMISSION, FPN.replace(_TCM_DDX + "\n", "")), "只有西医鉴别", review=True),
        Example(Outcome.PASS, stay(ADMISSION, FPN), "有中医鉴别"),
        Example(
            Outcome.PASS,
            stay(ADMISSION, FPN.replace(_TCM_DDX, "中医鉴别诊断：本病与气虚血瘀证鉴别，后者舌淡脉细弱。")),
            "",
            shows=_PATTERN_ONLY,
        ),
        Example(
            Outcome.PASS,
            stay(
                ADMISSION,
                FPN.replace(_TCM_DDX + "\n", "").replace("西医鉴别诊断：", "鉴别诊断：1.痿证：起病缓，本例不符。2."),
            ),
            "",
            shows=_UNLABELLED,
        ),
        Example(Outcome.NOT_APPLICABLE, stay(western(ADMISSION), western(FPN), head=WEST), "", shows=_WESTERN),
    ),
    doc=__doc__ or "",
)
