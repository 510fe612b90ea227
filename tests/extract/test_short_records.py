"""Short records in many hands: what documents and sections each holds."""

from __future__ import annotations

import pytest

from tests.extract.test_sections import documents

RECORDS = [
    (
        "two col diag",
        "入院记录\n主诉：咳嗽3天。\n初步诊断：1.肺炎\u3000\u3000\u3000\u3000\u3000\u3000\u3000\u3000修正诊断：1.支气管肺炎\n医师签名：张某\u3000\u3000\u3000\u3000医师签名：李某",
        ["admission_record"],
        ["chief_complaint", "admission_diagnosis", "revised_diagnosis"],
    ),
    (
        "angle",
        "入院记录\n<主诉>咳嗽3天。\n<现病史>患者3天前咳嗽。\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness"],
    ),
    (
        "semicolon",
        "入院记录\n主诉；咳嗽3天。\n现病史；患者3天前咳嗽。\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness"],
    ),
    (
        "dash",
        "入院记录\n主诉——咳嗽3天。\n现病史——患者3天前咳嗽。\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness"],
    ),
    (
        "consult ownline",
        "会诊记录\n姓名：张某\u3000科室：内科\n病情摘要\n患者咳嗽3天。\n会诊目的\n协助诊治。\n申请医师：李某\n会诊意见\n病史敬悉，建议完善CT。\n会诊医师：王某",
        ["consultation_record"],
        ["general", "condition", "consultation_purpose", "consultation_opinion"],
    ),
    (
        "soap",
        "2026-03-02 10:00 病程记录\nS：患者诉咳嗽减轻。\nO：双肺呼吸音清。\nA：肺炎好转。\nP：继续抗感染。\n医师签名：张某",
        ["progress_note"],
        [],
    ),
    (
        "fpn with hx",
        "首次病程记录\n2026-03-02 10:00\n主诉：咳嗽3天。\n病例特点：\n1.现病史：患者3天前咳嗽。\n2.既往史：体健。\n3.体格检查：双肺湿啰音。\n4.辅助检查：胸片阴影。\n初步诊断：肺炎\n诊断依据：1.咳嗽。2.胸片阴影。\n鉴别诊断：1.肺结核：无低热。2.肺癌：无消瘦。\n诊疗计划：1.检查：痰培养。2.治疗：头孢曲松。\n医师签名：张某",
        ["first_progress_note"],
        [
            "chief_complaint",
            "case_features",
            "preliminary_diagnosis",
            "diagnostic_basis",
            "differential_diagnosis",
            "treatment_plan",
        ],
    ),
    (
        "fpn merged numbered",
        "首次病程记录\n2026-03-02 10:00\n一、病例特点\n老年男性。\n二、拟诊讨论（诊断依据及鉴别诊断）\n诊断依据：咳嗽，胸片阴影。\n鉴别诊断：肺结核：无低热盗汗。\n三、诊疗计划\n抗感染。\n医师签名：张某",
        ["first_progress_note"],
        ["case_features", "diagnostic_basis", "differential_diagnosis", "treatment_plan"],
    ),
    (
        "ddx inline items",
        "首次病程记录\n诊断依据：咳嗽。\n鉴别诊断：1、肺结核：无低热。2、肺癌：\n①中央型；②周围型。\n下一步诊疗计划：抗感染。\n医师签名：张某",
        ["first_progress_note"],
        ["diagnostic_basis", "differential_diagnosis", "treatment_plan"],
    ),
    (
        "discharge w exam lines",
        "出院记录\n姓名：张某\u3000性别：男\n入院情况：\n主诉：咳嗽3天。\n查体：双肺湿啰音。\n辅助检查：胸片阴影。\n入院诊断：肺炎\n诊疗经过：抗感染。\n出院情况：\n查体：双肺清。\n出院诊断：肺炎\n出院医嘱：\n1.休息。\n2.复查：胸片。\n医师签名：张某",
        ["discharge_record"],
        [
            "general",
            "condition",
            "admission_diagnosis",
            "course",
            "discharge_condition",
            "discharge_diagnosis",
            "discharge_orders",
        ],
    ),
    (
        "24h",
        "24小时内入出院记录\n姓名：张某\u3000性别：男\u3000年龄：30岁\n入院时间：2026-03-02 10:00\u3000出院时间：2026-03-02 20:00\n主诉：腹痛1天。\n入院情况：腹痛1天，查体腹软。\n入院诊断：腹痛待查\n诊疗经过：解痉。\n出院情况：腹痛缓解。\n出院诊断：肠痉挛\n出院医嘱：随诊。\n医师签名：张某",
        ["admission_discharge_24h"],
        [
            "general",
            "chief_complaint",
            "condition",
            "admission_diagnosis",
            "course",
            "discharge_condition",
            "discharge_diagnosis",
            "discharge_orders",
        ],
    ),
    (
        "notes bundle no titles",
        "2026-03-02 10:00\n患者一般情况可。\n张某\n2026-03-03 09:00\n李某主任医师查房：同意目前治疗。\n张某/李某\n2026-03-05 16:00\n患者明日出院。\n张某",
        ["progress_note", "ward_round_chief", "progress_note"],
        [],
    ),
    (
        "sunquan",
        "病 程 记 录\n\n2026-03-02 10:00   首次病程记录\n患者咳嗽。\n病例特点：咳嗽。\n诊断依据：胸片。\n鉴别诊断：略\n诊疗计划：抗感染。\n                 张某\n\n2026-03-03 09:00   李某主治医师首次查房记录\n患者好转。\n                 张某\n\n2026-03-04 09:00   日常病程记录\n无特殊。\n                 张某",
        ["first_progress_note", "ward_round_attending", "progress_note"],
        ["case_features", "diagnostic_basis", "differential_diagnosis", "treatment_plan"],
    ),
    (
        "time only hh",
        "2026.03.02  10：00\n今日患者诉头痛。\n医生签字：张某\n2026.03.03  08：30\n头痛缓解。\n医生签字：张某",
        ["progress_note", "progress_note"],
        [],
    ),
    (
        "mixed inline sign",
        "2026-03-02 10:00 病程记录：患者诉头痛，予对症处理。 张某\n2026-03-03 09:00 王某副主任医师查房记录：患者头痛缓解，可出院。 张某/王某",
        ["progress_note", "ward_round_chief"],
        [],
    ),
    (
        "opnote labels",
        "手术记录\n手术日期：2026-03-05\n术前诊断：胆囊结石\n术后诊断：同术前\n手术名称：腹腔镜胆囊切除术\n手术者：张某 助手：李某\n麻醉方法：全麻 麻醉者：王某\n手术经过：顺利。\n术中诊断：胆囊结石\n标本：送病理\n术者签名：张某",
        ["operation_record"],
        [
            "general",
            "preop_diagnosis",
            "postop_diagnosis",
            "operation_name",
            "surgical_team",
            "anesthesia_method",
            "operation_course",
            "postop_diagnosis",
            "other",
        ],
    ),
    (
        "title w colon newline",
        "入院记录：\n主诉：咳嗽。\n现病史：3天前咳嗽。\n签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness"],
    ),
    (
        "english punct paren num",
        "首次病程记录\n(一)病例特点: 老年男性.\n(二)诊断依据: 咳嗽.\n(三)鉴别诊断: 肺结核: 不支持.\n(四)诊疗计划: 抗感染.\n医师: 张某",
        ["first_progress_note"],
        ["case_features", "diagnostic_basis", "differential_diagnosis", "treatment_plan"],
    ),
    (
        "rescue in fpn text",
        "2026-03-02 03:10 抢救记录\n患者突发心跳骤停，立即抢救。\n抢救经过：胸外按压。\n参加抢救人员：张某、李某。\n记录时间：2026-03-02 05:00\n医师签名：张某",
        ["rescue_record"],
        ["rescue_course", "participants"],
    ),
    (
        "critical",
        "病重通知书\n姓名：张某 性别：男 年龄：60岁 科室：内科 住院号：123\n目前诊断：肺炎。\n您好！患者目前病情危重。\n患者家属签名：李某 与患者关系：子\n医师签名：王某 2026-03-02 10:00",
        ["critical_notice"],
        ["general", "condition"],
    ),
    (
        "stage in note",
        "2026-04-02 10:00 阶段小结\n患者张某，男，60岁，因咳嗽3天入院。\n入院情况：咳嗽。\n入院诊断：肺炎\n诊疗经过：抗感染。\n目前情况：好转。\n目前诊断：肺炎\n诊疗计划：继续。\n医师签名：张某",
        ["stage_summary"],
        ["condition", "admission_diagnosis", "course", "condition", "revised_diagnosis", "treatment_plan"],
    ),
    (
        "diff of headings",
        "首次病程记录\n主要病史特点：咳嗽。\n初步诊断及诊断依据：肺炎。咳嗽，胸片阴影。\n需要与以下疾病相鉴别：\n1.肺结核\n无低热。\n诊治计划：抗感染。\n医师：张某",
        ["first_progress_note"],
        ["case_features", "diagnostic_basis", "differential_diagnosis", "treatment_plan"],
    ),
    (
        "postop day round",
        "2026-03-06 08:00 术后第1天张某主任医师查房记录\n患者无不适。\n李某",
        ["ward_round_chief"],
        [],
    ),
    (
        "title inside sentence",
        "2026-03-06 08:00 病程记录\n今日完善手术记录、出院记录等文书。\n手术记录见附页。\n李某",
        ["progress_note"],
        [],
    ),
    (
        "sub-headings under an empty heading",
        "首次病程记录\n诊断依据：\n1.病史：反复咳嗽3年。\n2.查体：双肺湿啰音。\n3.辅助检查：胸片阴影。\n鉴别诊断：\n1.肺结核：无低热盗汗。\n诊疗计划：\n1.检查：痰培养。\n2.治疗：头孢曲松。\n医师签名：张某",
        ["first_progress_note"],
        ["diagnostic_basis", "differential_diagnosis", "treatment_plan"],
    ),
    (
        "orders that begin with a numbered part",
        "出院记录\n出院诊断：肺炎\n出院医嘱：\n1.出院带药：头孢克肟。\n2.注意事项：休息。\n医师签名：张某",
        ["discharge_record"],
        ["discharge_diagnosis", "discharge_orders"],
    ),
    (
        "past history that begins with allergies",
        "入院记录\n主诉：咳嗽。\n现病史：3天前咳嗽。\n既往史：\n过敏史：无。\n手术史：无。\n个人史：无特殊。\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history", "personal_history"],
    ),
    (
        "examination by systems",
        "入院记录\n体格检查\n生命体征：T 36.5℃。\n一般情况：神清。\n皮肤黏膜：无黄染。\n腹部：平软。\n专科检查：切口愈合好。\n辅助检查：暂缺。\n医师签名：张某",
        ["admission_record"],
        ["physical_exam", "specialist_exam", "auxiliary_exam"],
    ),
    (
        "md table",
        "| 入院记录 |\n| 主诉 | 反复咳嗽3天 |\n| 现病史 | 患者3天前咳嗽。 |\n| 既往史 | 体健 |\n| 医师签名 | 张某 |",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "star",
        "入院记录\n＊主诉＊ 反复咳嗽3天\n＊现病史＊ 患者3天前咳嗽。\n＊既往史＊ 体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "1)",
        "入院记录\n1）主诉：反复咳嗽3天\n2）现病史：患者3天前咳嗽。\n3）既往史：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "(1)、",
        "入院记录\n（1）、主诉：反复咳嗽3天\n（2）、现病史：患者3天前咳嗽。\n（3）、既往史：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "A.",
        "入院记录\nA. 主诉：反复咳嗽3天\nB. 现病史：患者3天前咳嗽。\nC. 既往史：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "一.",
        "入院记录\n一.主诉:反复咳嗽3天\n二.现病史:患者3天前咳嗽。\n三.既往史:体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "一 space",
        "入院记录\n一 主诉 反复咳嗽3天\n二 现病史 患者3天前咳嗽。\n三 既往史 体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "underline",
        "入院记录\n主诉：_反复咳嗽3天_\n现病史：患者3天前咳嗽。\n既往史：体健\n医师签名：______",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "quotes",
        "入院记录\n“主诉”：反复咳嗽3天\n“现病史”：患者3天前咳嗽。\n“既往史”：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "doublecolon",
        "入院记录\n主诉：：反复咳嗽3天\n现病史：：患者3天前咳嗽。\n既往史：：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "bracket+colon",
        "入院记录\n【主诉】：反复咳嗽3天\n【现病史】：患者3天前咳嗽。\n【既往史】：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "spaced bracket",
        "入院记录\n【 主 诉 】反复咳嗽3天\n【 现 病 史 】患者3天前咳嗽。\n【 既 往 史 】体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "newline bracket",
        "入院记录\n【主诉】\n\n反复咳嗽3天\n\n【现病史】\n\n患者3天前咳嗽。\n\n【既往史】\n\n体健\n\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "nbsp",
        "入院记录\n\xa0\xa0主\xa0\xa0诉：反复咳嗽3天\n\xa0\xa0现病史：患者3天前咳嗽。\n\xa0\xa0既往史：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "zwsp",
        "\ufeff入院记录\n\u200b主诉：反复咳嗽3天\n\u200b现病史：患者3天前咳嗽。\n\u200b既往史：体健\n医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "cr only",
        "入院记录\r主诉：反复咳嗽3天\r现病史：患者3天前咳嗽。\r既往史：体健\r医师签名：张某",
        ["admission_record"],
        ["chief_complaint", "present_illness", "past_history"],
    ),
    (
        "form feed",
        "入院记录\n主诉：反复咳嗽3天\n现病史：患者3天前咳嗽。\n既往史：体健\n医师签名：张某\x0c首次病程记录\n2026-03-02 10:00\n病例特点：咳嗽。\n医师签名：张某",
        ["admission_record", "first_progress_note"],
        ["chief_complaint", "present_illness", "past_history", "case_features"],
    ),
    (
        "title bracket",
        "【入院记录】\n主诉：反复咳嗽3天\n现病史：患者3天前咳嗽。\n既往史：体健\n医师签名：张某\n【首次病程记录】\n记录时间：2026-03-02 10:00\n病例特点：咳嗽。\n医师签名：张某",
        ["admission_record", "first_progress_note"],
        ["chief_complaint", "present_illness", "past_history", "case_features"],
    ),
    (
        "eq title",
        "======== 入院记录 ========\n主诉：反复咳嗽3天\n现病史：患者3天前咳嗽。\n既往史：体健\n医师签名：张某\n======== 出院记录 ========\n出院诊断：肺炎\n医师签名：张某",
        ["admission_record", "discharge_record"],
        ["chief_complaint", "present_illness", "past_history", "discharge_diagnosis"],
    ),
    (
        "no.title",
        "文书1：入院记录\n主诉：反复咳嗽3天\n现病史：患者3天前咳嗽。\n既往史：体健\n医师签名：张某\n文书2：出院记录\n出院诊断：肺炎\n医师签名：张某",
        ["admission_record", "discharge_record"],
        ["chief_complaint", "present_illness", "past_history", "discharge_diagnosis"],
    ),
    (
        "numbered title",
        "一、入院记录\n主诉：反复咳嗽3天\n现病史：患者3天前咳嗽。\n既往史：体健\n医师签名：张某\n二、首次病程记录\n病例特点：咳嗽。\n医师签名：张某",
        ["admission_record", "first_progress_note"],
        ["chief_complaint", "present_illness", "past_history", "case_features"],
    ),
    (
        "title date paren",
        "首次病程记录（2026年3月2日 10:00）\n病例特点：咳嗽。\n医师签名：张某\n日常病程记录（2026年3月4日 10:00）\n好转。\n医师签名：张某",
        ["first_progress_note", "progress_note"],
        ["case_features"],
    ),
    (
        "date slash title",
        "2026/03/02 10:00:00 | 首次病程记录\n病例特点：咳嗽。\n医师签名：张某\n2026/03/03 10:00:00 | 主治医师查房记录\n好转。\n医师签名：张某",
        ["first_progress_note", "ward_round_attending"],
        ["case_features"],
    ),
    (
        "cn numerals",
        "二〇二六年三月二日十时 首次病程记录\n病例特点：咳嗽。\n医师签名：张某\n二〇二六年三月四日九时 李某主任医师查房记录\n好转。\n医师签名：张某",
        ["first_progress_note", "ward_round_chief"],
        ["case_features"],
    ),
    (
        "short year",
        "26-03-02 10:00 首次病程记录\n病例特点：咳嗽。\n医师签名：张某\n26-03-04 09:00 李某主任医师查房记录\n好转。\n医师签名：张某",
        ["first_progress_note", "ward_round_chief"],
        ["case_features"],
    ),
    (
        "month day",
        "3月2日 10:00 首次病程记录\n病例特点：咳嗽。\n医师签名：张某\n3月4日 9:00 李某主任医师查房记录\n好转。\n医师签名：张某",
        ["first_progress_note", "ward_round_chief"],
        ["case_features"],
    ),
    (
        "one differential over two",
        "首次病程记录\n一、病例特点：咳嗽。\n二、诊断依据：\n中医辨病辨证依据：咳嗽痰黄。\n西医诊断依据：胸片阴影。\n三、鉴别诊断：\n中医鉴别：肺痨：无潮热盗汗。\n西医鉴别：肺结核：无接触史。\n四、诊疗计划：抗感染。\n医师签名：张某",
        ["first_progress_note"],
        [
            "case_features",
            "diagnostic_basis",
            "diagnostic_basis",
            "differential_diagnosis",
            "differential_diagnosis",
            "treatment_plan",
        ],
    ),
]


@pytest.mark.parametrize(("text", "types", "labels"), [r[1:] for r in RECORDS], ids=[r[0] for r in RECORDS])
def test_short_records(text: str, types: list[str], labels: list[str]) -> None:
    found = documents(text)
    assert [d.doc_type for d in found] == types
    assert [s.label for d in found for s in d.sections] == labels


def test_a_heading_over_its_own_kind_is_never_empty() -> None:
    text = "首次病程记录\n三、鉴别诊断：\n中医鉴别：肺痨：无潮热盗汗。\n西医鉴别：肺结核：无接触史。\n四、诊疗计划：抗感染。\n医师签名：张某"
    (note,) = documents(text)
    assert all(note.content(s).strip() for s in note.sections)
