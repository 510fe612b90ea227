"""What is left of an entry without the words that could stand in any patient's record."""

from __future__ import annotations

import re

from pipeline.detect.differential import is_placeholder
from pipeline.detect.notes import letters

_LONG = 220  # nobody writes so much without saying anything
_NUMBERING = re.compile(r"\d+\s*[.．、)）]|[①-⑳]")
# evidence that is only named, never told
_EVIDENCE_TALK = re.compile(
    r"详见|参见|见|入院记录|入院病历|住院病历|病历|病例特点|病史特点|现病史|四诊|四诊合参|首次病程|根据|依据|结合|按照|患者|病人|患儿|本例|该患者|典型的?|上述|以上|前述|相关|各项|有关|主要|明确的?|详细|"
    r"病史|症状|体征|临床表现|临床|表现|查体|体格检查|体检|专科检查|专科情况|辅助检查|实验室检查|实验室|化验|检验|影像学检查|影像学|影像|检查结果|检查|结果|资料|特点|情况|"
    r"诊断|明确|成立|可以|可|支持|符合|考虑|初步|本病|该病|上述诊断|中医|西医|中西医|辨病|辨证|基本|较为?|故|因此|所以|综合|分析|综上|判断|得出|作出|即|为|的|了|及|和|与|等|均|由|从|据|以|无异议|无疑"
)
# measures that are only announced
_PLAN_TALK = re.compile(
    r"完善|相关|各项|入院|住院|常规|必要的?|有关|进一步|积极|相应|适当|妥善|尽快|尽早|及时|检查|检验|化验|辅助检查|予以|给予|给|予|进行|对症|支持|对症支持|综合|治疗|处理|处置|措施|方案|抗感染|请示|汇报|报告|上级|医师|医生|主任|"
    r"查房|指导|指示|下一步|诊治|诊疗|计划|密切|严密|注意|观察|监测|病情|变化|随诊|随时|根据|结果|情况|调整|用药|明确|诊断|必要时|继续|目前|患者|家属|交代|告知|沟通|签字|"
    r"科|内科|外科|妇科|产科|儿科|骨科|专科|护理|护理常规|级|[一二三特Ⅰ-Ⅲ]级|饮食|普食|按|后|再|并|以|待|等|及|和|与|的|为|中|西|医"
)


_SIGN_OFF = re.compile(
    r"[|｜\s　]*(?:(?:住院|主治|主任|副主任|经治|实习|规培|记录|书写|审阅|上级)\s*医\s*[师生]|医\s*[师生])?\s*(?:签\s*名|[：:|｜]\s*\S{2,4}\s*$)"
)  # a signature line that fell into the last section


def concrete_evidence(words: str) -> int:
    """Letters of ``words`` that are evidence themselves, not words about evidence (根据病史、体征及辅助检查)."""
    if len(words) > _LONG:
        return _LONG
    return 0 if is_placeholder(words) else letters(_NUMBERING.sub("", _EVIDENCE_TALK.sub("", _unsigned(words))))


def concrete_plan(words: str) -> int:
    """Letters of ``words`` that name a test, drug, operation or measure, not the intention to take some."""
    if len(words) > _LONG:
        return _LONG
    return 0 if is_placeholder(words) else letters(_NUMBERING.sub("", _PLAN_TALK.sub("", _unsigned(words))))


def _unsigned(words: str) -> str:
    return _SIGN_OFF.split(words, maxsplit=1)[0]
