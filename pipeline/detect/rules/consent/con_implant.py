"""植入物、高值耗材、自费项目缺知情同意 (CON-IMPLANT)

检查什么：病程、手术记录写明使用了自费（进口、高值）植入物或耗材，而任何一份同意书都没有提到自费、高值、植入物或耗材。

依据：S000 篇6（自费项目告知）；ST7。

例外：见 exceptions。自费告知常单独用纸质表格，因此只提示人工核对。

整改：补查自费（高值耗材）知情同意书；确缺的按缺陷上报。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import absent_consent, consents
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import FULL, operated
from pipeline.detect.specimens import MEDICAL, OPERATION, record

_INSURED = "没有写明自费、高值，按医保常规使用"
_TOLD = "手术同意书已写明自费或植入物费用"
_NOT_USED = "只作介绍、患方未选用"
_COSTLY = re.compile(
    r"(?:自费|自付|医保外|非医保|丙类|高值)[^。；，\n]{0,16}(?:植入|耗材|内固定|假体|支架|螺钉|钢板|补片|晶体|起搏器|人工|导管|钉)|(?:植入|置入)[^。；，\n]{0,16}(?:自费|自付|高值)"
)
_AGREED = re.compile(r"自费|自付|自理|医保外|非医保|丙类|高值|耗材|植入[物材]")
_UNUSED = re.compile(r"未(?:用|使用|选)|不(?:用|使用|同意|选)|拒绝|如|若|可选|或")
_NOTES = frozenset(
    ("operation_record", "postop_first_note", "progress_note", "ward_round_attending", "ward_round_chief")
)
_PLATE = OPERATION.replace("取出标本。", "取出标本。予自费可吸收钉夹植入3枚。")
_COIL = OPERATION.replace("取出标本。", "取出标本。植入高值防粘连材料1枚（自付）。")


def check(case: Case) -> Verdict:
    text = whole_text(case)
    if not any(w in text for w in ("自费", "自付", "高值", "医保外", "非医保", "丙类")):
        return not_applicable("没有写到自费或高值耗材")
    if any(_AGREED.search(c.doc.body) for c in consents(case)):
        return judged([])
    for doc in case.documents:
        if doc.doc_type not in _NOTES:
            continue
        for found in _COSTLY.finditer(doc.text, doc.start, doc.end):
            if _UNUSED.search(doc.text, max(doc.start, found.start() - 8), min(doc.end, found.end() + 6)):
                continue
            return absent_consent(
                case,
                "自费（高值耗材、植入物）知情同意书",
                (case.cite(doc, found.start(), found.end()),),
                about=("自费", "自付", "耗材", "植入"),
                firm=False,
                what="使用了自费或高值耗材",
            )
    return not_applicable("没有写明使用自费或高值耗材")


RULE = Rule(
    id="CON-IMPLANT",
    name="植入/高值耗材/自费缺同意",
    category="consent",
    clause="L28; ST7; BW 10",
    check=check,
    remedy="补查自费（高值耗材）知情同意书；确缺的按缺陷上报",
    exceptions=(_INSURED, _TOLD, _NOT_USED),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, operated(FULL).replace(OPERATION, _PLATE), "自费钉夹", review=True),
        Example(Outcome.NOT_ASSESSABLE, operated(FULL).replace(OPERATION, _COIL), "高值材料", review=True),
        Example(
            Outcome.PASS,
            operated(FULL.replace("中转开腹。", "中转开腹。可吸收钉夹为自费，约3000元。")).replace(OPERATION, _PLATE),
            "同意书写明自费",
            shows=_TOLD,
        ),
        Example(Outcome.NOT_APPLICABLE, operated(FULL), "常规材料", shows=_INSURED),
        Example(
            Outcome.NOT_APPLICABLE,
            operated(FULL).replace(OPERATION, _PLATE.replace("予自费", "未用自费")),
            "未用",
            shows=_NOT_USED,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "保守治疗"),
    ),
    doc=__doc__ or "",
)
