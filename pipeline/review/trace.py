"""Why a rule said what it said of a record: the record is judged again by this one rule, and everything it saw is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.detect.case import Case
from pipeline.detect.clones.search import examine
from pipeline.detect.engine import judge
from pipeline.detect.rule import Need, Rule
from pipeline.extract import extract
from pipeline.records.readers.bundle import stay_from
from pipeline.records.readers.registry import read_registry
from pipeline.review.rule_page import OUTCOME_NAMES
from pipeline.standards.load import load
from pipeline.store.run_folder import RunFolder


def trace(rule: Rule, run: RunFolder, stay_id: str) -> Iterator[str]:
    """Lines that tell inputs, parameters, outcome, reason and the words it rests on.

    Raises UsageError if the run has no such stay. Passages of other stays are not searched again; what the run itself found
    is in ``bingan show``.
    """
    dossier, about = run.dossier(stay_id), run.manifest
    extracted = extract(stay_from(dossier.record))
    standard = load(about["standard"])
    staff = about["staff"]
    registry = read_registry(Path(staff)) if staff and Path(staff).is_file() else None
    case = Case(extracted, standard.parameters, registry, examine(extracted).pairs)
    (judgement,) = judge(case, [rule])
    verdict = judgement.verdict
    yield f"{rule.id} {rule.name}（{rule.clause}）"
    yield f"标准 {standard.id}；参数 " + (
        "、".join(f"{k}={standard.parameters.get(k)}" for k in rule.parameters) or "无"
    )
    yield f"入院 {extracted.admitted_at or '不详'}，出院 {extracted.discharged_at or '不详'}，名册 {'有' if registry else '没有'}"
    yield "文书：" + "，".join(f"{d.doc_type} {d.written_at or '时间不详'}" for d in extracted.documents)
    yield (
        f"结果：{OUTCOME_NAMES[verdict.outcome]}"
        + (f"（{verdict.reason}）" if verdict.reason else "")
        + judgement.error
    )
    for defect in verdict.defects:
        yield f"- {'待复核：' if defect.review else ''}{defect.message}（置信度 {defect.confidence:.0%}）"
        for e in defect.evidence:
            yield f"    {e.role} {e.doc_id} [{e.start}, {e.end})：{e.quote}"
        if defect.searched:
            yield f"    已查找：{'、'.join(defect.searched)}"
    if Need.CLONES in rule.needs:
        yield "注：这里只比对了本次住院之内的文书；与其他住院的比对结果见 bingan show"
