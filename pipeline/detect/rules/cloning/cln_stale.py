"""陈旧内容未更新 (CLN-STALE)

检查什么：病程、查房中与日期绑定的话是否与记录日期相符：“入院第几天”“术后第几天”，“拟明日手术”而手术早已完成；“今日手术”而手术
记录是前几天的（只提示人工复核：也可能是缺手术记录）。
天数计法各院相差一天（入院当天算第 0 天或第 1 天），都认可。

依据：病历书写基本规范第三条；国家医疗质量控制指标25 的精神（复制未修改）。

例外：见 exceptions。已由雷同规则判定的整段照抄中的计划语句不再重复报告，天数错误仍报。

整改：按当日实际修改；确为引用以前计划的，写明日期。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import within_stay
from pipeline.detect.clones.limits import Degree, degree
from pipeline.detect.clones.stale import NOTES, Stale, stale_statements
from pipeline.detect.finding import Defect, Outcome, Related, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Need, Rule


def check(case: Case) -> Verdict:
    """Judge every statement that is bound to a day."""
    notes = list(case.extracted.of_type(*sorted(NOTES)))
    if not notes:
        return not_applicable("没有病程记录")
    if all(n.written_at is None for n in notes):
        return not_assessable("病程记录均没有可识别的日期")
    found = [s for s in stale_statements(case) if s.kind == "count" or not _in_reported_copy(case, s)]
    return judged([_defect(case, s) for s in found])


def _in_reported_copy(case: Case, stale: Stale) -> bool:
    """True if the statement stands in a passage that a clone rule reports: it belongs to that finding."""
    return any(
        p.here.doc_id == stale.document.doc_id
        and degree(case.parameters, "CLN-PROGRESS", p.telling) is Degree.CLEAR
        and any(q.here_start <= stale.start < q.here_end for q in p.passages)
        for p in within_stay(case)
    )


def _defect(case: Case, stale: Stale) -> Defect:
    words = stale.document.text[stale.start : stale.end].strip()
    return Defect(
        message=stale.message,
        doc_id=stale.document.doc_id,
        evidence=(case.cite(stale.document, stale.start, stale.end),),
        related=_source(case, stale, words),
        person=author(stale.document),
        confidence=0.6 if stale.kind == "today" else 0.9,
        review=stale.kind == "today",
    )


def _source(case: Case, stale: Stale, words: str) -> tuple[Related, ...]:
    """The latest earlier document of the stay in which the same words stand."""
    earlier = [
        d
        for d in case.documents
        if d.doc_id != stale.document.doc_id
        and d.written_at
        and stale.document.written_at
        and d.written_at.at < stale.document.written_at.at
    ]
    for document in sorted(
        earlier, key=lambda d: (d.written_at is not None and d.written_at.at, d.doc_id), reverse=True
    ):
        at = document.text.find(words, document.start, document.end)
        if at >= 0:
            return (Related(case.extracted.stay.stay_id, document.doc_id, at, at + len(words), words),)
    return ()


_HEAD = "@stay sex=女 age=66岁 admitted=2026-03-02T15:00 discharged=2026-03-14T10:00\n"
_OPERATION = """@doc
手术记录
手术日期：2026-03-05　手术开始时间：2026-03-05 09:10　手术结束时间：2026-03-05 10:40
术前诊断：左股骨粗隆间骨折
手术名称：左股骨粗隆间骨折闭合复位髓内钉内固定术
手术者：贾志刚　助手：孔祥　麻醉方式：腰麻
手术经过：麻醉满意后牵引床闭合复位，透视位置满意，置入主钉，锁定，冲洗缝合。
手术者签名：贾志刚　2026-03-05 14:00
"""
_NOTE = "@doc\n{when}　病程记录\n{text}\n医师签名：孔祥\n"


def _note(when: str, text: str) -> str:
    return _NOTE.format(when=when, text=text)


RULE = Rule(
    id="CLN-STALE",
    name="陈旧内容未更新",
    category="cloning",
    clause="BW 3; ZB25",
    check=check,
    remedy="按记录当日的实际情况修改；引用以前的计划时写明日期和执行情况。",
    needs=frozenset({Need.DOCUMENTS, Need.ADMITTED_AT, Need.CLONES}),
    exceptions=("入院、术后天数计法相差一天", "带日期引用以前的计划", "叙述以前某天发生的事"),
    examples=(
        Example(
            Outcome.FAIL,
            _HEAD + _note("2026-03-10 09:00", "患者入院第3天，疼痛较前减轻，夜间能入睡，继续消肿止痛。"),
            "入院第9天仍写第3天",
        ),
        Example(
            Outcome.FAIL,
            _HEAD
            + _OPERATION
            + _note(
                "2026-03-09 16:40",
                "伤口换药，无渗液。拟明日在腰麻下行左股骨粗隆间骨折闭合复位髓内钉内固定术，今晚起禁食水。",
            ),
            "手术已做，仍写拟明日手术",
        ),
        Example(
            Outcome.PASS,
            _HEAD + _OPERATION + _note("2026-03-08 09:00", "术后第3天，今日为入院第7天，伤口干燥，扶拐下床。"),
            "入院当天算第一天",
            shows="入院、术后天数计法相差一天",
        ),
        Example(
            Outcome.PASS,
            _HEAD
            + _OPERATION
            + _note("2026-03-09 09:00", "3月4日查房时提出拟明日手术，次日已按计划完成，现伤口愈合好，练习负重。"),
            "说明是哪天的计划",
            shows="带日期引用以前的计划",
        ),
        Example(
            Outcome.PASS,
            _HEAD
            + _OPERATION
            + _note(
                "2026-03-12 09:00",
                "今日拆线，伤口甲级愈合。回顾病程，入院第2天出现一过性谵妄，术后第1天拔除尿管，未再发作。",
            ),
            "回顾以前的事",
            shows="叙述以前某天发生的事",
        ),
        Example(
            Outcome.PASS,
            _HEAD
            + _OPERATION
            + _note("2026-03-04 16:00", "术前准备完善，拟明日在腰麻下行左股骨粗隆间骨折髓内钉内固定术。"),
            "手术前一天",
        ),
    ),
    doc=__doc__,
)
