"""缺有创诊疗操作记录 (CMP-INVASIVE)

检查什么：病程写明本次住院做过穿刺、置管、引流、插管、切开等床旁有创操作，有没有操作记录。内镜、造影、介入等另科完成并出报告的不在内。

依据：病历书写基本规范第二十二条（九）。

例外：见 exceptions。

整改：操作者即刻书写有创诊疗操作记录。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.coverage import cannot_judge_absence, lookalike, searched
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, NOTE_5, SURGICAL, note, record, without
from pipeline.extract.model import Operation

_ELSEWHERE = "内镜、造影等另科完成并出报告的操作"
_NURSING = "留置胃管、导尿等护理操作"
_RESCUE = "抢救、手术中的操作写在抢救记录、手术记录里"
_TOLD = "病程详细写明操作经过的，只提示"
_BEDSIDE = re.compile(
    r"(?:胸腔|腹腔|腰椎|腰|骨髓|心包|关节腔?|肾|肝|淋巴结|脓肿|囊肿|中心静脉|颈内静脉|锁骨下静脉|股静脉|动脉)[^，。；\n]{0,8}(?:穿刺|置管|引流|活检|抽液)|气管(?:插管|切开)|闭式引流|深静脉置管|PICC"
)
_OUTSIDE = re.compile(r"镜|造影|介入|CT引导|导管室|胃管|尿管|导尿|灌肠|采血|透析")
_DETAIL = re.compile(
    r"消毒[^。\n]{0,20}(?:铺巾|铺单)|局麻[^。\n]{0,20}(?:进针|逐层)|利多卡因|进针|抽出[^。\n]{0,30}(?:送检|过程顺利|无不适)"
)
_TAP = note("2026-03-05 16:20", "今日在局麻下行右侧胸腔穿刺抽液术，引流淡黄色胸水。患者气促缓解。")
_MARROW = note("2026-03-05 16:20", "今日行骨髓穿刺术，结果待回报。继续目前治疗。")
_SCOPE = note("2026-03-05 16:20", "今日行胃镜检查及活检术，胃窦溃疡，病理待回报。")
_TUBE = note("2026-03-05 16:20", "今日行留置胃管术，胃肠减压，患者无不适。")
_TOLD_FULL = note(
    "2026-03-05 16:20", "今日行腰椎穿刺术：常规消毒铺巾，2%利多卡因局麻后进针，见脑脊液流出送检，过程顺利。"
)
_SHEET = """@doc
有创诊疗操作记录　2026-03-05 10:40
操作名称：右侧胸腔穿刺抽液术
操作时间：2026-03-05 10:00至2026-03-05 10:20
操作经过：常规消毒铺巾，局麻下穿刺抽液600ml，过程顺利。
操作者：顾长林　2026-03-05 10:45
"""


def check(case: Case) -> Verdict:
    told = [op for op in case.facts.operations if op.minor and op.note_id is None and _bedside(case, op)]
    if not told:
        done = any(op.minor and op.note_id for op in case.facts.operations)
        return judged([]) if done else not_applicable("没有床旁有创操作")
    why = cannot_judge_absence(case)
    if why:
        return not_assessable(why)
    if lookalike(case, "procedure_record", ("procedure_record", "operation_record", "consent_form", "lab_report")):
        return not_assessable("有疑似操作记录的文书未能识别，请人工核对")
    return judged([_defect(case, op) for op in told])


def _bedside(case: Case, op: Operation) -> bool:
    doc = next(d for d in case.documents if d.doc_id == op.mention.doc_id)
    if doc.doc_type in ("operation_record", "rescue_record", "discharge_record", "nursing_record"):
        return False
    words = op.mention.quote
    return bool(_BEDSIDE.search(words)) and not _OUTSIDE.search(words)


def _defect(case: Case, op: Operation) -> Defect:
    doc = next(d for d in case.documents if d.doc_id == op.mention.doc_id)
    detailed = bool(_DETAIL.search(doc.body))
    return Defect(
        f"病程写明行{op.name[:30]}，没有有创诊疗操作记录",
        doc.doc_id,
        evidence=(case.cite_mention(op.mention),),
        searched=searched("有创诊疗操作记录"),
        review=detailed,
        confidence=0.5 if detailed else 0.85,
    )


RULE = Rule(
    id="CMP-INVASIVE",
    name="缺有创诊疗操作记录",
    category="completeness",
    clause="BW 22(9)",
    check=check,
    remedy="操作者即刻书写有创诊疗操作记录",
    exceptions=(_ELSEWHERE, _NURSING, _RESCUE, _TOLD),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _TAP), "胸腔穿刺没有操作记录"),
        Example(Outcome.FAIL, record(*without(MEDICAL, NOTE_5), _MARROW), "骨髓穿刺没有操作记录"),
        Example(Outcome.PASS, record(*without(MEDICAL, NOTE_5), _TAP, _SHEET), "有操作记录"),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _SCOPE), "胃镜", shows=_ELSEWHERE),
        Example(Outcome.NOT_APPLICABLE, record(*without(MEDICAL, NOTE_5), _TUBE), "胃管", shows=_NURSING),
        Example(Outcome.NOT_APPLICABLE, record(*SURGICAL), "手术中的操作", shows=_RESCUE),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(MEDICAL, NOTE_5), _TOLD_FULL),
            "病程写明经过",
            shows=_TOLD,
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
