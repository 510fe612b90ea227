"""术者未参加术前讨论/未审核签字 (SIG-PREOP-SURGEON)

检查什么：术前讨论的参加人员和签名中都没有术者。

依据：十八项核心制度（术前讨论制度）。

例外：见 exceptions。

整改：由术者参加术前讨论，或审阅讨论结论后签名。
"""

from __future__ import annotations

from pipeline.detect.attendance import attendance
from pipeline.detect.authority import among, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import OPERATION, PREOP_DISCUSSION, SURGICAL, record, without

_SIGNED = "未列入参加人员而已签名"
_SPOKE = "讨论中有其发言"
_SEVERAL = "多次手术，不能确定讨论的是哪一次"


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type("preop_discussion") if not is_outside(d)]
    surgeons = [op.surgeon for op in case.facts.operations if not op.minor]
    if not notes or not surgeons:
        return not_applicable("没有术前讨论或手术")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        if (len(surgeons) > 1 and len(set(surgeons)) > 1) or not surgeons[0]:
            unknown = "多次手术或术者不详，不能对应"
            continue
        present = attendance(case, doc)
        if present is None or present.has(surgeons[0]) is not False:
            unknown = unknown or ("" if present and present.has(surgeons[0]) else "参加人员名单不全")
            continue
        if (
            among(surgeons[0], (s.name for s in doctors(case, doc)), case.registry) is not False
            or f"{surgeons[0]}：" in doc.body
        ):
            continue
        if unread(doc):
            unknown = "有未能识别的签名"
            continue
        evidence = (case.cite(doc, *present.span),)
        defects.append(Defect("术者未参加术前讨论，也未签名", doc.doc_id, evidence, person=surgeons[0]))
    return judged(defects, unknown)


def _with(people: str, sign_off: str = "记录：沈一帆　主持：顾长林", **swap: str) -> str:
    text = PREOP_DISCUSSION.replace("陆振华主任医师、顾长林主治医师、沈一帆住院医师、麻醉科傅玉成主治医师", people)
    text = text.replace("记录：沈一帆　主持：陆振华", sign_off).replace("术者陆振华，一助顾长林", "按计划进行")
    text = text.replace("讨论意见：", "讨论意见：" + swap.get("said", ""))
    return record(*(text if d == PREOP_DISCUSSION else d for d in SURGICAL), stay=STAFFED)


RULE = Rule(
    id="SIG-PREOP-SURGEON",
    name="术者未参加术前讨论/未审核签字",
    category="signature",
    clause="HX 8; vendor NX 1253/1258",
    check=check,
    remedy="由术者参加术前讨论，或审阅讨论结论后签名",
    exceptions=(
        _SIGNED,
        _SPOKE,
        _SEVERAL,
    ),
    examples=(
        Example(Outcome.FAIL, _with("顾长林主治医师、沈一帆住院医师"), "参加人员中没有术者"),
        Example(Outcome.FAIL, _with("顾长林主治医师、麻醉科傅玉成主治医师"), "术者未参加"),
        Example(Outcome.PASS, _with("陆振华主任医师、顾长林主治医师"), "术者参加"),
        Example(
            Outcome.PASS,
            _with("顾长林主治医师、沈一帆住院医师", "记录：沈一帆　术者：陆振华"),
            "术者已签名",
            shows=_SIGNED,
        ),
        Example(
            Outcome.PASS,
            _with("顾长林主治医师、沈一帆住院医师", said="陆振华：同意手术。"),
            "有术者发言",
            shows=_SPOKE,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                *without(SURGICAL, OPERATION),
                OPERATION,
                OPERATION.replace("03-05", "03-07").replace("陆振华", "顾长林").replace("第一助手：顾长林　", ""),
                stay=STAFFED,
            ),
            "两次手术，术者不同",
            shows=_SEVERAL,
        ),
    ),
    status="preview",
    doc=__doc__ or "",
)
