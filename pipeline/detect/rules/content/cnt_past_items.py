"""既往史要素不全 (CNT-PAST-ITEMS)

检查什么：入院记录是否写有传染病史、手术外伤史、输血史、预防接种史。四项缺三项以上判为缺陷，缺两项的提示人工复核。

依据：病历书写基本规范第十八条（四）。

例外：见 exceptions。

整改：补写缺项。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, entry
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import admission

_ITEMS = {
    "传染病史": re.compile(r"传染|肝炎|结核|乙肝|伤寒|疟疾"),
    "手术外伤史": re.compile(r"手术|伤|术后|切除|骨折|[^\s，。]术|缝合|置换|修补|剖宫产|搭桥|支架|切开|摘除|行[“\"「]"),
    "输血史": re.compile(r"输[^，。；]{0,4}血|血制品|输注|输过血|血液制品"),
    "预防接种史": re.compile(r"接种|疫苗|免疫|种痘|计免"),
}
_CHILD = re.compile(r"(?:[0-9]|1[0-3])\s*岁|\d+\s*(?:个?月|天)")
_REVIEW, _FAIL = 2, 3


def check(case: Case) -> Verdict:
    """Count what the histories of an admission record leave out."""
    records = [r for r in admission_records(case) if entry(r, "past_history").strip()]
    if not records:
        return not_applicable("没有既往史栏，其缺失另行判定")
    defects = []
    child = _CHILD.match((case.extracted.stay.age or "").strip()) is not None
    for record in records:
        told = entry(record, "past_history", "personal_history", "other", "general")
        lacking = [name for name, words in _ITEMS.items() if not words.search(told)]
        if len(lacking) >= _REVIEW:
            review = len(lacking) < _FAIL or child or "前次" in told or "上次" in told
            defects.append(
                Defect(
                    message="既往史缺少：" + "、".join(lacking) + ("（请人工确认）" if review else ""),
                    doc_id=record.doc_id,
                    searched=tuple(f"入院记录既往史：{x}" for x in lacking),
                    person=author(record),
                    confidence=0.6 if review else 0.85,
                    review=review,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-PAST-ITEMS",
    name="既往史要素不全",
    category="content",
    clause="BW 18(4)",
    check=check,
    remedy="补写缺项。",
    exceptions=("儿童只提示人工复核", "引用前次病历的只提示人工复核", "婴幼儿的接种史写在个人史"),
    examples=(
        Example(Outcome.FAIL, admission(past="既往史：有高血压10年。否认药物过敏史。\n"), "其余未提"),
        Example(Outcome.FAIL, admission(past="既往史：平素体健，无药物过敏史，否认肝炎史。\n"), "缺三项"),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.PASS,
            admission(past="既往史：否认肝炎、结核史，2012年阑尾切除术，无输血史，无过敏史。\n"),
            "只缺一项",
        ),
        Example(
            Outcome.PASS,
            admission(
                past="既往史：否认肝炎、结核，无手术外伤史，无过敏史。\n",
                personal="个人史：足月顺产，母乳喂养，按计划接种疫苗。\n",
            ),
            "婴幼儿",
            shows="婴幼儿的接种史写在个人史",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(past="既往史：平素体健，无药物过敏。\n").replace("age=56岁", "age=3岁"),
            "儿童",
            shows="儿童只提示人工复核",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(past="既往史：同前次住院病历，无变化，无药物过敏史。\n"),
            "引用前次",
            shows="引用前次病历的只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
