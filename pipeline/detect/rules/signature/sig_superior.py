"""缺上级医师审阅签名 (SIG-SUPERIOR)

检查什么：下级医师书写的入院记录等没有主治以上医师审阅签名。

依据：S000 篇2 二2；病历书写基本规范第七、八条。

例外：见 exceptions。名册不能确定签名者职称时不作判断。

整改：由上级医师审阅、修改并签名。
"""

from __future__ import annotations

from pipeline.detect.authority import cite_line, doctors, duty, unread, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import ADMISSION, FPN, record

_HIMSELF = "主治以上医师本人书写"
_PROMOTED = "签名当日已聘主治医师"
_BOTH = "　上级医师：顾长林　2026-03-02 12:00"


def check(case: Case) -> Verdict:
    if not case.parameters.get("superior_signature_required"):
        return not_applicable("本标准不要求上级医师逐级签名")
    defects: list[Defect] = []
    unknown = ""
    for doc in written_by_doctors(case):
        least, signers = duty(doc.doc_type).superior, doctors(case, doc)
        if least is None or not signers:
            continue
        ranks = [s.standing.rank if s.standing is not None else None for s in signers]
        if any(rank is not None and rank >= least for rank in ranks):
            continue
        if None in ranks or unread(doc):
            unknown = "名册不能确定签名者的职称，或有未能识别的签名"
            continue
        evidence = (cite_line(case, doc, signers[-1].signature),)
        defects.append(Defect("没有主治以上医师审阅签名", doc.doc_id, evidence, person=signers[0].name))
    return judged(defects, unknown)


_ALONE = ADMISSION.replace("住院医师：沈一帆　2026-03-02 11:50", "住院医师：沈一帆")

RULE = Rule(
    id="SIG-SUPERIOR",
    name="缺上级医师审阅签名",
    category="signature",
    clause="W1; BW 7,8",
    check=check,
    remedy="由上级医师审阅、修改并签名",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(
        _HIMSELF,
        _PROMOTED,
    ),
    parameters=("superior_signature_required",),
    examples=(
        Example(Outcome.FAIL, record(_ALONE, FPN, stay=STAFFED), "入院记录只有住院医师签名"),
        Example(
            Outcome.FAIL,
            record(_ALONE.replace("沈一帆", "蒋小满／沈一帆"), FPN, stay=STAFFED),
            "规培与住院医师签名，无主治医师",
        ),
        Example(Outcome.PASS, record(_ALONE.rstrip("\n") + _BOTH + "\n", FPN, stay=STAFFED), "主治医师已审签"),
        Example(
            Outcome.PASS, record(_ALONE.replace("沈一帆", "顾长林"), FPN, stay=STAFFED), "本人书写", shows=_HIMSELF
        ),
        Example(
            Outcome.PASS,
            record(
                _ALONE,
                FPN,
                stay=STAFFED.replace(
                    "沈一帆,住院医师,licensed,2020-01-01",
                    "沈一帆,主治医师,licensed,2020-01-01,,2026年2月起聘主治医师 此前为住院医师",
                ),
            ),
            "二月已聘",
            shows=_PROMOTED,
        ),
        Example(Outcome.NOT_ASSESSABLE, record(_ALONE.replace("沈一帆", "石敬之"), FPN, stay=STAFFED), "不在名册"),
    ),
    status="preview",
    doc=__doc__ or "",
)
