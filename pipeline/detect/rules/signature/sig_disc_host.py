"""讨论主持人资格不符或未签名 (SIG-DISC-HOST)

检查什么：疑难、死亡病例讨论的主持人不是科主任或副主任以上医师，或主持人没有签名。

依据：病历书写基本规范第二十二条（四）（二十二）；十八项核心制度。

例外：见 exceptions。

整改：由科主任或副主任以上医师主持并签名。
"""

from __future__ import annotations

from pipeline.detect.attendance import presiding
from pipeline.detect.authority import among, doctors, is_outside, unread
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import DIFFICULT, STAFFED
from pipeline.detect.specimens import MEDICAL, record
from pipeline.records.ranks import Rank

_HEAD = "科主任（含主持工作）主持，不论职称"
_TYPES = ("difficult_case_discussion", "death_discussion")


def check(case: Case) -> Verdict:
    notes = [d for d in case.extracted.of_type(*_TYPES) if not is_outside(d)]
    if not notes:
        return not_applicable("没有疑难或死亡病例讨论")
    defects: list[Defect] = []
    unknown = ""
    for doc in notes:
        host, signers = presiding(case, doc), doctors(case, doc)
        if host is None:
            unknown = "讨论记录未写明主持人"
            continue
        evidence = (case.cite(doc, host.start, host.end),)
        rank = host.standing.rank if host.standing is not None else None
        if rank is None:
            unknown = "名册不能确定主持人的职称"
        elif rank < Rank.ASSOCIATE_CHIEF and not host.heads_department:
            defects.append(Defect("讨论主持人不具备副主任以上职称", doc.doc_id, evidence, person=host.name))
        if signers and not unread(doc) and among(host.name, (s.name for s in signers), case.registry) is False:
            defects.append(Defect("讨论主持人未签名", doc.doc_id, evidence, person=host.name))
    return judged(defects, unknown)


_LOW = DIFFICULT.replace(
    "主持人：陆振华主任医师\n参加人员：陆振华主任医师、", "主持人：顾长林主治医师\n参加人员："
).replace("主持人：陆振华　", "主持人：顾长林　")

RULE = Rule(
    id="SIG-DISC-HOST",
    name="讨论主持人资格不符或未签名",
    category="signature",
    clause="BW 22(4)(22); HX 6,9",
    check=check,
    remedy="由科主任或副主任以上医师主持并签名",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_HEAD,),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, _LOW, stay=STAFFED), "主治医师主持疑难讨论"),
        Example(
            Outcome.FAIL, record(*MEDICAL, DIFFICULT.replace("　主持人：陆振华　", "　"), stay=STAFFED), "主持人未签名"
        ),
        Example(Outcome.PASS, record(*MEDICAL, DIFFICULT, stay=STAFFED), "主任医师主持并签名"),
        Example(
            Outcome.PASS,
            record(
                *MEDICAL,
                _LOW,
                stay=STAFFED.replace(
                    "顾长林,主治医师,licensed,2012-01-01", "顾长林,主治医师,licensed,2012-01-01,,科主任（主持工作）"
                ),
            ),
            "科室由主治医师主持工作",
            shows=_HEAD,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL, stay=STAFFED), "没有讨论"),
    ),
    status="preview",
    doc=__doc__ or "",
)
