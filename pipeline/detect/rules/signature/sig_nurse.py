"""护理文书未签名 (SIG-NURSE)

检查什么：护理记录的签名处空白，而同一记录其他各次均有签名。

依据：病历书写基本规范第二十二条（二十三）。

例外：见 exceptions。

整改：由当班护士核实后补签并说明。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, is_outside, is_struck
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import stay
from pipeline.extract.model import Signature

_PAPER = "护理记录均不显示签名"
_SHEET = """@doc
护理记录单
2026-03-05 08:00　神志清，腹痛减轻，生命体征平稳，继续观察。
护士签名：甘露
2026-03-05 16:00　进半流食，无不适，已行健康宣教。
护士签名：甘露
"""


def _nurses(blank: Signature) -> bool:
    """True for 护士签名 and for a bare 签名; 医师签名 on a nursing sheet is another's."""
    return blank.kind == "nurse" or (blank.kind == "author" and not blank.role)


def check(case: Case) -> Verdict:
    sheets = [d for d in case.extracted.of_type("nursing_record") if not is_outside(d)]
    if not sheets:
        return not_applicable("没有护理记录")
    defects: list[Defect] = []
    unknown = ""
    for doc in sheets:
        empty = [s for s in doc.signatures if not s.name and not is_struck(doc, s) and _nurses(s)]
        if not any(s.name for s in doc.signatures):
            unknown = "护理记录未显示签名，须核对原件"
            continue
        defects += [Defect("护理记录签名处空白", doc.doc_id, (cite_line(case, doc, s),)) for s in empty]
    return judged(defects, unknown)


RULE = Rule(
    id="SIG-NURSE",
    name="护理文书未签名",
    category="signature",
    clause="BW 22(23)",
    check=check,
    remedy="由当班护士核实后补签并说明",
    exceptions=(_PAPER,),
    examples=(
        Example(Outcome.FAIL, stay(_SHEET + "2026-03-05 22:00　已入睡，无不适。\n护士签名：　　　　\n"), "夜班未签名"),
        Example(Outcome.FAIL, stay(_SHEET + "2026-03-06 06:00　生命体征平稳。\n责任护士：＿＿＿＿\n"), "签名处横线"),
        Example(Outcome.PASS, stay(_SHEET), "均已签名"),
        Example(Outcome.NOT_ASSESSABLE, stay(_SHEET.replace("甘露", "　　　　")), "纸质手签", shows=_PAPER),
    ),
    status="preview",
    doc=__doc__ or "",
)
