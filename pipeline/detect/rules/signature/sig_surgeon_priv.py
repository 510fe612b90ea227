"""术者超出手术授权级别 (SIG-SURGEON-PRIV)

检查什么：写明级别的手术，术者职称低于通常可获授权的职称（四级须副主任医师以上，三级须主治医师以上）。

依据：十八项核心制度（手术分级管理制度）。

例外：见 exceptions。授权以医院授权名单为准，名册没有授权信息，故只作为待人工确认的线索。

整改：核对手术授权名单；超权限手术按规定审批、上报。
"""

from __future__ import annotations

from pipeline.detect.authority import days_of, is_masked
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Need, Rule
from pipeline.detect.rules.signature.specimens import STAFFED
from pipeline.detect.specimens import OPERATION, SURGICAL, record, without
from pipeline.records.ranks import Rank

_EMERGENCY = "抢救生命的急诊手术"
_SUPERVISED = "有授权的上级医师上台指导"
_LEAST = {3: Rank.ATTENDING, 4: Rank.ASSOCIATE_CHIEF}


def check(case: Case) -> Verdict:
    graded = [op for op in case.facts.operations if op.grade in _LEAST and op.surgeon and not is_masked(op.surgeon)]
    if not graded:
        return not_applicable("没有写明三、四级的手术，或术者不详")
    defects: list[Defect] = []
    unknown = ""
    documents = {d.doc_id: d for d in case.documents}
    for op in graded:
        doc = documents.get(op.note_id or op.mention.doc_id)
        if doc is None or case.registry is None or op.grade is None or op.emergency:
            continue
        days = days_of(case, doc)
        team = [case.registry.standing(name, days) for name in (op.surgeon, *op.assistants)]
        ranks = [standing.rank if standing is not None else None for standing in team]
        least = _LEAST[op.grade]
        if any(rank is not None and rank >= least for rank in ranks):
            continue
        if None in ranks:
            unknown = "名册不能确定手术人员的职称"
            continue
        message = f"{op.grade}级手术的术者职称偏低，须核对手术授权"
        evidence = (case.cite_mention(op.mention),)
        defects.append(Defect(message, doc.doc_id, evidence, person=op.surgeon, confidence=0.5, review=True))
    return judged(defects, unknown)


def _note(surgeon: str, grade: str, more: str = "") -> str:
    text = OPERATION.replace("手术者：陆振华　第一助手：顾长林　第二助手：沈一帆", f"手术者：{surgeon}")
    text = text.replace("手术名称：腹腔镜胆囊切除术", f"手术名称：腹腔镜胆囊切除术{more}\n手术级别：{grade}")
    return record(*without(SURGICAL, OPERATION), text, stay=STAFFED).replace("（三级手术）", "")


RULE = Rule(
    id="SIG-SURGEON-PRIV",
    name="术者超出手术授权级别",
    category="signature",
    clause="HX 12",
    check=check,
    remedy="核对手术授权名单；超权限手术按规定审批、上报",
    needs=frozenset({Need.DOCUMENTS, Need.STAFF}),
    exceptions=(_EMERGENCY, _SUPERVISED),
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _note("顾长林", "四级"), "主治医师主刀四级手术", review=True),
        Example(Outcome.NOT_ASSESSABLE, _note("沈一帆", "三级"), "住院医师主刀三级手术", review=True),
        Example(Outcome.PASS, _note("陆振华", "四级"), "主任医师主刀"),
        Example(Outcome.PASS, _note("顾长林　第一助手：陆振华", "四级"), "主任医师上台", shows=_SUPERVISED),
        Example(Outcome.PASS, _note("顾长林", "四级", "（急诊手术）"), "急诊", shows=_EMERGENCY),
    ),
    status="preview",
    doc=__doc__ or "",
)
