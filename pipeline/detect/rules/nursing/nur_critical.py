"""病危（重）护理记录不全 (NUR-CRITICAL)

检查什么：病危（病重）期间导出的护理记录，有没有到分钟的时间、生命体征、护理措施、护士签名；没有出入量的，提示人工核对。

依据：病历书写基本规范第二十二条（二十三）。

例外：见 exceptions。没有导出护理记录的不判断。

整改：按病情记录时间（到分钟）、体征、出入量、措施与效果并签名。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, record
from pipeline.extract.model import ExtractedDocument

_ICU = "重症监护单（流程表）代替"
_NOT_CRITICAL = "没有病危、病重"
_NURSE_ONLY = "手术室、内镜中心等专科护理单不在此列"
_VITALS = re.compile(
    r"\bT\s*[:：]?\s*\d|体温|\bP\s*[:：]?\s*\d|\bHR|脉搏|心率|\bR\s*[:：]?\s*\d|呼吸\s*\d|\bBP|血压|SpO", re.I
)
_INTAKE = re.compile(r"出入量|入量|出量|尿量|引流(?:量|液)|入液|排尿|小便")
_CARE = re.compile(r"予|给|遵医嘱|协助|吸氧|翻身|吸痰|监护|观察|护理|宣教|输液|用药|按时|巡视")
_CLOCK = re.compile(r"\d{1,2}\s*[:：时]\s*\d{0,2}|[一二三四五六七八九十]{1,3}时")
_OTHERS = re.compile(r"手术|器械|清点|内镜|产房|分娩|体温单|评估|宣教|健康教育|交接|转运|血糖|输血|透析")
_FLOW = re.compile(r"ICU|重症|监护单|特护|流程")
_SHEET = """@doc
危重患者护理记录单
姓名：林素云　科室：消化内科
2026-03-03 10:20　T 38.2℃，P 110次/分，R 24次/分，BP 92/58mmHg，遵医嘱补液，心电监护，尿量50ml。赵敏
2026-03-03 14:20　T 38.0℃，P 104次/分，BP 98/60mmHg，协助翻身，尿量120ml。
护士签名：赵敏
"""
_NOTICE = """@doc
病危通知书
姓名：林素云　性别：女　年龄：52岁　2026-03-03 10:00
诊断：急性重症胰腺炎，病情危重。
家属签名：周建国（夫妻）　2026-03-03 10:00
医师签名：顾长林　2026-03-03 10:00
"""


def check(case: Case) -> Verdict:
    if not case.facts.critical:
        return not_applicable("没有病危、病重")
    sheets = [d for d in case.extracted.of_type("nursing_record") if not _OTHERS.search(d.title)]
    if not sheets:
        return not_assessable("没有导出病危（重）护理记录")
    if any(_FLOW.search(d.title) for d in sheets):
        return not_assessable("重症监护流程表，须人工核对")
    defects = [x for d in sheets if (x := _defect(d))]
    return judged(defects[:1])


def _defect(doc: ExtractedDocument) -> Defect | None:
    text = doc.body
    absent = []
    timed = any(t.moment and t.moment.timed for t in doc.timestamps) or _CLOCK.search(text)
    if not timed:
        absent.append("到分钟的时间")
    if not _VITALS.search(text):
        absent.append("生命体征")
    if not _CARE.search(text):
        absent.append("护理措施")
    firm = list(absent)
    if not _INTAKE.search(text):
        absent.append("出入量")
    if not absent:
        return None
    review = not firm
    return Defect(
        "病危（重）护理记录没有" + "、".join(absent) + ("（请核对其他护理单）" if review else ""),
        doc.doc_id,
        searched=tuple(f"护理记录：{x}" for x in absent),
        review=review,
        confidence=0.5 if review else 0.8,
    )


RULE = Rule(
    id="NUR-CRITICAL",
    name="病危(重)护理记录不全",
    category="nursing",
    clause="BW 22(23)",
    check=check,
    remedy="按病情记录时间（到分钟）、体征、出入量、措施与效果并签名",
    exceptions=(_ICU, _NOT_CRITICAL, _NURSE_ONLY),
    examples=(
        Example(
            Outcome.FAIL,
            record(
                *MEDICAL,
                _NOTICE,
                "@doc\n危重患者护理记录单\n姓名：林素云\n2026-03-03\n患者卧床，遵医嘱补液，协助翻身，皮肤完整，尿量1200ml。\n护士签名：赵敏\n",
            ),
            "没有时间和生命体征",
        ),
        Example(
            Outcome.FAIL,
            record(
                *MEDICAL,
                _NOTICE,
                "@doc\n护理记录单\n姓名：林素云\n2026-03-03 10:20　患者卧床，遵医嘱补液，协助翻身，尿量800ml，皮肤完整。\n护士签名：赵敏\n",
            ),
            "没有生命体征",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _NOTICE, _SHEET.replace("，尿量50ml", "").replace("，尿量120ml", "")),
            "没有出入量",
            review=True,
        ),
        Example(Outcome.PASS, record(*MEDICAL, _NOTICE, _SHEET), "齐全"),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _NOTICE, _SHEET.replace("危重患者护理记录单", "重症监护护理记录单")),
            "",
            shows=_ICU,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL, _SHEET.replace("危重患者", "")), "", shows=_NOT_CRITICAL),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*MEDICAL, _NOTICE, "@doc\n手术护理记录单\n姓名：林素云\n器械清点无误。\n巡回护士：赵敏\n"),
            "",
            shows=_NURSE_ONLY,
        ),
    ),
    doc=__doc__ or "",
)
