"""抢救记录未在抢救结束后6小时内补记 (TIM-RESCUE-6H)

检查什么：每次抢救的抢救记录书写时间与抢救结束时间之差是否超过时限（rescue_note_h）。从抢救结束起算，不从开始起算。

依据：病历书写基本规范第二十二条（八）；医疗质量安全核心制度（七）；医疗纠纷预防和处理条例第十五条。

例外：见 exceptions。没有抢救记录的归 CMP-RESCUE、CMP-DEATH-RESCUE。

整改：抢救结束后6小时内据实补记并注明补记。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.deadlines import Clock, clock, late
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.limits import limit
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import DEATH_STAY, DEATHS, MEDICAL, RESCUE, record, without
from pipeline.extract.model import ExtractedDocument
from pipeline.records.moment import Moment

_REAL_TIME = "抢救过程中随时书写的记录"
_NO_END = "没有印出抢救结束时间"
_EACH = "多次抢救各自计时"
_LATE = RESCUE.replace("记录时间：2026-03-05 05:10", "记录时间：2026-03-05 14:20").replace(
    "2026-03-05 05:30", "2026-03-05 14:40"
)
_SAVED = RESCUE.replace("2026-03-05", "2026-03-04").replace(
    "持续复苏60分钟无自主心律，2026-03-04 03:40宣布临床死亡", "2026-03-04 03:40恢复窦律，抢救成功"
)
_SAVED_LATE = _SAVED.replace("记录时间：2026-03-04 05:10", "记录时间：2026-03-04 12:00").replace(
    "2026-03-04 05:30", "2026-03-04 12:20"
)
_HEADED = _SAVED.replace(
    "抢救记录（补记）　记录时间：2026-03-04 05:10", "2026-03-04 02:40　抢救记录\n补记时间：2026-03-04 12:00"
).replace("2026-03-04 05:30", "2026-03-04 12:20")
_AT_ONCE = RESCUE.replace(
    "抢救记录（补记）　记录时间：2026-03-05 05:10", "抢救记录　记录时间：2026-03-05 03:20"
).replace("2026-03-05 05:30", "2026-03-05 03:50")
_OPEN = (
    _SAVED.replace("　抢救结束：2026-03-04 03:40", "")
    .replace("2026-03-04 03:40恢复窦律，抢救成功", "恢复窦律")
    .replace("记录时间：2026-03-04 05:10", "记录时间：2026-03-04 10:00")
    .replace("2026-03-04 05:30", "2026-03-04 10:20")
)


def check(case: Case) -> Verdict:
    hours = limit(case, "rescue_note_h")
    recorded = [r for r in case.facts.rescues if r.note_id]
    if hours is None or not recorded:
        return not_applicable("本次住院没有抢救记录（缺失另计）")
    notes = {d.doc_id: d for d in case.documents}
    defects: list[Defect] = []
    unknown = ""
    for rescue in recorded:
        doc = notes[rescue.note_id or ""]
        found, why = late(case, doc, clock(case, "抢救结束", rescue.ended_at, doc), hours, "抢救记录", _done(doc))
        if why and "早于" in why:
            continue  # written while it went on
        if why and rescue.started_at is not None:
            over, unsure = late(case, doc, Clock("抢救开始", rescue.started_at), hours, "抢救记录")
            why = "" if not over and not unsure else "抢救结束时间不明，无法断定是否超时"
        defects += found
        unknown = unknown or why
    return judged(defects, unknown)


def _done(doc: ExtractedDocument) -> Moment | None:
    """The last time of writing: a heading may print when the rescue began, and 补记时间 follow further down."""
    written = [t.moment for t in doc.timestamps if t.kind == "written" and t.moment]
    return max(written, key=lambda m: m.at) if len(written) > 1 else None


RULE = Rule(
    id="TIM-RESCUE-6H",
    name="抢救记录未在抢救结束后6小时内补记",
    category="timeliness",
    clause="BW 22(8); HX 7; JF 15",
    check=check,
    remedy="抢救结束后6小时内据实补记并注明补记时间",
    exceptions=(_REAL_TIME, _NO_END, _EACH),
    parameters=("rescue_note_h",),
    examples=(
        Example(Outcome.FAIL, record(*without(DEATHS, RESCUE), _LATE, stay=DEATH_STAY), "抢救结束后10小时40分补记"),
        Example(Outcome.FAIL, record(*MEDICAL[:4], _SAVED_LATE, *MEDICAL[4:]), "抢救成功后8小时20分补记"),
        Example(
            Outcome.FAIL,
            record(*MEDICAL[:4], _HEADED, *MEDICAL[4:]),
            "标题印抢救开始的时间，另印补记时间，结束后8小时20分",
        ),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "一个半小时后补记"),
        Example(Outcome.PASS, record(*DEATHS[:4], _SAVED, *DEATHS[4:], stay=DEATH_STAY), "两次抢救", shows=_EACH),
        Example(
            Outcome.PASS, record(*without(DEATHS, RESCUE), _AT_ONCE, stay=DEATH_STAY), "边抢救边记录", shows=_REAL_TIME
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL[:4], _OPEN, *MEDICAL[4:]), "只有开始时间", shows=_NO_END),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有抢救"),
    ),
    doc=__doc__ or "",
)
