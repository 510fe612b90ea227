"""集中补签、签名时间异常 (SIG-BATCH)

检查什么：同一医师在几分钟内签署跨越多日的多份文书。

依据：电子病历应用管理规范第十四条；病历真实性要求。

例外：见 exceptions。只作为待人工确认的线索，不作结论。

整改：核对签名日志；说明集中签署的原因，今后按时签名。
"""

from __future__ import annotations

from datetime import timedelta

from pipeline.detect.authority import Signer, cite_line, doctors, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import signed, stay

_ONE_DAY = "同一日的多份文书一次签署"
_FEW = "签名份数不多"
_LEAST, _DAYS = 6, 3
_WINDOW = timedelta(minutes=5)


def check(case: Case) -> Verdict:
    by_person: dict[str, list[Signer]] = {}
    for doc in written_by_doctors(case):
        for signer in doctors(case, doc):
            at = signer.signature.signed_at
            if at is not None and at.timed and doc.written_at is not None:
                by_person.setdefault(signer.name, []).append(signer)
    if not by_person:
        return not_applicable("没有带时间的签名")
    defects = [d for person, mine in sorted(by_person.items()) if (d := _burst(case, person, mine))]
    return judged(defects or _across(case))


def _time(signer: Signer) -> float:
    at = signer.signature.signed_at
    return at.at.timestamp() if at is not None else 0.0


def _burst(case: Case, person: str, mine: list[Signer]) -> Defect | None:
    """The first window of five minutes in which notes of three days were signed."""
    mine.sort(key=_time)
    first = 0
    for last, signer in enumerate(mine):
        while _time(signer) - _time(mine[first]) > _WINDOW.total_seconds():
            first += 1
        window = mine[first : last + 1]
        days = {s.doc.written_at.at.date() for s in window if s.doc.written_at is not None}
        if len(window) >= _LEAST and len(days) >= _DAYS:
            evidence = tuple(cite_line(case, s.doc, s.signature) for s in window)
            message = f"5分钟内签署{len(days)}个日期的{len(window)}份文书，须核对签名日志"
            return Defect(message, evidence[0].doc_id, evidence, person=person, confidence=0.6, review=True)
    return None


def _across(case: Case) -> list[Defect]:
    """The same over several stays of the night."""
    return [
        Defect(
            "数分钟内连同其他患者的文书集中签署多日记录，须核对签名日志",
            clash.here[0].doc_id,
            clash.evidence(),
            related=clash.related(),
            person=clash.here[0].name,
            confidence=clash.score,
            review=True,
        )
        for clash in case.clashes or ()
        if clash.kind == "burst"
    ]


def _notes(times: list[str], days: list[int]) -> str:
    return stay(
        *(
            signed(f"医师签名：沈一帆　{t}", when=f"2026-03-0{d} 1{n}:00")
            for n, (t, d) in enumerate(zip(times, days, strict=True))
        )
    )


RULE = Rule(
    id="SIG-BATCH",
    name="集中补签/签名时间异常",
    category="signature",
    clause="DZ 14",
    check=check,
    across=True,
    remedy="核对签名日志；说明集中签署的原因",
    exceptions=(_ONE_DAY, _FEW),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _notes([f"2026-03-08 09:0{n}" for n in (0, 0, 1, 1, 2, 2)], [3, 4, 5, 6, 6, 7]),
            "出院当日两分钟内签署五个日期的病程",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _notes(["2026-03-12 17:30"] * 6, [3, 4, 4, 5, 5, 6]),
            "出院后同一分钟签署",
            review=True,
        ),
        Example(Outcome.PASS, _notes([f"2026-03-05 2{n}:0{n}" for n in range(4)], [5] * 4), "同一日", shows=_ONE_DAY),
        Example(Outcome.PASS, _notes(["2026-03-08 09:00"] * 3, [5, 6, 7]), "三份", shows=_FEW),
    ),
    status="preview",
    doc=__doc__ or "",
)
