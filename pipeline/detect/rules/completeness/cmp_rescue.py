"""有抢救无抢救记录 (CMP-RESCUE)

检查什么：病程、出院记录、护理记录写明本次住院确有抢救（心肺复苏、除颤、抢救成功等），而没有相应的抢救记录。

依据：病历书写基本规范第二十二条（八）；医疗质量安全核心制度（七）。

例外：见 exceptions。死亡前的临终抢救归 CMP-DEATH-RESCUE。

整改：由参加抢救的医师据实补记抢救记录并注明补记时间。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    ADMISSION,
    CONSENT,
    DEATH_STAY,
    DEATHS,
    MEDICAL,
    NOTE_5,
    RESCUE,
    note,
    record,
    without,
)
from pipeline.extract.model import Rescue

_HISTORY = "既往或外院的抢救"
_CONSENT = "同意书、病危通知书里的告知语"
_STANDBY = "仅备抢救，未发生抢救"
_DYING = "临终抢救归死亡病例缺抢救记录"
_PLACE = "急诊抢救室等地名"
_SHOCKED = note(
    "2026-03-05 16:20", "今日14:10患者突发室颤，立即胸外按压，200J除颤1次恢复窦律，抢救成功，现神志清，生命体征平稳。"
)
_REVIVED = note(
    "2026-03-05 16:20", "今晨患者窒息、意识丧失，经积极抢救，予心肺复苏、气管插管后自主心律恢复，转为平稳。"
)
_STOOD_BY = note("2026-03-05 16:20", "输液后皮疹，当即停药，抢救车推至床旁备用（未启用），地塞米松5mg静推后缓解。")
_POISONED = ADMISSION.replace("体健，否认", "2022年因农药中毒在外院抢救治愈，否认")
_ON_THE_WAY = note(
    "2026-03-03 09:20",
    "患者昨日转运途中在救护车上发生室颤，予200J除颤1次，经抢救成功，现无胸痛。诊断：心室颤动 电除颤术后。",
)
_ROOM = ADMISSION.replace("遂来我院。", "遂来我院，在急诊抢救室留观后收住。")


def check(case: Case) -> Verdict:
    told = [r for r in case.facts.rescues if r.note_id is None and not _terminal(case, r)]
    if not told:
        if any(r.note_id for r in case.facts.rescues):
            return judged([])
        return not_applicable("本次住院没有抢救（临终抢救另计）")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "rescue_record"):
        return not_assessable("有疑似抢救记录的文书未能识别，请人工核对")
    defects = [
        Defect(
            "写明曾行抢救，没有相应的抢救记录",
            evidence=(case.cite_mention(r.mention),),
            searched=searched("抢救记录"),
            confidence=0.9,
        )
        for r in told[:1]
    ]
    return judged(defects)


def _terminal(case: Case, rescue: Rescue) -> bool:
    """True for the last rescue of a patient who died, also when its time is not told."""
    if not case.facts.deaths:
        return False
    at = case.facts.deaths[0].at
    if at is None or rescue.started_at is None:
        return True
    return rescue.started_at.latest >= at.earliest - timedelta(hours=24)


RULE = Rule(
    id="CMP-RESCUE",
    name="有抢救无抢救记录",
    category="completeness",
    clause="BW 22(8); HX 7; ZB18",
    check=check,
    remedy="由参加抢救的医师据实补记抢救记录，注明补记时间",
    exceptions=(_HISTORY, _CONSENT, _STANDBY, _DYING, _PLACE),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _SHOCKED), "室颤除颤，没有抢救记录"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _REVIVED), "心肺复苏，没有抢救记录"),
        Example(
            Outcome.PASS,
            record(*without(MEDICAL, NOTE_5), _SHOCKED, RESCUE.replace("03:40宣布临床死亡", "03:40抢救成功")),
            "有抢救记录",
        ),
        Example(Outcome.NOT_APPLICABLE, record(_POISONED, *without(MEDICAL, ADMISSION)), "既往史", shows=_HISTORY),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _ON_THE_WAY), "入院途中除颤", shows=_HISTORY),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL, CONSENT), "同意书", shows=_CONSENT),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _STOOD_BY), "备用", shows=_STANDBY),
        Example(Outcome.NOT_APPLICABLE, record(*without(DEATHS, RESCUE), stay=DEATH_STAY), "临终抢救", shows=_DYING),
        Example(Outcome.NOT_APPLICABLE, record(_ROOM, *without(MEDICAL, ADMISSION)), "地名", shows=_PLACE),
    ),
    doc=__doc__ or "",
)
