"""手术安全核查三方签名不全 (SIG-SAFETY-3P)

检查什么：手术安全核查表上手术医师、麻醉医师、巡回护士的签名处有空白。

依据：病历书写基本规范第二十二条（十六）。

例外：见 exceptions。

整改：由参加核查的三方本人补签并说明。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, is_struck
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import CHECKLIST
from pipeline.detect.specimens import SURGICAL, record

_LOCAL = "局部麻醉无麻醉医师，两方签名"
_PAPER = "整张核查表均未显示签名（纸质手签）"


def check(case: Case) -> Verdict:
    sheets = list(case.extracted.of_type("surgical_safety_checklist"))
    if not sheets:
        return not_applicable("没有手术安全核查表")
    defects: list[Defect] = []
    unknown = ""
    for doc in sheets:
        if not any(s.name for s in doc.signatures):
            unknown = "核查表未显示签名，须核对原件"
            continue
        local = any(w in doc.body for w in ("局麻", "局部麻醉", "局部浸润")) or not any(
            s.name and "麻醉" in s.role for s in doc.signatures
        )
        for blank in (s for s in doc.signatures if not s.name and not is_struck(doc, s)):
            if local and "麻醉" in blank.role:
                continue
            defects.append(Defect("核查签名处空白", doc.doc_id, (cite_line(case, doc, blank),)))
    return not_assessable(unknown) if unknown and not defects else judged(defects)


def _with(old: str, new: str) -> str:
    return record(*SURGICAL, CHECKLIST.replace(old, new))


RULE = Rule(
    id="SIG-SAFETY-3P",
    name="手术安全核查三方签名不全",
    category="signature",
    clause="BW 22(16)",
    check=check,
    remedy="由参加核查的三方本人补签并说明",
    exceptions=(
        _LOCAL,
        _PAPER,
    ),
    examples=(
        Example(Outcome.FAIL, _with("甘露\n患者离室前", "　　　　\n患者离室前"), "手术开始前巡回护士未签"),
        Example(
            Outcome.FAIL, _with("患者离室前　手术医师：陆振华", "患者离室前　手术医师：＿＿＿＿"), "离室前术者未签"
        ),
        Example(Outcome.PASS, _with("", ""), "三方三次签名齐全"),
        Example(
            Outcome.PASS,
            _with("麻醉医师：傅玉成", "麻醉医师：　　　　"),
            "局麻手术",
            shows=_LOCAL,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                *SURGICAL, CHECKLIST.replace("陆振华", "＿＿＿").replace("傅玉成", "＿＿＿").replace("甘露", "＿＿＿")
            ),
            "纸质表格",
            shows=_PAPER,
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
