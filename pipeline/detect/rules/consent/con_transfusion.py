"""缺输血治疗知情同意书 (CON-TRANSFUSION)

检查什么：病程、手术或麻醉记录写明输了血液成分，病历中有没有输血治疗知情同意书，或在其他同意书中患方同意输血。

依据：病历书写基本规范第二十五条；病案质控指标 16；S000 篇2 四（二）5（丙级）。

例外：见 exceptions。没有导出任何同意书的，由 CON-MISSING 提示核对。

整改：查找是否漏归档；确未签署的按缺陷上报。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import absent_consent, by_patients_side, consents
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import BLOOD, FULL, GASTROSCOPY
from pipeline.detect.specimens import MEDICAL, NOTE_5, note, record, without

_AGREED = "其他同意书中患方写明同意输血"
_URGENT = "抢救时的紧急输血（转人工核对审批）"
_NONE = "没有输血"
_CONSENTED = re.compile(r"同意[^。；，\n]{0,10}输血|输血[^。；\n]{0,20}(?:同意|已知情)|☑[^□\n]{0,10}输血")
_GIVEN = note("2026-03-05 16:20", "血红蛋白62g/L，今日输注悬浮红细胞2U，过程顺利，无输血反应。")
_PLASMA = note("2026-03-05 16:20", "凝血功能差，给予新鲜冰冻血浆400ml静脉输注，无不良反应。")
_RESCUED = note("2026-03-05 16:20", "呕血1000ml，血压70/40mmHg，立即抢救，紧急输注悬浮红细胞4U，血压回升。")


def check(case: Case) -> Verdict:
    given = case.facts.transfusions
    if not given:
        return not_applicable("没有输血")
    forms = consents(case)
    own = [c for c in forms if "transfusion" in c.kinds]
    if own:
        return by_patients_side(case, own, "输血治疗知情同意书")
    if any(_CONSENTED.search(c.doc.body) for c in forms):
        return judged([])
    quote = given[0].mention
    doc = next(d for d in case.documents if d.doc_id == quote.doc_id)
    around = doc.text[max(doc.start, quote.start - 80) : min(doc.end, quote.end + 80)]
    return absent_consent(
        case,
        "输血治疗知情同意书",
        (case.cite_mention(quote),),
        about=("输血", "用血"),
        firm="抢救" not in around and "紧急" not in around and not case.facts.rescues,
        what="写明输注血液成分",
    )


RULE = Rule(
    id="CON-TRANSFUSION",
    name="缺输血治疗知情同意书",
    category="consent",
    clause="BW 25; ZB16; S000-P2 C5",
    check=check,
    remedy="查找是否漏归档；确未签署的按缺陷上报，输血前告知指征、成分、风险并签署",
    exceptions=(_AGREED, _URGENT, _NONE),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), GASTROSCOPY, _GIVEN), "输红细胞，只有胃镜同意书"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), GASTROSCOPY, _PLASMA), "输血浆"),
        Example(
            Outcome.FAIL,
            record(
                *MEDICAL,
                GASTROSCOPY,
                BLOOD.replace("患者签名：林素云　2026-03-05 15:00", "患者签名：＿＿＿＿"),
                _GIVEN,
            ),
            "输血同意书患方签名栏空白",
        ),
        Example(Outcome.PASS, record(*MEDICAL, BLOOD, _GIVEN), "有输血同意书"),
        Example(
            Outcome.PASS,
            record(*MEDICAL, FULL.replace("同意手术。", "同意手术，同意必要时输血。"), _GIVEN),
            "手术同意书中同意输血",
            shows=_AGREED,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, GASTROSCOPY, _RESCUED), "抢救", shows=_URGENT, review=True),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL, GASTROSCOPY), "没有输血", shows=_NONE),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _GIVEN), "没有导出同意书"),
    ),
    doc=__doc__ or "",
)
