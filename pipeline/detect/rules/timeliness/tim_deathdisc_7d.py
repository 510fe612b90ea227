"""死亡病例讨论超时 (TIM-DEATHDISC-7D)

检查什么：死亡病例讨论的日期与死亡日期相隔是否超过时限（death_disc_d，按日历日）。

依据：病历书写基本规范第二十二条（二十二）；医疗质量安全核心制度（九）。

例外：见 exceptions。没有讨论记录的归 CMP-DEATH-DISC。

整改：患者死亡一周内完成讨论；尸检病例报告后一周内再次讨论。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.deadlines import clock
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.limits import completed_at, limit, stamp_of
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import DEATH_DISCUSSION, DEATH_STAY, DEATHS, MEDICAL, record, without

_AUTOPSY = "已行尸检，待报告后讨论"
_SEVENTH = "死亡后第7天讨论"
_EXAMINED = re.compile(r"尸检|尸体解剖|解剖报告|法医")
_DECLINED = re.compile(
    r"(?:未|拒绝|谢绝|不同意|放弃|不(?:做|行|要求)|无)[^。；\n]{0,10}(?:尸检|尸体解剖|解剖)|(?:尸检|尸体解剖)[^。；\n]{0,6}(?:未行|拒绝|谢绝|不同意|放弃|否|：无)"
)


def _on(day: str) -> str:
    return DEATH_DISCUSSION.replace("2026-03-09", day)


def check(case: Case) -> Verdict:
    days = limit(case, "death_disc_d")
    talks = [d for d in case.extracted.of_type("death_discussion") if d.body.strip()]
    if days is None or not talks:
        return not_applicable("没有死亡病例讨论记录（缺失另计）")
    death = case.facts.deaths[0].at if case.facts.deaths else None
    dated = [(m, d) for d in talks if (m := completed_at(case, d))]
    if death is None or not dated:
        return not_assessable("死亡时间或讨论时间不明")
    when, doc = min(dated, key=lambda pair: pair[0].at)
    gap = (when.at.date() - death.at.date()).days
    if gap <= days:
        return passed()
    if any(_EXAMINED.search(d.body) and not _DECLINED.search(d.body) for d in case.documents):
        return not_assessable(_AUTOPSY + "的可能，请人工核对")
    span = stamp_of(doc, when)
    proofs = [case.cite(doc, *span)] if span else [case.cite(doc, doc.start, min(doc.end, doc.start + 30))]
    event = clock(case, "死亡", death)
    if event.proof:
        proofs.append(event.proof)
    return judged([Defect(f"死亡后第{gap}天才讨论，超过{days:g}天", doc.doc_id, tuple(proofs))])


RULE = Rule(
    id="TIM-DEATHDISC-7D",
    name="死亡病例讨论超时",
    category="timeliness",
    clause="BW 22(22); HX 9",
    check=check,
    remedy="患者死亡后一周内组织死亡病例讨论",
    exceptions=(_AUTOPSY, _SEVENTH),
    parameters=("death_disc_d",),
    examples=(
        Example(Outcome.FAIL, record(*without(DEATHS, DEATH_DISCUSSION), _on("2026-03-16"), stay=DEATH_STAY), "第11天"),
        Example(
            Outcome.FAIL,
            record(
                *without(DEATHS, DEATH_DISCUSSION),
                _on("2026-03-15").replace("讨论意见", "家属拒绝尸检。\n讨论意见"),
                stay=DEATH_STAY,
            ),
            "第10天，家属拒绝尸检",
        ),
        Example(Outcome.PASS, record(*DEATHS, stay=DEATH_STAY), "第4天"),
        Example(
            Outcome.PASS,
            record(*without(DEATHS, DEATH_DISCUSSION), _on("2026-03-12"), stay=DEATH_STAY),
            "一周",
            shows=_SEVENTH,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                *without(DEATHS, DEATH_DISCUSSION),
                _on("2026-03-20").replace("讨论意见", "尸检报告已回：冠脉血栓。\n讨论意见"),
                stay=DEATH_STAY,
            ),
            "尸检",
            shows=_AUTOPSY,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "好转出院"),
    ),
    doc=__doc__ or "",
)
