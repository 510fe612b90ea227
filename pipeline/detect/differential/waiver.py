"""When a first progress note may do without a differential diagnosis.

The standard says so in two parameters: ``ddx_policy`` (``always`` or ``if_unclear``) and ``ddx_exemptions``, the kinds of
planned admission that need none. An exemption is read from the diagnosis and the purpose of this admission, never from a
sentence that merely claims it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.detect.differential.model import Span
from pipeline.detect.differential.patterns import UNCERTAIN
from pipeline.extract.model import ExtractedDocument, ExtractedStay

DEFAULT_EXEMPTIONS = ("planned_oncology", "delivery", "hardware_removal")


class Waiver(StrEnum):
    """Why the differential diagnosis may be missing."""

    NOT_WAIVED = "not_waived"
    EXEMPT = "exempt"  # a planned admission on the standard's list
    DIAGNOSIS_CLEAR = "diagnosis_clear"  # policy if_unclear, and the diagnosis is firm
    ARGUABLE = (
        "arguable"  # a planned admission that is not on the list, or an exemption with open points: a person decides
    )
    UNKNOWN = "unknown"  # policy if_unclear, and no diagnosis could be read


@dataclass(frozen=True, slots=True)
class Ruling:
    """The waiver with the words it rests on."""

    waiver: Waiver
    kind: str = ""
    basis: tuple[Span, ...] = ()


_TUMOUR = re.compile(r"癌|瘤|白血病|骨髓增生异常|(?<![A-Za-z])(?:MT|CA|Ca|ca)(?![A-Za-z0-9])|恶性肿|生殖细胞肿")
_PROVEN = re.compile(
    r"病理|活检|切检|免疫组化|骨髓(?:象|穿刺|细胞|活检)|缓解|第\s*[\d一二三四五六七八九十]+\s*(?:周期|程|疗程|次)|确诊|术后|综合治疗后|化疗后|放疗后|分期|[ⅠⅡⅢⅣIV]{1,3}[ABCabc]?期|流式|周期后"
)
_ONCOLOGY_PURPOSE = re.compile(
    r"第\s*[\d一二三四五六七八九十]+\s*(?:周期|次|程|疗程)[^。；;，,]{0,12}(?:化|放|靶向|免疫|治疗|灌注)|(?:返院|定期|按期|如期|计划|规律|继续|再次|拟|为|行|要求|入院)[^。；;，,]{0,8}(?:化疗|放疗|放化疗|化学治疗|放射治疗|靶向(?:药物)?治疗|免疫治疗|维持治疗)"
    r"|(?:化疗|放疗|放化疗|化学治疗|放射治疗|靶向|免疫|维持治疗)[^。；;，,]{0,8}(?:入院|返院|收入|收住|收治)|(?:末次|上次)(?:化|放)疗|[（(]?计划(?:性)?(?:化|放)疗"
)
_CYCLE = re.compile(r"第\s*[\d一二三四五六七八九十]+\s*(?:周期|程|疗程)")
_NEWBORN = re.compile(r"(?:正常|健康|足月)[^。；;，,]{0,4}(?:新生儿|儿|婴)")
_PATHOLOGY = re.compile(
    r"(?:病理|活检|切检|免疫组化)[^。；;，,]{0,12}(?:示|证实|诊断|提示|报告|回报|结果|确诊|[：:])|确诊"
)
_PENDING = re.compile(
    r"(?:待|送|等|完善|追|尚无|未行|拟行)[^。；;，,]{0,6}(?:病理|活检)|(?:病理|活检)[^。；;，,]{0,4}(?:待|未)"
)
_DELIVERY = re.compile(
    r"待产|临产|足月妊娠|妊娠足月|计划(?:性|再次)?[^。；;]{0,4}剖宫产|择期[^。；;]{0,4}剖宫产|要求剖宫产|顺产|自然分娩|单活胎|头位|LO[AT]|RO[AT]|孕\s*(?:3[7-9]|4[01])|(?:3[7-9]|4[01])\s*(?:[+＋]\s*\d|[⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹])?\s*周"
)
_PREGNANT = re.compile(r"孕|妊娠|产妇|临产|分娩")
_OBSTETRIC_TROUBLE = re.compile(
    r"出血|子痫|胎盘早剥|前置胎盘|凶险|窘迫|死胎|发热|腹痛(?:待|查|原因)|胆汁淤积|HELLP|心力衰竭|早产|胎膜早破|破膜"
)
_HARDWARE = re.compile(
    r"(?:内固定|外固定|钢板|钢钉|髓内钉|克氏针|螺钉|钢针|钢丝|空心钉|固定物|固定装置|内植物|植入物|弹性钉|张力带|金属物)[^。；;，,]{0,14}(?:取出|拆除|去除|拔除|取除)|(?:取出|拆除|去除|拔除|取除)[^。；;，,]{0,10}(?:内固定|外固定|钢板|钢钉|髓内钉|克氏针|螺钉|钢针|固定物|内植物|植入物|弹性钉)|取(?:内固定|钢板|钢钉|克氏针|髓内钉|螺钉|钉)"
)
_BONE_TROUBLE = re.compile(r"感染|断裂|骨不连|不愈合|再骨折|松动|窦道|骨髓炎|渗液|流脓")
# planned stays that hospitals treat differently: a person decides
_OTHER_PLANNED = re.compile(
    r"(?:输尿管支架|双J管|D-J管|支架管|导管|引流管|PORT|输液港|节育环|宫内节育器|义眼|扩张器|起搏器(?:电池)?|填塞物)[^。；;，,]{0,10}(?:取出|拔除|更换|取除)|(?:取出|拔除|取)[^。；;，,]{0,6}(?:双J管|支架管|输液港|节育环|扩张器)"
    r"|(?:造口|造瘘)[^。；;，,]{0,4}(?:还纳|回纳)|颅骨修补|健康供者|供[髓肾肝干]|捐献|规律(?:性)?(?:血液)?(?:透析|血透)|维持性血液透析|计划(?:性)?(?:透析|输血|输注|手术)|定期(?:输血|复查|评估|注射|输注)|二期(?:手术|修复|成形)|整形|美容|体检|康复(?:治疗|训练)|TACE|介入栓塞|碘131|粒子植入|干细胞(?:采集|移植|回输)"
)


def rule_on(document: ExtractedDocument, stay: ExtractedStay, policy: str, exemptions: tuple[str, ...]) -> Ruling:
    """Whether the record excuses a missing differential diagnosis in ``document`` under ``policy``."""
    diagnosis, purpose = _diagnosis(document, stay), _purpose(document, stay)
    ruling = _planned(document, diagnosis, purpose, exemptions)
    if ruling.waiver is Waiver.EXEMPT or policy == "always":
        return ruling
    if not "".join(s.quote for s in diagnosis).strip():
        return Ruling(Waiver.UNKNOWN)
    doubts = tuple(s for s in diagnosis if UNCERTAIN.search(s.quote))
    return ruling if doubts else Ruling(Waiver.DIAGNOSIS_CLEAR, basis=tuple(diagnosis))


def _diagnosis(document: ExtractedDocument, stay: ExtractedStay) -> list[Span]:
    section = document.section("preliminary_diagnosis", "admission_diagnosis")
    if section is None:
        admission = stay.first("admission_record", "readmission_record")
        section = admission.section("admission_diagnosis", "preliminary_diagnosis") if admission else None
        document = admission or document
    return [] if section is None else [Span(section.heading_end, section.end, document.content(section))]


def _purpose(document: ExtractedDocument, stay: ExtractedStay) -> list[Span]:
    """What the patient came for: the opening of the note, what it says under 鉴别诊断, and the chief complaint."""
    first = min((s.start for s in document.sections), default=document.start + 300)
    end = min(max(first, document.start + 40), document.start + 400, document.end)
    spans = [Span(document.start, end, document.text[document.start : end])]
    spans += [
        Span(s.heading_end, s.end, document.content(s))
        for s in document.sections
        if s.label in ("differential_diagnosis", "chief_complaint")
    ]
    admission = stay.first("admission_record", "readmission_record")
    complaint = admission.section("chief_complaint") if admission else None
    if admission and complaint:
        spans.append(Span(complaint.heading_end, complaint.end, admission.content(complaint)))
    return spans


def _planned(
    document: ExtractedDocument, diagnosis: list[Span], purpose: list[Span], listed: tuple[str, ...]
) -> Ruling:
    named = "；".join(s.quote for s in diagnosis)
    reason = "；".join(s.quote for s in purpose)
    main = _first(named)
    plan = "；".join(document.content(s) for s in document.sections if s.label == "treatment_plan")
    kind, trouble = "", False
    if _TUMOUR.search(named) and (_ONCOLOGY_PURPOSE.search(reason) or _CYCLE.search(plan)):
        proven = _PROVEN.search(_PENDING.sub("", document.body)) is not None
        kind, trouble = "planned_oncology", UNCERTAIN.search(main) is not None or not proven
    elif _PREGNANT.search(main) and _DELIVERY.search(named + "；" + reason):
        kind, trouble = "delivery", _OBSTETRIC_TROUBLE.search(named) is not None
    elif _HARDWARE.search(named + "；" + reason):
        kind, trouble = "hardware_removal", _BONE_TROUBLE.search(named) is not None
    elif _OTHER_PLANNED.search(reason):
        return Ruling(Waiver.ARGUABLE, "other_planned", tuple(diagnosis))
    elif _NEWBORN.search(main):
        return Ruling(Waiver.ARGUABLE, "healthy_newborn", tuple(diagnosis))
    elif _TUMOUR.search(main) and not UNCERTAIN.search(main) and _PATHOLOGY.search(_PENDING.sub("", document.body)):
        return Ruling(Waiver.ARGUABLE, "proven_tumour", tuple(diagnosis))
    if not kind:
        return Ruling(Waiver.NOT_WAIVED)
    if trouble or kind not in listed:
        return Ruling(Waiver.ARGUABLE, kind, tuple(diagnosis))
    return Ruling(Waiver.EXEMPT, kind, tuple(diagnosis))


def _first(named: str) -> str:
    return re.split(r"[\n；;]|\s2[.．、]", named.strip(), maxsplit=1)[0]
