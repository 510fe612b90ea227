"""Chinese names, for people: document types, severities, who is fined and how."""

from __future__ import annotations

DOCUMENT_NAMES = {
    "admission_record": "入院记录",
    "readmission_record": "再次入院记录",
    "admission_discharge_24h": "24小时内入出院记录",
    "admission_death_24h": "24小时内入院死亡记录",
    "first_progress_note": "首次病程记录",
    "progress_note": "日常病程记录",
    "ward_round_attending": "主治医师查房记录",
    "ward_round_chief": "主任医师查房记录",
    "difficult_case_discussion": "疑难病例讨论记录",
    "handover_record": "交接班记录",
    "transfer_record": "转科记录",
    "stage_summary": "阶段小结",
    "rescue_record": "抢救记录",
    "procedure_record": "有创诊疗操作记录",
    "consultation_record": "会诊记录",
    "preop_summary": "术前小结",
    "preop_discussion": "术前讨论记录",
    "anesthesia_previsit": "麻醉术前访视记录",
    "anesthesia_record": "麻醉记录",
    "anesthesia_postvisit": "麻醉术后访视记录",
    "operation_record": "手术记录",
    "surgical_safety_checklist": "手术安全核查记录",
    "postop_first_note": "术后首次病程记录",
    "discharge_record": "出院记录",
    "death_record": "死亡记录",
    "death_discussion": "死亡病例讨论记录",
    "consent_form": "知情同意书",
    "critical_notice": "病危（重）通知书",
    "nursing_record": "护理记录",
    "front_page": "病案首页",
    "order_sheet": "医嘱单",
    "lab_report": "检查检验报告",
    "other": "其他文书",
}

SEVERITY_NAMES = {"VETO_C": "单项否决（丙级）", "VETO_B": "单项否决（乙级）", "points": "扣分", "review": "待人工复核"}

WHO_NAMES = {"doctor": "责任医师", "superior": "上级医师", "head": "科主任", "department": "科室"}

KIND_NAMES = {"yuan": "罚款（元）", "dept_points": "科室考评分", "bonus_percent": "扣发奖金（%）"}
