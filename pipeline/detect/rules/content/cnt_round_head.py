"""查房记录标题缺医师姓名职称 (CNT-ROUND-HEAD)

检查什么：上级医师查房记录的标题或第一句有没有查房医师的姓名和职称。

依据：病历书写基本规范第二十二条（三）：查房医师的姓名、专业技术职务。

例外：见 exceptions。

整改：标题写明查房医师姓名和职称。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule

_TITLE = r"(?:副?主任(?:中)?医师|主治(?:中)?医师|副?主任|主治|副?教授|科主任)"
_NAMED = re.compile(
    rf"(?<!上级)(?<!科室)[一-鿿某×＊*]{{1,4}}\s*(?:[（(])?\s*{_TITLE}|{_TITLE}\s*[：:]?\s*[（(]?[一-鿿]{{2,4}}(?=[\s　，。；:：）)查|｜]|$)"
)
_NO_NAME = re.compile(
    rf"^(?:今日?|随|由|经|请|科|本科|我科|我院|上级|副|及|和|与|科室|病区|大|全科|的|为|记录|首次|第|日|时|分|\d)*{_TITLE}"
)
_HEAD = 120


def check(case: Case) -> Verdict:
    """The rounding doctor by name and title in the head of each round note."""
    rounds = list(case.extracted.of_type("ward_round_attending", "ward_round_chief"))
    if not rounds:
        return not_applicable("没有上级医师查房记录")
    defects = []
    for d in rounds:
        if d.round is not None and d.round.name:
            continue
        head = d.text[d.start : min(d.end, d.start + _HEAD)]
        if any(not _NO_NAME.match(m[0]) for m in _NAMED.finditer(head)) or any(
            s.name and s.rank and s.rank >= 4 for s in d.signatures
        ):
            continue
        line = head.strip().split("\n", 1)[0]
        at = d.start + head.index(line)
        defects.append(
            Defect(
                message="查房记录没有写明查房医师的姓名和职称",
                doc_id=d.doc_id,
                evidence=(case.cite(d, at, at + max(1, len(line))),),
                person=author(d),
                confidence=0.8,
            )
        )
    return judged(defects)


def _round(
    title: str, words: str = "患者腹痛缓解。考虑溃疡出血已止，建议复查胃镜。", sign: str = "住院医师：张三"
) -> str:
    return f"@stay sex=男 age=56岁\n@doc\n2026-03-04 09:00　{title}\n{words}\n{sign}\n"


RULE = Rule(
    id="CNT-ROUND-HEAD",
    name="查房记录标题缺医师姓名职称",
    category="content",
    clause="BW 22(3); L9",
    check=check,
    remedy="标题写明查房医师姓名和职称。",
    exceptions=("姓名职称写在第一句", "上级医师本人以职称签名"),
    examples=(
        Example(Outcome.FAIL, _round("主任查房记录"), "没有姓名"),
        Example(Outcome.FAIL, _round("主治医师查房记录"), "没有姓名"),
        Example(Outcome.PASS, _round("王建国主任医师查房记录"), "有姓名职称"),
        Example(
            Outcome.PASS,
            _round("主任医师查房记录", "王建国主任医师查看患者：腹痛缓解，考虑出血已止，建议复查胃镜。"),
            "第一句",
            shows="姓名职称写在第一句",
        ),
        Example(
            Outcome.PASS,
            _round("主治医师查房记录", sign="主治医师：李敏　2026-03-04 09:40\n住院医师：张三"),
            "本人签名",
            shows="上级医师本人以职称签名",
        ),
    ),
    doc=__doc__ or "",
)
