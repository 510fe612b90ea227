"""The 27 national indicators of record quality (病案管理质量控制指标 2021), from the outcomes of rules."""

from pipeline.review.indicators.compute import Counted, indicator, indicators
from pipeline.review.indicators.definitions import INDICATORS, KEY_RECORDS, Indicator

__all__ = ["INDICATORS", "KEY_RECORDS", "Counted", "Indicator", "indicator", "indicators"]
