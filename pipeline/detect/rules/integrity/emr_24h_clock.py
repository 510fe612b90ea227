"""时间格式不规范 (EMR-24H-CLOCK)

检查什么：文书标题时间、签名时间不用阿拉伯数字或不用24小时制（下午3时、3:30PM、二〇二六年三月二日）。一份病历只计一次。

依据：病历书写基本规范第九条。

例外：见 exceptions。

整改：统一用阿拉伯数字和24小时制。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.specimens import MEDICAL, note, record
from pipeline.extract.model import ExtractedDocument, Timestamp

_STORY = "现病史、病程中转述的时间"
_REDUNDANT = "24小时制时间前加上午、下午（下午15:00）"
_OUTSIDE = "外院文书、检验报告"
_CHINESE = re.compile(r"[〇○零一二三四五六七八九十]{1,4}\s*[年月日时]")
_TWELVE = re.compile(
    r"(?:下午|晚上?|夜间?|傍晚|中午)\s*(?P<hour>\d{1,2})\s*[:：时点]|(?P<pm>\d{1,2})\s*[:：]\s*\d{2}\s*[Pp]\.?[Mm]|(?P<am>[AaPp]\.?[Mm]\.?)"
)
_SUSPECT = frozenset("〇○零一二三四五六七八九十午晚夜PpAa")
_NOTES = frozenset(("lab_report", "other", "nursing_record", "front_page"))


def check(case: Case) -> Verdict:
    found: list[tuple[ExtractedDocument, Evidence]] = []
    stamped = False
    for doc in case.documents:
        if doc.doc_type in _NOTES:
            continue
        for t in doc.timestamps:
            if t.kind == "event":
                continue
            stamped = True
            if _irregular(doc, t):
                found.append((doc, case.cite(doc, t.start, t.end)))
                break
        if len(found) >= 3:
            break
    if not stamped:
        return not_applicable("文书没有标题时间或签名时间")
    if not found:
        return judged([])
    message = "文书时间未用阿拉伯数字或24小时制"
    return judged([Defect(message, found[0][0].doc_id, tuple(e for _, e in found), confidence=0.9)])


def _irregular(doc: ExtractedDocument, stamp: Timestamp) -> bool:
    if _SUSPECT.isdisjoint(stamp.text):
        return False
    if _CHINESE.search(stamp.text):
        return True
    m = _TWELVE.search(doc.text, stamp.start, min(doc.end, stamp.end + 3))
    if m is None:
        return False
    hour = m["hour"] or m["pm"]
    return hour is None or 1 <= int(hour) < 12


RULE = Rule(
    id="EMR-24H-CLOCK",
    name="时间格式不规范",
    category="integrity",
    clause="BW 9",
    check=check,
    remedy="统一用阿拉伯数字和24小时制",
    exceptions=(_STORY, _REDUNDANT, _OUTSIDE),
    examples=(
        Example(Outcome.FAIL, record(*MEDICAL, note("2026年3月6日下午3时30分", "患者无不适。")), "下午3时30分"),
        Example(
            Outcome.FAIL,
            record(*MEDICAL, note("二〇二六年三月六日十五时三十分", "患者无不适。")),
            "中文数字",
        ),
        Example(Outcome.PASS, record(*MEDICAL), "24小时制"),
        Example(
            Outcome.PASS,
            record(*MEDICAL, note("2026-03-06 16:00", "患者诉昨日（2026年3月5日下午3时）腹痛一次。")),
            "",
            shows=_STORY,
        ),
        Example(Outcome.PASS, record(*MEDICAL, note("2026年3月6日下午15时30分", "患者无不适。")), "", shows=_REDUNDANT),
        Example(
            Outcome.PASS,
            record(*MEDICAL, "@doc\n检验报告单\n报告时间：2026-03-06 3:30PM\nWBC 6.2×10⁹/L\n报告者：潘文\n"),
            "",
            shows=_OUTSIDE,
        ),
    ),
    doc=__doc__ or "",
)
