"""出院记录要素不全 (CNT-DISCH-FIELDS)

检查什么：出院记录是否写有入院和出院日期、入院情况、入院诊断、诊疗经过、出院诊断、出院情况、出院医嘱；出院医嘱只有“按时复诊”等一句话的提示人工复核。

依据：病历书写基本规范第二十二条（二十）。

例外：见 exceptions。

整改：补全缺项。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.fields import particular, particulars_check
from pipeline.detect.finding import Defect, Outcome, Verdict, judged
from pipeline.detect.notes import author, cite_section, letters
from pipeline.detect.rule import Example, Rule

_PARTICULARS = (
    particular(
        "入院日期、出院日期", "general", r"入院(?:日期|时间)|出院(?:日期|时间)|于\s*\d{4}|入院[：:]", dated=True
    ),
    particular(
        "入院情况",
        "condition present_illness chief_complaint physical_exam",
        r"入院(?:时)?(?:情况|病情)|主诉|因[“\"「]|入院查体|查体",
    ),
    particular("入院诊断", "admission_diagnosis preliminary_diagnosis", r"(?:入院|初步|门诊)诊断|诊断"),
    particular("诊疗经过", "course", r"(?:诊疗|治疗|住院|诊治)(?:经过|过程|情况)|入院后|予以?|给予"),
    particular("出院诊断", "discharge_diagnosis", r"(?:出院|最后|确定|最终)诊断"),
    particular(
        "出院情况",
        "discharge_condition",
        r"出院(?:时)?(?:情况|病情|状况)|目前情况|现患者|治疗(?:结果|效果)|转归|疗效|好转|治愈|未愈",
    ),
    particular(
        "出院医嘱",
        "discharge_orders",
        r"出院(?:后)?(?:医嘱|带药|指导|建议|注意)|医\s*嘱|嘱[：:托患其]|建议|随诊|复诊|复查",
    ),
)
_SHORTEST_ORDERS = 8
_check = particulars_check(("discharge_record",), _PARTICULARS, "出院记录")


def check(case: Case) -> Verdict:
    """All particulars, and orders that say more than to come back."""
    verdict = _check(case)
    thin = [
        Defect(
            message="出院医嘱过于简单，没有用药、复诊时间等具体内容，请人工复核",
            doc_id=d.doc_id,
            evidence=(cite_section(case, d, s),),
            person=author(d),
            confidence=0.6,
            review=True,
        )
        for d in case.extracted.of_type("discharge_record")
        for s in d.sections
        if s.label == "discharge_orders" and 0 < letters(d.content(s)) < _SHORTEST_ORDERS
    ]
    return judged([*verdict.defects, *thin], reason=verdict.reason) if thin else verdict


_GOOD = (
    "@stay sex=男 age=50岁\n@doc\n出院记录\n姓名：王某　性别：男　年龄：50岁\n入院日期：2026-03-02　出院日期：2026-03-08\n入院情况：右腹股沟肿物1年。\n入院诊断：右腹股沟斜疝\n"
    "诊疗经过：3月5日在腰麻下行疝修补术。\n出院诊断：右腹股沟斜疝\n出院情况：切口愈合好。\n出院医嘱：休息1月，避免重体力劳动，1月后门诊复查。\n医师签名：李四　2026-03-08\n"
)
RULE = Rule(
    id="CNT-DISCH-FIELDS",
    name="出院记录要素不全",
    category="content",
    clause="BW 22(20); ZJ",
    check=check,
    remedy="补全缺项。",
    exceptions=("24小时入出院记录和死亡记录不适用", "叙述体的出院小结", "医嘱过简的只提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _GOOD.replace("出院诊断：右腹股沟斜疝\n", ""), "没有出院诊断"),
        Example(
            Outcome.FAIL,
            _GOOD.replace("诊疗经过：3月5日在腰麻下行疝修补术。\n", "诊疗经过：\n"),
            "诊疗经过为空",
        ),
        Example(Outcome.PASS, _GOOD, "要素齐全"),
        Example(
            Outcome.NOT_APPLICABLE,
            "@stay sex=男\n@doc\n24小时内入出院记录\n姓名：王某　性别：男　年龄：50岁\n入院时间：2026-03-02 09:00　出院时间：2026-03-02 20:00\n主诉：腹痛2小时。\n入院诊断：腹痛待查\n",
            "24小时内入出院",
            shows="24小时入出院记录和死亡记录不适用",
        ),
        Example(
            Outcome.PASS,
            "@stay sex=男\n@doc\n出院小结\n患者王某，男，50岁，因“右腹股沟肿物1年”于2026-03-02入院，入院诊断右腹股沟斜疝。入院后于3月5日行疝修补术，术后恢复好，3月8日出院。出院诊断：右腹股沟斜疝。出院情况：治愈。嘱：休息1月后复查。\n医师签名：李四\n",
            "叙述体",
            shows="叙述体的出院小结",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _GOOD.replace("休息1月，避免重体力劳动，1月后门诊复查。", "按时复诊。"),
            "医嘱一句话",
            shows="医嘱过简的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
