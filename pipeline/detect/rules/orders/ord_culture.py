"""治疗用抗菌药物前未送检 (ORD-CULTURE)

检查什么：入院诊断为感染、静脉使用治疗性抗菌药物，首剂之前（含同日）医嘱和病历文本都没有病原学送检。只提示人工核对。

依据：“提高住院患者抗菌药物治疗前病原学送检率”专项（改进目标）。

例外：见 exceptions。

整改：治疗用抗菌药物首剂前留取合格标本送检。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import admission_diagnoses, first_progress_notes, whole_text
from pipeline.detect.ordered import LEAST, order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, but, ordered
from pipeline.detect.specimens import MEDICAL

_PREVENTION = "围手术期预防用药"
_TOLD = "病程写明已在外院或门诊送检"
_NOT_INFECTION = "入院诊断不是感染"
_DRUGS = re.compile(
    r"头孢|青霉素|西林|沙星|硫霉素|培南|霉素(?!软膏|眼)|环素|硝唑|拉定|万古|替考|利奈唑胺|磺胺|舒巴坦|他唑巴坦|氨曲南|阿米卡星|庆大"
)
_VEIN = re.compile(r"静滴|静注|静脉|静推|ivgtt|iv|泵入|VD|ivd", re.I)
_PROPHYLAXIS = re.compile(r"术前|预防|术中|围手?术|皮试|滴眼|外用|雾化|30\s*min")
_INFECTION = re.compile(
    r"肺炎|感染|脓|败血|脓毒|胆管炎|阑尾炎|腹膜炎|肾盂肾炎|脑膜炎|蜂窝织炎|心内膜炎|骨髓炎|急性胆囊炎|盆腔炎"
)
_SENT = re.compile(
    r"培养|涂片|病原|药敏|送检|宏基因|NGS|核酸|降钙素|PCT|白介素-?6|支原体|衣原体|军团菌|抗酸|G试验|GM试验|抗原检测|呼吸道.{0,4}(?:项|联检)"
)


def check(case: Case) -> Verdict:
    notes = first_progress_notes(case)
    diagnosis = admission_diagnoses(case, notes[0]) if notes else ""
    if not _INFECTION.search(diagnosis):
        return not_applicable("入院诊断不是感染")
    listed = orders(case)
    if len(listed) < LEAST:
        return not_assessable("医嘱只导出了片段")
    given = [
        o
        for o in listed
        if o.started_at and _DRUGS.search(o.content) and _VEIN.search(o.content) and not _PROPHYLAXIS.search(o.content)
    ]
    if not given:
        return not_applicable("没有静脉使用治疗性抗菌药物")
    first = min(given, key=lambda o: o.started_at.at if o.started_at else 0)
    day = first.started_at.at.date() if first.started_at else None
    if any(_SENT.search(o.content) and o.started_at and day and o.started_at.at.date() <= day for o in listed):
        return judged([])
    if _SENT.search(whole_text(case)):
        return not_assessable("病程写到病原学送检，是否在首剂之前须核对")
    return judged([order_defect("治疗用抗菌药物首剂前没有病原学送检（请核对）", first, review=True, confidence=0.6)])


_PNEUMONIA = tuple(d.replace("胆囊结石伴慢性胆囊炎", "社区获得性肺炎") for d in MEDICAL)

RULE = Rule(
    id="ORD-CULTURE",
    name="治疗用抗菌药物前未送检",
    category="orders",
    clause="NIT goal; K8",
    check=check,
    remedy="治疗用抗菌药物首剂前留取合格标本送检",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=(_PREVENTION, _TOLD, _NOT_INFECTION),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, ordered(*ORDERS, documents=_PNEUMONIA), "肺炎，首剂前未送检", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered(*ORDERS, "痰培养,临时,2026-03-05T08:00,", documents=_PNEUMONIA),
            "用药3天后才送检",
            review=True,
        ),
        Example(
            Outcome.PASS, ordered(*ORDERS, "痰培养+药敏,临时,2026-03-02T09:40,", documents=_PNEUMONIA), "首剂前送检"
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            ordered(*but("头孢"), "头孢唑林1.0g 静滴 术前30min,临时,2026-03-05T08:00,", documents=_PNEUMONIA),
            "",
            shows=_PREVENTION,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            ordered(
                *ORDERS,
                documents=tuple(d.replace("辅助检查：", "辅助检查：门诊痰培养已送检；") for d in _PNEUMONIA),
            ),
            "",
            shows=_TOLD,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            ordered(*ORDERS, documents=tuple(d.replace("胆囊结石伴慢性胆囊炎", "胆囊结石") for d in MEDICAL)),
            "",
            shows=_NOT_INFECTION,
        ),
    ),
    doc=__doc__ or "",
)
