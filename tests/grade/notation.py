"""A short notation for findings: ``TIM-FPN-8H@1`` in document 1 with words of its own, ``CMP-FPN`` an absence,
``SIG-DOC@2*3`` three of them, ``LOG-SEX@1?`` for review, ``LOG-AGE@1~0.4`` with confidence 0.4."""

import re

from pipeline.detect.finding import Evidence, Finding
from pipeline.standards.model import Standard

_WORD = re.compile(r"(?P<rule>[A-Z0-9-]+)(?:@(?P<doc>\d+))?(?:\*(?P<times>\d+))?(?P<review>\?)?(?:~(?P<sure>[\d.]+))?")


def findings(notation: str, standard: Standard, stay_id: str = "S") -> list[Finding]:
    made = []
    for number, word in enumerate(notation.split()):
        found = _WORD.fullmatch(word)
        assert found, word
        severity = standard.severities[found["rule"]]
        review = bool(found["review"]) or severity.kind == "review"
        doc = f"{stay_id}-{found['doc']}" if found["doc"] else None
        for i in range(int(found["times"] or 1)):
            made.append(
                Finding(
                    finding_id=f"{number}.{i}",
                    stay_id=stay_id,
                    doc_id=doc,
                    rule_id=found["rule"],
                    outcome="review" if review else "fail",
                    severity=severity.kind,
                    points=0.0 if review else severity.points,
                    message="",
                    evidence=(Evidence(doc, i, i + 1, "字"),) if doc else (),
                    related=(),
                    searched=() if doc else ("全部文书",),
                    clause="",
                    confidence=float(found["sure"] or 1),
                    fingerprint=f"{found['rule']}{number}.{i}",
                    person="周明",
                )
            )
    return made
