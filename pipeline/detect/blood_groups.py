"""ABO types of the patient that the documents print."""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.notes import whole_text
from pipeline.extract.model import ExtractedDocument

_TYPE = re.compile(
    r"血\s*型\s*(?:为|是|示|鉴定|[：:])*\s*[“\"(（]?(?:ABO\s*(?:血型)?[：:]?\s*)?(?P<type>AB|ＡＢ|A|Ｂ|B|Ａ|O|Ｏ)(?![A-Za-z])\s*型?"
)
_OTHERS = re.compile(r"父|母|妻|夫|爱人|子|女|婴|新生儿|供[者血体]|献血|家属|胎儿|骨髓移植|造血干细胞移植")
_WIDE = str.maketrans("ＡＢＯ", "ABO")


def blood_types(case: Case) -> list[tuple[ExtractedDocument, re.Match[str], str]]:
    """Every printed ABO type of the patient (document, match, type); those of newborns, kin and donors are left out."""
    if "血型" not in whole_text(case):
        return []
    return [
        (d, m, m["type"].translate(_WIDE))
        for d in case.documents
        for m in _TYPE.finditer(d.text, d.start, d.end)
        if not _OTHERS.search(d.text, max(d.start, m.start() - 12), m.end())
    ]
