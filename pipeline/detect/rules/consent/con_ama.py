"""自动出院、放弃抢救未签字 (CON-AMA)

检查什么：离院方式为非医嘱离院（自动出院），或病历写明放弃治疗、放弃抢救，有没有患方签字。写明未签字的为缺陷；找不到签字记录
的，提示人工核对。

依据：ST7；S000 篇6（27）。

例外：见 exceptions。

整改：告知后果，由患方签署自动出院（放弃抢救）知情书；拒签或擅自离院的，记录经过。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import by_patients_side, consents
from pipeline.detect.finding import Defect, Evidence, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import GASTROSCOPY
from pipeline.detect.specimens import DISCHARGE, MEDICAL, STAY, note, record, without

_SIGNED = "有患方签署的自动出院（放弃抢救）知情书，或病程写明已签字"
_ABSCONDED = "患者擅自离院，已记录寻找经过"
_ASKED = "好转后要求出院、医师同意的"
_LEFT = re.compile(
    r"(?:自动|自行|非医嘱)(?:要求)?(?:出|离)院|放弃(?:进一步|一切|积极|继续|有创|创伤性)?(?:的)?(?:治疗|抢救|心肺复苏)"
    r"|(?:拒绝|不同意|不愿)(?:进一步|一切|有创)?(?:抢救|心肺复苏)|签字出院"
)
_GATE = (
    "自动出",
    "自动离",
    "自动要求",
    "自行出",
    "自行离",
    "非医嘱",
    "放弃",
    "绝抢救",
    "同意抢救",
    "愿抢救",
    "签字出院",
)
_NOT_NOW = re.compile(r"如|若|一旦|假如|曾|既往|外院|当地|未|不|上次|可能|□")
_SIGN = re.compile(r"签[字名署]|已签|见证")
_UNSIGNED = re.compile(r"(?:未|拒绝?|没有?|不肯|不愿)签(?:字|名|署)")
_FLED = re.compile(r"擅自|私自|失联|联系不上|无法联系|逃|寻找|未归|报(?:警|告保卫)")
_DOCS = frozenset(
    (
        "progress_note",
        "ward_round_attending",
        "ward_round_chief",
        "discharge_record",
        "death_record",
        "rescue_record",
        "admission_discharge_24h",
    )
)
_OUT = note("2026-03-07 16:20", "家属要求自动出院，劝说无效，已告知风险。")
_UNSIGNED_OUT = note("2026-03-07 16:20", "家属要求自动出院，劝说无效，已告知风险，家属未签字即离开。")


def check(case: Case) -> Verdict:
    mention = _mention(case)
    outcome = case.extracted.stay.outcome or ""
    if mention is None and not _LEFT.search(outcome):
        return not_applicable("没有自动出院或放弃抢救")
    text = whole_text(case)
    if _FLED.search(text):
        return judged([])
    forms = [c for c in consents(case) if c.kinds & {"refusal", "leaving"} or _LEFT.search(c.doc.body)]
    signed = by_patients_side(case, forms, "自动出院（放弃抢救）知情书")
    if signed.outcome is not Outcome.PASS:
        return signed
    told = _near(case, _UNSIGNED)
    if told is not None and not forms:
        return judged([Defect("自动出院（放弃抢救）未签字", told.doc_id, (told,))])
    if forms or _near(case, _SIGN) is not None:
        return judged([])
    evidence = (mention,) if mention else ()
    message = "自动出院或放弃抢救，未见患方签字（请核对）"
    return judged(
        [
            Defect(
                message,
                mention.doc_id if mention else None,
                evidence,
                ("全部文书中的签字记录和知情书",),
                review=True,
                confidence=0.6,
            )
        ]
    )


def _mention(case: Case) -> Evidence | None:
    if "ama" not in case.memo:
        case.memo["ama"] = _find(case)
    found: Evidence | None = case.memo["ama"]
    return found


def _find(case: Case) -> Evidence | None:
    text = whole_text(case)
    if not any(w in text for w in _GATE):
        return None
    for doc in case.documents:
        if doc.doc_type not in _DOCS:
            continue
        for m in _LEFT.finditer(doc.text, doc.start, doc.end):
            if not _NOT_NOW.search(doc.text, max(doc.start, m.start() - 8), m.start()):
                return case.cite(doc, m.start(), m.end())
    return None


def _near(case: Case, pattern: re.Pattern[str]) -> Evidence | None:
    """Words of ``pattern`` within a sentence or two of leaving or giving up, in any note."""
    for doc in case.documents:
        if doc.doc_type not in _DOCS:
            continue
        for m in _LEFT.finditer(doc.text, doc.start, doc.end):
            found = pattern.search(doc.text, max(doc.start, m.start() - 60), min(doc.end, m.end() + 120))
            if found:
                return case.cite(doc, found.start(), found.end())
    return None


RULE = Rule(
    id="CON-AMA",
    name="自动出院/放弃抢救未签字",
    category="consent",
    clause="ST7; L27",
    check=check,
    remedy="由患方签署自动出院（放弃抢救）知情书；拒签或擅自离院的，记录经过",
    exceptions=(_SIGNED, _ABSCONDED, _ASKED),
    examples=(
        Example(Outcome.FAIL, record(*without(MEDICAL, DISCHARGE), _UNSIGNED_OUT, DISCHARGE), "写明未签字"),
        Example(
            Outcome.FAIL,
            record(
                *without(MEDICAL, DISCHARGE),
                _OUT,
                GASTROSCOPY,
                GASTROSCOPY.replace("电子胃镜检查知情同意书", "自动出院知情同意书").replace(
                    "患者签名：林素云　2026-03-03 10:00", "患者签名：＿＿＿＿＿"
                ),
            ),
            "知情书患方签名空白",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*without(MEDICAL, DISCHARGE), _OUT, DISCHARGE),
            "没有写到签字",
            review=True,
        ),
        Example(
            Outcome.PASS,
            record(*without(MEDICAL, DISCHARGE), _OUT.replace("已告知风险", "已告知风险，家属签字为证"), DISCHARGE),
            "",
            shows=_SIGNED,
        ),
        Example(
            Outcome.PASS,
            record(
                *MEDICAL,
                note("2026-03-07 20:20", "患者擅自离院，电话联系不上，已报告保卫科寻找。按自动出院处理。"),
                stay=STAY.replace("outcome=好转", "outcome=自动出院"),
            ),
            "",
            shows=_ABSCONDED,
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            record(*MEDICAL, note("2026-03-07 16:20", "患者好转，要求出院，顾长林主治医师同意。")),
            "",
            shows=_ASKED,
        ),
    ),
    doc=__doc__ or "",
)
