"""缺整页/病历不完整 (CMP-PAGES)

检查什么：同一份文书印出“第3页 共5页”而其中有页码不见的，提示核对。

依据：S000 篇2 四（一）8（乙级）。

例外：见 exceptions。页码是否缺页须看原件，因此只作人工复核线索。

整改：核对原件，补齐缺页。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import ADMISSION, MEDICAL, record, without
from pipeline.extract.model import ExtractedDocument

_RESTART = "页码按文书重新编号"
_ONE = "只印一个页码的单页"
_PAGE = re.compile(r"第\s*(\d{1,3})\s*页(?:\s*[/,，]?\s*共\s*(\d{1,3})\s*页)?")


def _pages(*numbers: int, total: int | None = None) -> str:
    tail = f" 共{total}页" if total else ""
    return ADMISSION + "".join(f"第{n}页{tail}\n续：患者一般情况可。\n" for n in numbers)


def check(case: Case) -> Verdict:
    defects = [d for doc in case.documents for d in _gap(case, doc)]
    if not any("页" in d.body and _PAGE.search(d.body) for d in case.documents):
        return not_applicable("没有印出页码")
    return judged(defects)


def _gap(case: Case, doc: ExtractedDocument) -> list[Defect]:
    if "页" not in doc.body:
        return []
    found = list(_PAGE.finditer(doc.text, doc.start, doc.end))
    numbers = [int(m[1]) for m in found]
    totals = {int(m[2]) for m in found if m[2]}
    if len(numbers) < 2 or numbers != sorted(numbers):
        return []
    wanted = range(numbers[0], (max(totals) if len(totals) == 1 else numbers[-1]) + 1)
    missing = [n for n in wanted if n not in numbers]
    if not missing:
        return []
    last = found[-1]
    message = f"页码不连续，缺第{'、'.join(map(str, missing[:5]))}页"
    return [Defect(message, doc.doc_id, (case.cite(doc, last.start(), last.end()),), review=True, confidence=0.5)]


RULE = Rule(
    id="CMP-PAGES",
    name="缺整页/病历不完整",
    category="completeness",
    clause="S000-P2 B8a",
    check=check,
    remedy="核对原件，补齐缺页",
    exceptions=(_RESTART, _ONE),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, record(_pages(1, 2, 4), *without(MEDICAL, ADMISSION)), "缺第3页", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(_pages(1, 2, total=3), *without(MEDICAL, ADMISSION)),
            "共3页缺第3页",
            review=True,
        ),
        Example(Outcome.PASS, record(_pages(1, 2, 3), *without(MEDICAL, ADMISSION)), "连续"),
        Example(
            Outcome.PASS, record(_pages(1, 2), _pages(1, 2), *without(MEDICAL, ADMISSION)), "各自编号", shows=_RESTART
        ),
        Example(Outcome.PASS, record(_pages(3), *without(MEDICAL, ADMISSION)), "单页", shows=_ONE),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有页码"),
    ),
    doc=__doc__ or "",
)
