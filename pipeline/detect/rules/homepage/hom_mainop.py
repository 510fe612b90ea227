"""主要手术选择、填写错误 (HOM-MAINOP)

检查什么：首页手术操作栏首行是导尿、置管、穿刺、输血、影像检查等操作，而后面列有真正的手术；或手术记录的手术在首页只列在操作之后。

依据：住院病案首页数据填写质量规范第二十二条；病案质控指标 23。

例外：见 exceptions。

整改：与主要诊断相应、难度和风险最高的手术列首位，操作列后。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import data
from pipeline.detect.specimens import MEDICAL, record

_ONLY = "只有操作、没有手术"
_TREATMENT = "首行是治疗性介入、内镜手术"
_ORDER = "手术在前、操作在后"
_PROCEDURE = re.compile(
    r"导尿|留置|胃管|胃肠减压|静脉(?:穿刺)?置管|中心静脉|PICC|深静脉|动脉穿刺|测压|输血|输注|吸氧|机械通气|呼吸机|气管插管|心电|监护|超声(?!乳化|引导|刀|吸)|彩超|CT|MRI|磁共振|X线|造影(?!.*(?:成形|支架|栓塞|取栓))|胃镜检查|肠镜检查|镜检查|活检|腰椎穿刺|骨髓穿刺|胸腔穿刺|腹腔穿刺|换药|拆线|清洁灌肠|灌肠|备皮|雾化|透析|血液滤过|化疗|注射"
)
_SURGERY = re.compile(
    r"切除|根治|置换|吻合|修补|成形|内固定|切开复位|移植|剖宫产|搭桥|旁路|支架|栓塞|消融|取石|取栓|减压(?!.*胃肠)|剥除|剔除|结扎|缝合|造口|切开|摘除|植入|清扫|探查|减张|融合"
)


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    operations = page.operations
    if operations is None:
        return not_assessable("首页没有导出手术操作栏")
    if len(operations) < 2:
        return not_applicable("首页手术操作少于两项")
    first = operations[0]
    if not _PROCEDURE.search(first.name) or _SURGERY.search(first.name):
        return judged([])
    real = next((o for o in operations[1:] if _SURGERY.search(o.name) and not _PROCEDURE.search(o.name)), None)
    if real is None:
        return judged([])
    return judged([page.defect("首页首行填操作，手术列在其后", first, real, confidence=0.85)])


def _ops(*names: str) -> str:
    return data(手术=[{"name": n} for n in names])


RULE = Rule(
    id="HOM-MAINOP",
    name="主要手术选择/填写错误",
    category="homepage",
    clause="SY 22; ZB23",
    check=check,
    remedy="与主要诊断相应、难度和风险最高的手术列首位，操作列后",
    exceptions=(_ONLY, _TREATMENT, _ORDER),
    examples=(
        Example(Outcome.FAIL, _ops("导尿术", "中心静脉置管术", "胃癌根治术（远端胃切除）"), "导尿列首位"),
        Example(Outcome.FAIL, _ops("腹部CT检查", "腹腔镜胆囊切除术"), "检查列首位"),
        Example(Outcome.PASS, _ops("腹腔镜胆囊切除术", "导尿术"), "", shows=_ORDER),
        Example(Outcome.PASS, _ops("胸腔穿刺术", "骨髓穿刺术"), "", shows=_ONLY),
        Example(Outcome.PASS, _ops("冠状动脉造影并支架植入术", "剖腹探查术"), "", shows=_TREATMENT),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL), "没有首页"),
    ),
    doc=__doc__ or "",
)
