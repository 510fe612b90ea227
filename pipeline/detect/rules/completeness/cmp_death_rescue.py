"""死亡患者缺抢救记录 (CMP-DEATH-RESCUE)

检查什么：死亡病例有没有临终抢救的记录。

依据：S000 篇2 四（一）7（乙级）；病历书写基本规范第二十二条（八）。

例外：见 exceptions。

整改：由参加抢救的医师据实补记并注明补记时间；放弃抢救的附患方签字。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import (
    DEATH,
    DEATH_DISCUSSION,
    DEATH_STAY,
    DEATHS,
    MEDICAL,
    RESCUE,
    SHORT_FORM,
    note,
    record,
    without,
)

_REFUSED = "患方签字放弃抢救"
_FOUND = "发现时已死亡，未行抢救并有说明"
_FORM = "24小时内入院死亡记录写有抢救经过"
_WAIVED = re.compile(
    r"(?:放弃|拒绝|谢绝|不同意|不愿|不要求|不行|不做|不予|不进行|不再)[^，,。；\n]{0,12}(?:抢救|心肺复苏|复苏|插管|按压)|(?:抢救|复苏|插管)[^，,。；\n]{0,8}(?:放弃|拒绝)|放弃(?:一切|进一步|积极)?治疗|DNR|安宁疗护|临终关怀"
)
_OPEN_QUESTION = re.compile(r"是否|还是|抑或|如(?:果|家属)?|若|或者")
_DEAD_ON_FINDING = re.compile(r"(?:发现|巡视)[^。\n]{0,30}(?:已死亡|尸僵|尸斑|已无(?:生命体征|呼吸)|呼吸心跳已停)")
_SAID_NO = note("2026-03-04 20:00", "病情危重，向家属交代，家属商议后签字放弃抢救，不同意心肺复苏及气管插管。")
_STIFF = note("2026-03-05 03:40", "护士巡视病房发现患者已死亡，出现尸斑，未行抢救，宣布临床死亡。")
_EARLY_STAY = "@stay id=EX-1 admitted=2026-03-02T09:00 discharged=2026-03-02T20:00 outcome=死亡\n"
_EARLY_FORM = SHORT_FORM.replace("24小时内入出院记录", "24小时内入院死亡记录").replace(
    "疼痛缓解。", "突发室颤，抢救经过：胸外按压、除颤、肾上腺素静推，抢救无效死亡。"
)
_QUIET = DEATH.replace("抢救无效死亡", "心电图呈直线，宣布临床死亡")


def check(case: Case) -> Verdict:
    if not case.facts.deaths:
        return not_applicable("不是死亡病例")
    if case.extracted.first("rescue_record"):
        return passed()
    form = case.extracted.first("admission_death_24h")
    if form and ("抢救" in form.body or "按压" in form.body):
        return passed("抢救经过写在24小时内入院死亡记录中")
    if any(_waived(d.body) for d in case.documents if d.doc_type != "death_discussion"):
        return not_applicable(_REFUSED)
    if any(_DEAD_ON_FINDING.search(d.body) for d in case.documents):
        return not_applicable(_FOUND)
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "rescue_record"):
        return not_assessable("有疑似抢救记录的文书未能识别，请人工核对")
    death = case.facts.deaths[0]
    told = [case.cite_mention(r.mention) for r in case.facts.rescues]
    proof = tuple(told[:1]) or ((case.cite_mention(death.mention),) if death.mention else ())
    return judged(
        [Defect("死亡病例没有抢救记录，也没有放弃抢救的签字", evidence=proof, searched=searched("抢救记录、放弃抢救"))]
    )


def _waived(text: str) -> bool:
    """True if resuscitation was refused: a choice that is still open (继续还是不再抢救) is none."""
    for found in _WAIVED.finditer(text):
        low = max(0, found.start() - 160)
        left = max(low, *(text.rfind(c, low, found.start()) + 1 for c in "。；\n"))
        if not _OPEN_QUESTION.search(text, left, found.end()):
            return True
    return False


RULE = Rule(
    id="CMP-DEATH-RESCUE",
    name="死亡患者缺抢救记录",
    category="completeness",
    clause="S000-P2 B7b; BW 22(8)",
    check=check,
    remedy="由参加抢救的医师据实补记抢救记录，注明补记时间",
    exceptions=(_REFUSED, _FOUND, _FORM),
    examples=(
        Example(Outcome.FAIL, record(*without(DEATHS, RESCUE), stay=DEATH_STAY), "死亡记录写抢救无效，没有抢救记录"),
        Example(
            Outcome.FAIL,
            record(*without(DEATHS, RESCUE, DEATH, DEATH_DISCUSSION), _QUIET, stay=DEATH_STAY),
            "死亡病例没有任何抢救记录",
        ),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "有抢救记录"),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "好转出院"),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(DEATHS, RESCUE, DEATH), _SAID_NO, _QUIET, stay=DEATH_STAY),
            "放弃抢救",
            shows=_REFUSED,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*without(DEATHS, RESCUE, DEATH), _STIFF, _QUIET, stay=DEATH_STAY),
            "发现已死亡",
            shows=_FOUND,
        ),
        Example(Outcome.PASS, record(_EARLY_FORM, stay=_EARLY_STAY), "入院11小时死亡", shows=_FORM),
    ),
    doc=__doc__ or "",
)
