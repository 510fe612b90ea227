"""缺特殊检查、特殊治疗同意书 (CON-SPECIAL)

检查什么：有有创诊疗操作（穿刺、活检、内镜治疗、造影、置管等），同一病历导出了其他同意书，却没有任何一份可以覆盖该操作。

依据：病历书写基本规范第二十六条；S000 篇2 四（二）5（丙级）。

例外：见 exceptions。哪些属于“特殊”由医院目录规定，没有同意书的只提示人工核对；有同意书而患方签名栏空白（同一病历其他同意书印有患方姓名）的
为缺陷。

整改：查找是否漏归档；确未签署的按缺陷上报。
"""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.detect.case import Case
from pipeline.detect.consents import absent_consent, by_patients_side, consents
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import ANAESTHESIA, BLOOD, FULL, GASTROSCOPY
from pipeline.detect.specimens import MEDICAL, record

_MINOR = "导尿、胃管、静脉留置等常规护理操作"
_RESCUE = "抢救中的气管插管、除颤等"
_COVERED = "同意书名称与操作名称不同而内容涉及该操作"
_ROUTINE = re.compile(
    r"导尿|胃管|留置针|静脉采血|换药|拆线|灌肠|吸痰|插管|除颤|按压|复苏|起搏|中心静脉|深静脉|动脉穿刺|清创"
)
_GENERAL = frozenset(("治疗", "检查", "手术", "操作", "注射", "局部", "麻醉", "超声", "引导", "左侧", "右侧", "患者"))
_TAP = """@doc
胸腔穿刺操作记录
操作时间：2026-03-05 10:00
操作名称：左侧胸腔穿刺抽液术
操作过程：患者坐位，超声定位，消毒铺巾，局麻后于左肩胛线第8肋间进针，抽出淡黄色液体600ml，过程顺利，无不适。
操作者：顾长林　2026-03-05 10:40
"""
_BIOPSY = _TAP.replace("胸腔穿刺操作记录", "骨髓穿刺操作记录").replace("左侧胸腔穿刺抽液术", "骨髓穿刺术")


def check(case: Case) -> Verdict:
    done = [op for op in case.facts.operations if op.minor and op.note_id and not _ROUTINE.search(op.name)]
    if not done:
        return not_applicable("没有须另行告知的有创诊疗操作")
    forms = [c for c in consents(case) if c.for_operation]
    if forms:
        return by_patients_side(case, forms, "特殊检查（治疗）同意书")
    if any(_speaks_of(op.name, c.doc.body) for op in done for c in consents(case)):
        return judged([])
    op = done[0]
    name = f"“{op.name[:30]}”" if op.name else "有创操作"
    return absent_consent(
        case,
        "特殊检查（治疗）知情同意书",
        (case.cite_mention(op.mention),),
        about=("穿刺", "操作", "检查", "同意书"),
        firm=False,
        what=name + "已施行",
    )


def _speaks_of(name: str, text: str) -> bool:
    """True if the form holds two characters in a row of the procedure's name that are not words of any treatment."""
    return any(pair in text for a, b in pairwise(name) if (pair := a + b) not in _GENERAL)


RULE = Rule(
    id="CON-SPECIAL",
    name="缺特殊检查/治疗同意书",
    category="consent",
    clause="BW 26; S000-P2 C5",
    check=check,
    remedy="查找是否漏归档；确未签署的按缺陷上报，操作前告知并签署",
    exceptions=(_MINOR, _RESCUE, _COVERED),
    examples=(
        Example(
            Outcome.FAIL,
            record(
                *MEDICAL,
                _TAP,
                BLOOD,
                GASTROSCOPY.replace("电子胃镜检查", "胸腔穿刺").replace(
                    "患者签名：林素云　2026-03-03 10:00", "患者签名：＿＿＿＿"
                ),
            ),
            "胸穿同意书患方签名栏空白，输血同意书已签",
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _TAP, BLOOD), "胸穿，只有输血同意书", review=True),
        Example(Outcome.NOT_ASSESSABLE, record(*MEDICAL, _BIOPSY, BLOOD), "骨穿，只有输血同意书", review=True),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _TAP, FULL.replace("手术知情同意书", "特殊治疗知情同意书")),
            "通用的特殊治疗同意书",
            shows=_COVERED,
        ),
        Example(
            Outcome.PASS,
            record(*MEDICAL, _TAP, BLOOD.replace("拟输成分：", "同时行胸腔穿刺抽液。拟输成分：")),
            "输血同意书内一并写明胸穿",
        ),
        Example(Outcome.PASS, record(*MEDICAL, _TAP, GASTROSCOPY), "有一份检查同意书，是否覆盖须看目录"),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, _TAP.replace("胸腔穿刺操作", "导尿操作").replace("左侧胸腔穿刺抽液术", "导尿术"), BLOOD),
            "导尿",
            shows=_MINOR,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(
                *MEDICAL,
                _TAP.replace("胸腔穿刺操作", "气管插管操作").replace("左侧胸腔穿刺抽液术", "经口气管插管术"),
                ANAESTHESIA,
            ),
            "紧急插管",
            shows=_RESCUE,
        ),
    ),
    doc=__doc__ or "",
)
