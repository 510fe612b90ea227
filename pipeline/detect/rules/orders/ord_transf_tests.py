"""输血前检查缺失 (ORD-TRANSF-TESTS)

检查什么：输了血，医嘱和全部病历文本没有乙肝、丙肝、艾滋病、梅毒检测之一。没有导出医嘱的，四项都没有提到才提示人工核对。

依据：病历书写基本规范第二十五条（输血前有关检查结果）；临床输血技术规范。

例外：见 exceptions。

整改：输血前完成感染标志物检测；紧急输血的先留取标本。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.ordered import LEAST, asked, orders
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.orders.specimens import ORDERS, but, ordered
from pipeline.detect.specimens import MEDICAL, note, record

_SET = "写作“输血前八项”“感染四项”"
_URGENT = "抢救输血，标本已留取（转人工核对）"
_PREPARED = "只备血未输"
_TESTS = ("乙肝", "丙肝", "艾滋病", "梅毒")
_GIVEN = note("2026-03-05 16:20", "血红蛋白62g/L，今日输注悬浮红细胞2U，过程顺利，无输血反应。")


def check(case: Case) -> Verdict:
    given = case.facts.transfusions
    if not given:
        return not_applicable("没有输血")
    absent = [t for t in _TESTS if not asked(case, t)]
    if not absent:
        return judged([])
    exported = len(orders(case)) >= LEAST
    if not exported and len(absent) < len(_TESTS):
        return not_assessable("没有导出医嘱，部分检测未在文本中提到")
    review = not exported or bool(case.facts.rescues)
    return judged(
        [
            Defect(
                "输血前没有" + "、".join(absent) + "检测" + ("（请核对检验系统）" if review else ""),
                given[0].mention.doc_id,
                (case.cite_mention(given[0].mention),),
                ("全部医嘱和病历文本",),
                review=review,
                confidence=0.6 if review else 0.8,
            )
        ]
    )


_WITH = (*MEDICAL, _GIVEN)

RULE = Rule(
    id="ORD-TRANSF-TESTS",
    name="输血前检查缺失",
    category="orders",
    clause="BW 25",
    check=check,
    remedy="输血前完成感染标志物检测；紧急输血的先留取标本",
    exceptions=(_SET, _URGENT, _PREPARED),
    examples=(
        Example(Outcome.FAIL, ordered(*but("感染"), documents=_WITH), "四项均无"),
        Example(
            Outcome.FAIL,
            ordered(*but("感染"), "乙肝五项,临时,2026-03-02T09:40,", documents=_WITH),
            "只查乙肝",
        ),
        Example(Outcome.PASS, ordered(*ORDERS, documents=_WITH), "齐全"),
        Example(
            Outcome.PASS, ordered(*but("感染"), "输血前八项,临时,2026-03-02T09:40,", documents=_WITH), "", shows=_SET
        ),
        Example(Outcome.NOT_ASSESSABLE, record(*_WITH), "没有导出医嘱", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(
                *MEDICAL,
                note("2026-03-05 16:20", "呕血1000ml，血压70/40mmHg，立即抢救，紧急输注悬浮红细胞4U，血压回升。"),
            ),
            "",
            shows=_URGENT,
            review=True,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            ordered(*but("感染"), documents=(*MEDICAL, note("2026-03-05 16:20", "备悬浮红细胞2U，未输血。"))),
            "",
            shows=_PREPARED,
        ),
    ),
    doc=__doc__ or "",
)
