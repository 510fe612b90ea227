"""手术、抢救患者病情告知未记录 (CNT-ADMIT-STATUS)

检查什么：做过手术、抢救，或病危（重）的住院，病历里有没有一处向患方告知、谈话、签字的记录。一处也没有的提示人工复核。

依据：病历书写基本规范第二十二条（二）；医疗纠纷预防和处理条例。

例外：见 exceptions。

整改：补写告知内容、对象及其意见。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, passed
from pipeline.detect.notes import whole_text
from pipeline.detect.rule import Example, Rule

_TOLD = re.compile(
    r"告知|交代|交待|谈话|沟通|知情|签字|同意书|说明病情|解释|表示理解|通知书|知晓|讲明|家属(?:意见|要求|同意|拒绝)"
)


def check(case: Case) -> Verdict:
    """Any word of telling the patient or the family, consents and notices included."""
    facts = case.facts
    mentions = [x.mention for x in facts.rescues]
    mentions += [x.mention for x in facts.operations if not x.minor]
    mentions += [x.mention for x in facts.critical]
    event = next(iter(mentions), None)
    if event is None:
        return not_applicable("没有手术、抢救或病危（重）")
    if any(True for _ in case.extracted.of_type("consent_form", "critical_notice")) or _TOLD.search(whole_text(case)):
        return passed("有告知记录")
    return judged(
        [
            Defect(
                message="手术、抢救或病危（重）患者没有病情告知的记录，请人工复核",
                doc_id=event.doc_id,
                evidence=(case.cite_mention(event),),
                confidence=0.6,
                review=True,
            )
        ]
    )


_OPERATED = (
    "@stay sex=男 age=50岁 admitted=2026-03-02T09:00\n@doc\n手术记录\n手术日期：2026-03-05 09:00\n术前诊断：右腹股沟疝\n手术名称：右腹股沟疝无张力修补术\n手术者：李四\n麻醉方法：腰麻\n"
    "手术经过：麻醉满意后常规消毒铺巾，修补疝囊，顺利。\n手术者签名：李四\n"
)
_RESCUED = "@stay sex=男 age=80岁 admitted=2026-03-02T09:00\n@doc\n抢救记录\n2026-03-05 04:10\n患者于03:00突发心跳停止，立即胸外按压、气管插管，03:40抢救成功，恢复自主心律。参加抢救人员：李四主治医师。\n记录者：王五\n"
RULE = Rule(
    id="CNT-ADMIT-STATUS",
    name="手术、抢救患者病情告知未记录",
    category="content",
    clause="BW 22; L28",
    check=check,
    remedy="补写告知内容、对象及其意见。",
    exceptions=("同意书、通知书中的告知", "没有手术和抢救", "一律由人工确认"),
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _OPERATED, "没有告知", review=True, shows="一律由人工确认"),
        Example(Outcome.NOT_ASSESSABLE, _RESCUED, "没有告知", review=True),
        Example(Outcome.PASS, _RESCUED.replace("恢复自主心律。", "恢复自主心律。已向其子交代病情。"), "有交代"),
        Example(
            Outcome.PASS,
            _OPERATED + "@doc\n手术知情同意书\n拟行手术：右腹股沟疝无张力修补术\n患者签名：王某\n",
            "同意书",
            shows="同意书、通知书中的告知",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            "@stay sex=男 age=50岁\n@doc\n入院记录\n主诉：咳嗽3天。\n现病史：3天前受凉后咳嗽。\n",
            "没有手术",
            shows="没有手术和抢救",
        ),
    ),
    doc=__doc__ or "",
)
