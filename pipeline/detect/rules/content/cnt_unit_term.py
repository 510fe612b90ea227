"""计量单位缺失 (CNT-UNIT-TERM)

检查什么：血压写了数值而没有单位（mmHg、kPa），且全份病历都没有血压单位。

依据：病历书写基本规范第六条；法定计量单位。

例外：见 exceptions。

整改：补写单位。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission

_PRESSURE = re.compile(
    r"(?:BP|Bp|ＢＰ|血\s*压)\s*(?:为|[：:])?\s*\d{2,3}\s*[/／]\s*\d{2,3}(?P<rest>[\s　]*[^\s　]{0,6})"
)
_UNIT = re.compile(r"^[\s　]*(?:[（(]?\s*(?:mm|MM|Mm|ｍｍ|kPa|KPa|KPA|毫米)|[～~\-—–至、]|左|右)")
_TABLE = re.compile(r"血压\s*[（(]\s*(?:mm|kPa)|单位[：:]\s*mm|mmHg")


def check(case: Case) -> Verdict:
    """Admission records and first progress notes whose blood pressures all lack a unit."""
    documents = list(
        case.extracted.of_type("admission_record", "readmission_record", "first_progress_note", "discharge_record")
    )
    if not documents:
        return not_applicable("没有入院记录、首次病程或出院记录")
    defects = []
    for d in documents:
        found = [m for m in _PRESSURE.finditer(d.text, d.start, d.end) if not _UNIT.match(m["rest"])]
        if found and not _TABLE.search(whole_text(case)):
            m = found[0]
            defects.append(
                Defect(
                    message="血压没有写单位",
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, m.start(), m.start("rest")),),
                    person=author(d),
                    confidence=0.85,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-UNIT-TERM",
    name="非法定计量单位、术语不当",
    category="content",
    clause="BW 6",
    check=check,
    remedy="补写单位。",
    exceptions=("表头注明单位", "病历他处已写单位"),
    examples=(
        Example(Outcome.FAIL, admission(exam=ENTRIES["exam"].replace("118/70mmHg", "118/70")), "没有单位"),
        Example(Outcome.FAIL, admission(exam=ENTRIES["exam"].replace("BP 118/70mmHg", "血压：16/10，")), "没有单位"),
        Example(Outcome.PASS, admission(), "mmHg"),
        Example(Outcome.PASS, admission(exam=ENTRIES["exam"].replace("118/70mmHg", "16/9kPa")), "kPa"),
        Example(
            Outcome.PASS,
            admission(exam=ENTRIES["exam"].replace("BP 118/70mmHg", "血压（mmHg） BP 118/70")),
            "表头",
            shows="表头注明单位",
        ),
        Example(
            Outcome.PASS,
            admission(
                exam=ENTRIES["exam"].replace("118/70mmHg", "118/70"),
                past="既往史：高血压，最高160/90mmHg；否认肝炎、手术、输血史，否认药物过敏，按计划接种。\n",
            ),
            "他处",
            shows="病历他处已写单位",
        ),
    ),
    doc=__doc__ or "",
)
