"""缺授权委托书 (CON-AUTH)

检查什么：同意书由被授权人（委托代理人、受托人）签名而患者本人没有签名，病历中没有授权委托书，病程也没有写到授权委托书。

依据：病历书写基本规范第十条；ST5、ST7。

例外：见 exceptions。授权委托书常为入院时的纸质文件，因此只提示人工核对。

整改：补查授权委托书；确缺的由患者本人签署授权。
"""

from __future__ import annotations

import re

from pipeline.detect.authority import cite_line
from pipeline.detect.case import Case
from pipeline.detect.consents import consents
from pipeline.detect.coverage import cannot_judge_absence, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import FULL, operated
from pipeline.detect.specimens import STAY

_GUARDIAN = "未成年人的法定监护人签署"
_LETTER = "病历中有授权委托书"
_MENTIONED = "病程写到授权委托书"
_AGENT = re.compile(r"授权|委托|受托|代理")
_CHILD = re.compile(r"^(?:\d|1[0-7])岁|[月天日]$")
_KIN = FULL.replace("患者签名：林素云　", "被授权人签名：周建国（夫妻）　")
_LETTER_DOC = """@doc
授权委托书
委托人：林素云　受托人：周建国　关系：夫妻
本人授权周建国代为签署住院期间的各类知情同意书。
委托人签名：林素云　受托人签名：周建国　2026-03-02 10:00
"""


def check(case: Case) -> Verdict:
    signed = [c for c in consents(case) if not c.patient and any(_AGENT.search(s.role) for s in c.kin)]
    if not signed:
        return not_applicable("没有只由被授权人签署的同意书")
    if case.extracted.age and _CHILD.search(case.extracted.age.strip()):
        return not_applicable("未成年人由监护人签署")
    others = [d for d in case.documents if d.doc_type != "consent_form" or "授权" in d.title or "委托" in d.title]
    if any("授权" in d.body or "委托书" in d.body or "委托" in d.title for d in others):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    form = signed[0]
    kin = next(s for s in form.kin if _AGENT.search(s.role))
    return judged(
        [
            Defect(
                "同意书由被授权人签署，病历中没有授权委托书，请核对",
                form.doc.doc_id,
                (cite_line(case, form.doc, kin),),
                searched("授权委托书"),
                person=form.doctors[0].name if form.doctors else "",
                review=True,
                confidence=0.6,
            )
        ]
    )


RULE = Rule(
    id="CON-AUTH",
    name="缺授权委托书",
    category="consent",
    clause="BW 10; ZJ; ST5,ST7",
    check=check,
    remedy="补查授权委托书；确缺的由患者本人签署授权",
    exceptions=(_GUARDIAN, _LETTER, _MENTIONED),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, operated(_KIN), "被授权人签名", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            operated(_KIN.replace("被授权人", "委托代理人")),
            "委托代理人签名",
            review=True,
        ),
        Example(Outcome.PASS, operated(_LETTER_DOC, _KIN), "有授权书", shows=_LETTER),
        Example(
            Outcome.PASS,
            operated(_KIN).replace("择期手术。\n主治", "择期手术，患者已签授权委托书由丈夫代签。\n主治"),
            "查房写明",
            shows=_MENTIONED,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            operated(_KIN, stay=STAY.replace("52岁", "8岁")),
            "儿童",
            shows=_GUARDIAN,
        ),
        Example(Outcome.NOT_APPLICABLE, operated(FULL), "本人签名"),
    ),
    doc=__doc__ or "",
)
