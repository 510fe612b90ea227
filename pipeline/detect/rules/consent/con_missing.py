"""应有知情同意书缺如（总则） (CON-MISSING)

检查什么：做了手术、有创操作、输血、化疗或放疗，而整份病历没有任何一份知情同意书。

依据：病历书写基本规范第十、二十三至二十七条；S000 篇2 四（二）5（丙级）。

例外：见 exceptions。很多医院的同意书为纸质扫描、不随病历文本导出，因此只提示人工核对，不直接判缺陷。

整改：核对纸质或扫描件；确缺的按缺陷上报。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import consents
from pipeline.detect.coverage import cannot_judge_absence, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import FULL, operated
from pipeline.detect.specimens import MEDICAL, NOTE_5, note, record, without

_OTHER_KIND = "有同意书而缺其中一种的，由各专门规则判断"
_PARTIAL = "只导出了个别文书"
_TITLES = re.compile(r"同意书|知情|志愿书|告知书|谈话记录|授权委托|签字单")
_GIVEN = note("2026-03-05 16:20", "血红蛋白62g/L，今日输注悬浮红细胞2U，过程顺利，无输血反应。")


def check(case: Case) -> Verdict:
    op = next(iter(case.facts.operations), None)
    blood = next(iter(case.facts.transfusions), None)
    if op is None and blood is None:
        return not_applicable("没有手术、有创操作或输血")
    if consents(case) or any(True for _ in case.extracted.of_type("consent_form")):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if any(_TITLES.search("".join(d.body[:40].split())) for d in case.documents):
        return not_assessable("有疑似同意书的文书未能识别，请人工核对")
    what = "输血" if op is None else "有创操作" if op.minor else describe(op)
    mention = op.mention if op is not None else blood.mention if blood is not None else None
    evidence = (case.cite_mention(mention),) if mention is not None else ()
    message = f"{what}已施行，病历中没有任何知情同意书，请核对纸质或扫描件"
    return judged(
        [Defect(message, evidence=evidence, searched=searched("任何知情同意书"), review=True, confidence=0.5)]
    )


RULE = Rule(
    id="CON-MISSING",
    name="应有知情同意书缺如(总则)",
    category="consent",
    clause="BW 10,23-27; S000-P2 C5",
    check=check,
    remedy="核对纸质或扫描件是否归档；确缺的按缺陷上报，不得事后补签",
    exceptions=(_OTHER_KIND, _PARTIAL),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, operated(), "手术病历没有任何同意书", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(MEDICAL, NOTE_5), _GIVEN),
            "输血，没有任何同意书",
            review=True,
        ),
        Example(Outcome.PASS, operated(FULL), "有手术同意书", shows=_OTHER_KIND),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "保守治疗"),
        Example(Outcome.NOT_ASSESSABLE, record(NOTE_5, _GIVEN), "只有两份病程", shows=_PARTIAL),
    ),
    doc=__doc__ or "",
)
