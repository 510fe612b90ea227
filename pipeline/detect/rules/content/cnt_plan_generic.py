"""诊疗计划套话、无针对性 (CNT-PLAN-GENERIC)

检查什么：诊疗计划有没有至少一项具体检查和一项具体治疗（药名、剂量、手术、操作）。没有一项具体治疗、又不全是套话的，提示人工复核；
写明治疗而未列检查的不提示。全是套话的由CNT-FPN-PLAN判定。

依据：病历书写基本规范第二十二条（一）3：提出具体的检查及治疗措施安排。

例外：见 exceptions。

整改：写明检查项目、药名、剂量、用法或手术名称。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, cite_section, entry, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.cnt_fpn_plan import _record
from pipeline.detect.substance import concrete_plan
from pipeline.extract.filled import is_filled

_TEST = re.compile(
    r"血常规|尿常规|便常规|三大常规|生化|肝功|肾功|肝肾功|电解质|凝血|血糖|血脂|血气|心肌酶|肌钙|D-?二聚体|培养|涂片|抗体|抗原|标志物|CRP|PCT|降钙素|BNP|CT|MR|X线|胸片|平片|拍片|超声|彩超|B超|心电图|Holter|动态|造影|DSA|胃镜|肠镜|镜|活检|穿刺|病理|肺功能|脑电|肌电|骨密度|感染四项|传染病|血型|监测|胎心|OGTT|糖化|甲功|免疫|HbA1c|评分|评估|脑脊液|骨髓"
)
_TREATMENT = re.compile(
    r"\d\s*(?:mg|g|ml|mL|μg|ug|万?[uU]|IU|片|粒|支|%|/分|L/)|静[滴注推脉]|口服|皮下|肌注|雾化|手术|术|植入|摘除|切除|修补|复位|清创|乳化|拆线|穿刺|引流|吸氧|补液|输血|抗血小板|抗凝|降压|降糖|胰岛素|化疗|放疗|透析|牵引|固定|换药|针灸|推拿|中药|汤|丸|颗粒|抗生素|头孢|青霉素|沙星|霉素|洛尔|地平|他汀|沙坦|普利|拉唑|西林|培南|禁食|监护|分娩|剖宫产|试产|机械通气|插管|溶栓|介入|支架|抑酸|止血|止痛|镇痛|利尿|激素|松龙|营养"
)


_LONG = 150


def check(case: Case) -> Verdict:
    """A plan with some words of its own, but neither a named test nor a named treatment."""
    notes = [n for n in first_progress_notes(case) if is_filled(entry(n, "treatment_plan"), "treatment_plan")]
    if not notes:
        return not_applicable("没有诊疗计划，其缺失另行判定")
    defects = []
    for note in notes:
        plan = entry(note, "treatment_plan")
        tested, treated = _TEST.search(plan) is not None, _TREATMENT.search(plan) is not None
        if treated or concrete_plan(plan) < 4 or (tested and len(plan) > _LONG):
            continue
        lacking = [n for n, ok in (("检查", tested), ("治疗", treated)) if not ok]
        sections = [s for s in note.sections if s.label == "treatment_plan"]
        defects.append(
            Defect(
                message=f"诊疗计划没有写出具体的{'和'.join(lacking)}，请人工复核",
                doc_id=note.doc_id,
                evidence=tuple(cite_section(case, note, s) for s in sections),
                person=author(note),
                confidence=0.6,
                review=True,
            )
        )
    return judged(defects)


RULE = Rule(
    id="CNT-PLAN-GENERIC",
    name="诊疗计划套话、无针对性",
    category="content",
    clause="BW 22(1)3",
    check=check,
    remedy="写明检查项目、药名、剂量、用法或手术名称。",
    exceptions=("写明治疗而未列检查", "只观察不用药并说明理由的由人工确认", "全是套话的由CNT-FPN-PLAN判定"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("诊疗计划：1.外科护理常规，流质饮食；2.完善血常规；3.观察腹部体征变化，对症处理。\n"),
            "没有具体治疗",
            review=True,
            shows="只观察不用药并说明理由的由人工确认",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("诊疗计划：1.二级护理，低脂饮食；2.健康宣教，心理疏导；3.对症支持治疗。\n"),
            "检查和治疗都不具体",
            review=True,
        ),
        Example(Outcome.PASS, _record("诊疗计划：完善血凝四项、心电图，急诊行阑尾切除术。\n"), "具体"),
        Example(
            Outcome.PASS,
            _record("诊疗计划：外科护理常规，腹腔镜阑尾切除术，术后半流质。\n"),
            "没有检查",
            shows="写明治疗而未列检查",
        ),
        Example(Outcome.PASS, _record("诊疗计划：查血常规、CRP、腹部CT；头孢呋辛1.5g静滴bid，禁食补液。\n"), "具体"),
        Example(
            Outcome.PASS,
            _record("诊疗计划：完善相关检查，对症处理。\n"),
            "另一规则",
            shows="全是套话的由CNT-FPN-PLAN判定",
        ),
    ),
    doc=__doc__ or "",
)
