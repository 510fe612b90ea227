"""用血缺输血记录 (CMP-TRANSFUSION)

检查什么：病程写明输注红细胞、血浆、血小板等，有没有输血记录，或病程中对输血过程、反应、效果的记述。

依据：病案质控指标 16；医疗机构临床用血管理办法。

例外：见 exceptions。

整改：输血后书写输血记录：指征、成分与量、过程、有无反应、效果评价。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, NOTE_5, OPERATION, SURGICAL, note, record, without

_PREPARED = "备血未用、未输血"
_THEATRE = "术中输血写在手术记录、麻醉记录里"
_TOLD = "病程写明输血过程、反应或效果"
_DESCRIBED = re.compile(
    r"(?:输血|输注|输)[^。\n]{0,40}(?:反应|顺利|不良|不适|结束|完毕)|输血(?:后|前|过程|指征|效果|评[价估])|(?:血红蛋白|Hb|HGB)[^。\n]{0,20}(?:升|回升|较前)"
)
_GIVEN = note("2026-03-05 16:20", "血红蛋白62g/L，今日输注悬浮红细胞2U。继续止血治疗。")
_PLASMA = note("2026-03-05 16:20", "凝血功能差，给予新鲜冰冻血浆400ml。继续保肝。")
_SMOOTH = note("2026-03-05 16:20", "今日输注悬浮红细胞2U，过程顺利，无输血反应，复查血红蛋白升至82g/L。")
_KEPT = note("2026-03-05 16:20", "备悬浮红细胞2U，术中出血少，未输血。")
_IN_THEATRE = OPERATION.replace("未输血", "输注悬浮红细胞2U")


def check(case: Case) -> Verdict:
    given = [t for t in case.facts.transfusions if not _in_theatre(case, t.mention.doc_id)]
    if not given:
        return not_applicable("病程中没有输血（术中输血、备血未用不计）")
    if any("输血" in d.title or "用血" in d.title for d in case.documents if d.doc_type != "consent_form"):
        return judged([])
    notes = [d for d in case.documents if d.doc_type not in ("consent_form", "order_sheet", "lab_report")]
    if any(_DESCRIBED.search(d.body) for d in notes):
        return judged([])
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "transfusion_record", ("consent_form",)):
        return not_assessable("有疑似输血记录的文书未能识别，请人工核对")
    first = given[0]
    return judged(
        [
            Defect(
                "写明输血，没有输血记录，病程也没有记述过程与反应",
                first.mention.doc_id,
                evidence=(case.cite_mention(first.mention),),
                searched=searched("输血记录，病程中的输血过程、反应、效果"),
                confidence=0.85,
            )
        ]
    )


def _in_theatre(case: Case, doc_id: str) -> bool:
    return any(d.doc_id == doc_id and d.doc_type in ("operation_record", "anesthesia_record") for d in case.documents)


RULE = Rule(
    id="CMP-TRANSFUSION",
    name="用血缺输血记录",
    category="completeness",
    clause="ZB16; YX",
    check=check,
    remedy="书写输血记录：指征、成分与量、过程、反应、效果",
    exceptions=(_PREPARED, _THEATRE, _TOLD),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _GIVEN), "输红细胞没有任何记述"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _PLASMA), "输血浆没有任何记述"),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_5), _SMOOTH), "病程记述", shows=_TOLD),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _KEPT), "备血", shows=_PREPARED),
        Example(Outcome.NOT_APPLICABLE, record(*without(SURGICAL, OPERATION), _IN_THEATRE), "术中输血", shows=_THEATRE),
    ),
    doc=__doc__ or "",
)
