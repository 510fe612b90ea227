"""Differential diagnosis (鉴别诊断): where it stands, what it says, and whether it says anything.

``find_differential`` reads one note; ``rule_on`` says whether the standard and the record excuse its absence.
"""

from pipeline.detect.differential.judge import find_differential, is_placeholder, split_diagnoses
from pipeline.detect.differential.model import Alternative, Differential, Passage, Span, Substance
from pipeline.detect.differential.waiver import DEFAULT_EXEMPTIONS, Ruling, Waiver, rule_on

__all__ = [
    "DEFAULT_EXEMPTIONS",
    "Alternative",
    "Differential",
    "Passage",
    "Ruling",
    "Span",
    "Substance",
    "Waiver",
    "find_differential",
    "is_placeholder",
    "rule_on",
    "split_diagnoses",
]
