"""抢救次数不符 (LOG-RESCUE-COUNT)

检查什么：病案首页印出的抢救次数与病历中的抢救记录是否相符：首页为0而有抢救记录，判为缺陷；次数不同的提示人工复核。

依据：住院病案首页数据填写质量规范；病历书写基本规范第二十二条（八）。

例外：见 exceptions。

整改：核对抢救记录，更正首页。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule

_COUNT = re.compile(r"抢\s*救\s*(?:次\s*数)?\s*[：:|｜]?\s*(?P<n>\d{1,2})\s*次?(?=[\s　，,；;。|｜（(]|成功|$)")


def check(case: Case) -> Verdict:
    """Compare the printed count with the rescue records of the stay."""
    page = case.extracted.first("front_page")
    m = _COUNT.search(page.text, page.start, page.end) if page else None
    if page is None or m is None:
        return not_applicable("首页没有印出抢救次数")
    notes = list(case.extracted.of_type("rescue_record"))
    count = int(m["n"])
    if count == len(notes):
        return judged([])
    review = count > 0
    evidence = [case.cite(page, *m.span())]
    evidence += [case.cite(n, n.start, min(n.end, n.start + 20), "compared") for n in notes[:1]]
    return judged(
        [
            Defect(
                message=f"首页抢救{count}次，病历中有抢救记录{len(notes)}份" + ("（请人工确认）" if review else ""),
                doc_id=page.doc_id,
                evidence=tuple(evidence),
                confidence=0.6 if review else 0.9,
                review=review,
            )
        ]
    )


def _stay(printed: str, rescues: int) -> str:
    return (
        f"@stay sex=男 age=80岁\n@doc\n病案首页\n姓名：王某　性别：男　年龄：80岁\n主要诊断：肺炎\n{printed}\n"
        + "".join(
            f"@doc\n抢救记录\n2026-03-0{i + 3} 04:10\n患者于03:00突发意识丧失，立即胸外按压、气管插管，03:40恢复自主心律。李四主治医师参加。\n记录者：王五\n"
            for i in range(rescues)
        )
    )


RULE = Rule(
    id="LOG-RESCUE-COUNT",
    name="抢救次数不符",
    category="consistency",
    clause="SY; BW 22(8)",
    check=check,
    remedy="核对抢救记录，更正首页。",
    exceptions=("首页没有该项", "次数不同的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _stay("抢救：0次　成功：0次", 1), "首页0次"),
        Example(Outcome.FAIL, _stay("抢救次数：0", 2), "首页0次"),
        Example(Outcome.PASS, _stay("抢救：1次　成功：1次", 1), "相符"),
        Example(Outcome.NOT_APPLICABLE, _stay("离院方式：医嘱离院", 1), "没有该项", shows="首页没有该项"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("抢救：3次　成功：2次", 1),
            "次数不同",
            shows="次数不同的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
