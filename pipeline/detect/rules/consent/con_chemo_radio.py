"""化疗、放疗缺同意书或签字 (CON-CHEMO-RADIO)

检查什么：本次住院实施了化疗或放疗，导出了其他同意书而没有化疗（放疗）同意书的，提示核对；有化疗（放疗）同意书而患方签名栏
空白的，为缺陷。

依据：病历书写基本规范第二十六条；S000 篇2 四（二）5（丙级）。

例外：见 exceptions。

整改：补查同意书；按疗程签署的，把首次签署的同意书复印归入本次病历。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import absent_consent, by_patients_side, consents
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import BLOOD, GASTROSCOPY
from pipeline.detect.specimens import MEDICAL, note, record

_COURSE = "一个疗程只签一次（病程写明同意书已签的，转人工核对）"
_PAPER = "打印后手写签名、文本不显示"
_PLANNED = "只拟行、未实施或外院实施的化疗"
_DONE = re.compile(
    r"(?:今日|今晨|今天|昨日|本日|现|已|于[\d月日\-. /:：]{2,16})(?:起|始|开始|行|予以?|给予|完成|进行|接受|按计划|继续)+[^。；，\n]{0,16}(?:化疗|放疗)"
    r"|(?:化疗|放疗)第\s*[\d一二三四五六七八]{1,2}\s*[天日次]|(?:静脉|腹腔|鞘内)(?:滴注|灌注|注射)?化疗(?:顺利|结束|完毕|过程)"
)
_NOTES = frozenset(("progress_note", "ward_round_attending", "ward_round_chief", "procedure_record"))
_GIVEN = note("2026-03-05 16:20", "今日予XELOX方案第3周期化疗，奥沙利铂静滴顺利，无恶心呕吐。")
_RADIATION = note("2026-03-05 16:20", "今日行胸部调强放疗第6次，无吞咽疼痛，皮肤无破溃。")
_FORM = """@doc
化学治疗知情同意书
患者姓名：林素云　性别：女　年龄：52岁
诊断：结肠癌术后
方案：XELOX第3周期
可能的风险：骨髓抑制、恶心呕吐、神经毒性、过敏，严重者需抢救。
患方意见：同意化疗。
患者签名：林素云　2026-03-05 09:00
谈话医师：顾长林　2026-03-05 09:00
"""
_BLANK = _FORM.replace("患者签名：林素云　2026-03-05 09:00", "患者签名：＿＿＿＿＿")


def check(case: Case) -> Verdict:
    text = whole_text(case)
    if "化疗" not in text and "放疗" not in text and "化学治疗" not in text:
        return not_applicable("没有化疗或放疗")
    forms = [c for c in consents(case) if "chemo" in c.kinds]
    signed = by_patients_side(case, forms, "化疗（放疗）同意书")
    if signed.outcome is not Outcome.PASS:
        return signed
    if forms or any(c.says("化疗", "放疗") for c in consents(case)):
        return judged([])
    given = next(
        ((d, m) for d in case.documents if d.doc_type in _NOTES and (m := _DONE.search(d.text, d.start, d.end))), None
    )
    if given is None:
        return not_applicable("病程没有写明本次住院实施化疗或放疗")
    doc, found = given
    return absent_consent(
        case,
        "化疗（放疗）知情同意书",
        (case.cite(doc, found.start(), found.end()),),
        about=("化疗", "放疗"),
        firm=False,
        what="已实施化疗（放疗）",
    )


RULE = Rule(
    id="CON-CHEMO-RADIO",
    name="化疗/放疗缺同意书或签字",
    category="consent",
    clause="BW 26; S000-P2 C5",
    check=check,
    remedy="补查同意书；按疗程签署的，把首次签署的同意书复印归入本次病历",
    exceptions=(_COURSE, _PLANNED, _PAPER),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, GASTROSCOPY, _GIVEN, _BLANK), "同意书患方签名栏空白"),
        Example(
            Outcome.FAIL,
            record(*MEDICAL, GASTROSCOPY, _RADIATION, _BLANK.replace("化学治疗", "放射治疗").replace("化疗", "放疗")),
            "放疗同意书患方签名栏空白",
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _GIVEN, BLOOD), "只有输血同意书", review=True),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _GIVEN, _BLANK), "", shows=_PAPER),
        Example(Outcome.PASS, record(*MEDICAL, _GIVEN, _FORM), "有签名"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _GIVEN.replace("今日予", "化疗同意书首次住院已签署，今日予"), BLOOD),
            "疗程同意书",
            shows=_COURSE,
            review=True,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, note("2026-03-05 16:20", "外院曾行化疗4周期，拟下次住院化疗。"), BLOOD),
            "未实施",
            shows=_PLANNED,
        ),
    ),
    doc=__doc__ or "",
)
