"""首页各级医师签名不全 (SIG-HOMEPAGE)

检查什么：病案首页科主任、主任（副主任）医师、主治医师、住院医师签名栏空白。

依据：住院病案首页填写质量规范。

例外：见 exceptions。

整改：由各级医师本人补签。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, is_struck
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import stay

_OTHERS = "进修、实习、研究生、编码员等栏可以空白"
_ELECTRONIC = "首页不显示签名（电子签名）"
_REQUIRED = ("科主任", "主任医师", "主治医师", "住院医师", "主治", "副主任医师")
_LEAST_NAMED = 2  # fewer names, and the page may be signed on paper
_PAGE = "@doc\n病案首页\n姓名：林素云　性别：女　年龄：52岁　住院号：10086\n出院主要诊断：胆囊结石伴慢性胆囊炎\n"


def check(case: Case) -> Verdict:
    pages = list(case.extracted.of_type("front_page"))
    if not pages:
        return not_applicable("没有病案首页")
    defects: list[Defect] = []
    unknown = ""
    for doc in pages:
        named = [s for s in doc.signatures if s.name]
        empty = [s for s in doc.signatures if not s.name and s.role in _REQUIRED and not is_struck(doc, s)]
        if empty and len(named) < _LEAST_NAMED:
            unknown = "首页未显示签名，须核对电子签名"
            continue
        defects += [Defect(f"首页{s.role}签名栏空白", doc.doc_id, (cite_line(case, doc, s),)) for s in empty]
    return judged(defects, unknown)


RULE = Rule(
    id="SIG-HOMEPAGE",
    name="首页各级医师签名不全",
    category="signature",
    clause="ST1,ST2; W1",
    check=check,
    remedy="由各级医师本人补签",
    exceptions=(
        _OTHERS,
        _ELECTRONIC,
    ),
    examples=(
        Example(Outcome.FAIL, stay(_PAGE + "科主任：　　　　主治医师：顾长林　住院医师：沈一帆\n"), "科主任未签"),
        Example(Outcome.FAIL, stay(_PAGE + "科主任：陆振华　主治医师：＿＿＿　住院医师：沈一帆\n"), "主治医师未签"),
        Example(Outcome.PASS, stay(_PAGE + "科主任：陆振华　主治医师：顾长林　住院医师：沈一帆\n"), "齐全"),
        Example(
            Outcome.PASS,
            stay(_PAGE + "科主任：陆振华　主治医师：顾长林　住院医师：沈一帆　进修医师：　　　　实习医师：　　　　\n"),
            "无进修、实习医师",
            shows=_OTHERS,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            stay(_PAGE + "科主任：　　　　主治医师：　　　　住院医师：　　　　\n"),
            "签名栏全空",
            shows=_ELECTRONIC,
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
