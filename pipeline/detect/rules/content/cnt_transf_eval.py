"""输血指征、评估、疗效记录缺失 (CNT-TRANSF-EVAL)

检查什么：本次住院输过血的，病程等记录里有没有输血前评估（血红蛋白、血小板、凝血、失血量、指征）和输血后评价（过程、反应、复查结果）。
两样都没有判为缺陷；缺一样的提示人工复核。

依据：医疗机构临床用血管理办法；病案质控指标（ZB16）。

例外：见 exceptions。

整改：补写输血前评估和输血后疗效评价。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule

_BEFORE = re.compile(r"Hb|HGB|血红蛋白|血色素|血小板|PLT|INR|凝血|纤维蛋白原|失血|出血(?:量|约)|贫血|输血指征|输血前")
_AFTER = re.compile(
    r"输血(?:后|过程|顺利|完毕|结束|反应|不良)|输注(?:后|过程|顺利|完毕|结束|无)|输毕|未见输血|无(?:输血)?(?:不良)?反应|复查[^。]{0,16}(?:Hb|血红蛋白|血常规|血小板)|输血[^。]{0,30}(?:顺利|无不适|上升|升至)"
)
_NOTES = frozenset(
    (
        "progress_note",
        "ward_round_attending",
        "ward_round_chief",
        "rescue_record",
        "postop_first_note",
        "operation_record",
        "anesthesia_record",
        "stage_summary",
        "first_progress_note",
        "discharge_record",
        "death_record",
        "nursing_record",
        "other",
    )
)


def check(case: Case) -> Verdict:
    """Words of assessment before and after, in the notes of a stay with a transfusion."""
    transfusions = case.facts.transfusions
    if not transfusions:
        return not_applicable("没有输血")
    notes = "\n".join(d.body for d in case.documents if d.doc_type in _NOTES)
    lacking = [n for n, p in (("输血前评估", _BEFORE), ("输血后评价", _AFTER)) if not p.search(notes)]
    if not lacking:
        return judged([])
    review = len(lacking) == 1
    first = transfusions[0].mention
    return judged(
        [
            Defect(
                message="有输血而没有" + "和".join(lacking) + ("（请人工确认）" if review else ""),
                doc_id=first.doc_id,
                evidence=(case.cite_mention(first),),
                confidence=0.6 if review else 0.8,
                review=review,
            )
        ]
    )


def _stay(*notes: str) -> str:
    return "@stay sex=男 age=56岁 admitted=2026-03-02T09:00 discharged=2026-03-10T10:00\n" + "".join(
        f"@doc\n2026-03-0{i} 10:00　病程记录\n{n}\n医师签名：张三\n" for i, n in enumerate(notes, 3)
    )


RULE = Rule(
    id="CNT-TRANSF-EVAL",
    name="输血指征、评估、疗效记录缺失",
    category="content",
    clause="L31; ZB16; YX",
    check=check,
    remedy="补写输血前评估和输血后疗效评价。",
    exceptions=("没有输血", "评估写在手术、麻醉、抢救记录内", "只缺一样的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _stay("今日输注悬浮红细胞2U，患者精神可，继续目前治疗。"), "没有评估和评价"),
        Example(
            Outcome.FAIL, _stay("患者面色苍白，今日予输悬浮红细胞4U。", "患者精神可，继续抑酸治疗。"), "没有评估和评价"
        ),
        Example(
            Outcome.PASS,
            _stay("Hb 58g/L，今日输注悬浮红细胞2U，过程顺利，无不良反应。", "复查Hb 76g/L。"),
            "齐全",
        ),
        Example(Outcome.NOT_APPLICABLE, _stay("患者否认输血史，Hb 120g/L。"), "没有输血", shows="没有输血"),
        Example(
            Outcome.PASS,
            _stay("今日输注悬浮红细胞2U。")
            + "@doc\n抢救记录\n2026-03-03 09:00\n患者呕血约800ml，Hb 55g/L，输注悬浮红细胞2U，输毕无不良反应。李四主治医师参加。\n医师签名：张三\n",
            "抢救记录",
            shows="评估写在手术、麻醉、抢救记录内",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("Hb 58g/L，今日输注悬浮红细胞2U。"),
            "没有输血后评价",
            shows="只缺一样的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
