"""病危（重）通知书缺患方签名 (CON-CRITICAL)

检查什么：病危（病重）通知书的患方签名栏印出而空白，也没有任何患方人员签名。通知书文本不显示患方签名栏的，提示人工核对。

依据：病历书写基本规范第二十七条；S000 篇2。

例外：见 exceptions。

整改：通知患方并由其签名、注明日期；联系不上或拒签的，记录经过并由两名医务人员见证。
"""

from __future__ import annotations

import re

from pipeline.detect.authority import cite_line, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.consents import BY_HAND, names_are_typed, read_form
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import GASTROSCOPY
from pipeline.detect.specimens import MEDICAL, record

_REFUSED = "拒签或联系不上并已注明"
_ONE = "患者、家属两栏只需一方签名"
_PAPER = "打印后手写签名、文本不显示"
_EXCUSE = re.compile(
    r"拒(?:绝|不)?签|无法联系|联系不上|未能?联系|无家属|家属(?:未|不)(?:在|到)|电话(?:告知|通知)|见证|三无"
)
_NOTICE = """@doc
病危通知书
姓名：林素云　性别：女　年龄：52岁
诊断：急性重症胰腺炎，病情危重，随时可能出现呼吸循环衰竭，需抢救。
患方意见：已知悉病情，要求积极抢救。
家属签名：周建国　与患者关系：夫妻　2026-03-03 10:00
医师签名：顾长林　2026-03-03 10:00
"""
_BLANK = _NOTICE.replace("家属签名：周建国　与患者关系：夫妻　2026-03-03 10:00", "家属签名：＿＿＿＿＿＿")


def check(case: Case) -> Verdict:
    notices = [d for d in case.extracted.of_type("critical_notice") if not is_outside(d)]
    if not notices:
        return not_applicable("没有病危（重）通知书")
    defects: list[Defect] = []
    unknown = ""
    for doc in notices:
        form = read_form(case, doc)
        if form.patient or form.kin or _EXCUSE.search(doc.text, doc.start, doc.end):
            continue
        if form.empty_side and form.doctors and not unread(doc):
            proof = tuple(cite_line(case, doc, s) for s in form.empty_side[:2])
            if names_are_typed(case):
                defects.append(Defect("病危（重）通知书没有患方签名", doc.doc_id, proof, confidence=0.85))
            else:
                unknown = BY_HAND
        else:
            unknown = "通知书文本未显示患方签名，须核对原件"
    return judged(defects, unknown)


RULE = Rule(
    id="CON-CRITICAL",
    name="病危(重)通知书缺患方签名",
    category="consent",
    clause="BW 27",
    check=check,
    remedy="由患方签名并注明日期；联系不上或拒签的，记录经过并由两名医务人员见证",
    exceptions=(_REFUSED, _ONE, _PAPER),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, GASTROSCOPY, _BLANK), "家属签名栏空白，其他同意书已签"),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _BLANK), "", shows=_PAPER),
        Example(
            Outcome.FAIL,
            record(
                *MEDICAL,
                GASTROSCOPY,
                _BLANK.replace("病危通知书", "病重通知书").replace("家属签名：", "患者签名：＿＿＿＿　家属签名："),
            ),
            "两栏都空白",
        ),
        Example(Outcome.PASS, record(*MEDICAL, _NOTICE), "家属已签"),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _NOTICE.replace("家属签名：", "患者签名：＿＿＿＿\n家属签名：")),
            "",
            shows=_ONE,
        ),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _BLANK.replace("要求积极抢救。", "已电话告知，家属拒签，护士王敏见证。")),
            "拒签已注明",
            shows=_REFUSED,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _BLANK.replace("医师签名：顾长林　2026-03-03 10:00", "医师签名：＿＿＿＿＿")),
            "",
        ),
    ),
    doc=__doc__ or "",
)
