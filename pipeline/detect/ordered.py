"""The orders (医嘱) of the bundle: what was asked for, in words of orders and notes."""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect
from pipeline.detect.notes import whole_text
from pipeline.records.stay import Order

LEAST = 5
"""Fewer orders than this are an excerpt: what they lack says nothing."""

_LONG = re.compile(r"长期|long|standing|持续|^1$", re.I)
_GROUPS = {
    "血常规": r"血常规|血细胞(?:分析|计数)|全血(?:细胞|分析)|血分析|三大常规|CBC|五分类|白细胞\s*[:：]?\s*\d|WBC|血象|血RT|血尿便常规|血尿粪",
    "尿常规": r"尿常规|尿液(?:分析|检查|常规)|尿分析|尿沉渣|三大常规|尿RT|血尿便|尿便常规|尿蛋白|尿十项|小便常规|尿检|血尿粪|尿液干化学",
    "便常规": r"[大粪]?便(?:常规|潜血|隐血|分析|检查)|粪(?:常规|便|潜血|隐血)|三大常规|便RT|尿便常规|血尿便|OB\s*[（(]|血尿粪|大便镜检",
    "凝血功能": r"凝血|PT\b|APTT|INR|国际标准化|纤维蛋白原|FIB|D-?二聚体",
    "心电图": r"心电图|ECG|EKG|动态心电|窦性心律|心电",
    "感染标志物": r"感染(?:[四八九十]|性?标志|三|筛)|术前(?:免疫|感染|[四五七八九十]项)|输血(?:前)?(?:[四五七八九]项|全套|检查|筛查)|乙肝|HBsAg|HBV|传染(?:病)?[一-鿿]{0,4}(?:项|筛|指标)|免疫[四八]项|HIV|梅毒|丙肝|艾滋",
    "乙肝": r"乙肝|乙型肝炎|HBsAg|HBV|感染[四八九十]|输血(?:前)?(?:[四五七八九]项|全套|检查|筛查)|术前(?:免疫|感染|[四五七八九十]项)|传染病|肝炎(?:全套|系列)|免疫[四八]项",
    "丙肝": r"丙肝|丙型肝炎|HCV|感染[四八九十]|输血(?:前)?(?:[四五七八九]项|全套|检查|筛查)|术前(?:免疫|感染|[四五七八九十]项)|传染病|肝炎(?:全套|系列)|免疫[四八]项",
    "艾滋病": r"艾滋|HIV|感染[四八九十]|输血(?:前)?(?:[四五七八九]项|全套|检查|筛查)|术前(?:免疫|感染|[四五七八九十]项)|传染病|免疫[四八]项",
    "梅毒": r"梅毒|TPPA|RPR|TRUST|TP-?Ab|感染[四八九十]|输血(?:前)?(?:[四五七八九]项|全套|检查|筛查)|术前(?:免疫|感染|[四五七八九十]项)|传染病|免疫[四八]项",
}
_PATTERNS = {name: re.compile(words) for name, words in _GROUPS.items()}


def orders(case: Case) -> tuple[Order, ...]:
    """The exported orders that are not empty; cancelled ones are left out."""
    found = case.extracted.stay.orders or ()
    return tuple(o for o in found if o.content.strip() and not re.search(r"作废|取消|撤销|DC$", o.content))


def is_long(order: Order) -> bool:
    """True if the export calls it a standing order (长期医嘱)."""
    return bool(order.type and _LONG.search(order.type.strip()))


def asked(case: Case, test: str) -> bool:
    """Whether ``test`` (a key of the groups above) was ordered, or a note tells its result."""
    pattern = _PATTERNS[test]
    return any(pattern.search(o.content) for o in orders(case)) or bool(pattern.search(whole_text(case)))


def order_defect(message: str, *found: Order, review: bool = False, confidence: float = 0.85) -> Defect:
    """A defect of the orders: they are data without a text, so the order's words stand in ``searched``."""
    told = tuple(
        f"医嘱：{o.content[:40]}（{o.started_at or '无开始时间'}～{o.stopped_at or '无停止时间'}）" for o in found[:3]
    )
    return Defect(message, searched=told or ("全部医嘱",), review=review, confidence=confidence)
