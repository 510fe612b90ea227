"""文书缺医师签名 (SIG-DOC)

检查什么：应由医师签名的文书，签名处空白，或整份文书没有任何医师签名。

依据：病历书写基本规范第八、十八条；电子病历应用管理规范第十五条。

例外：见 exceptions。本院若普遍不在文本中显示签名（手签后归档、CA 签名不入文本），不作判断。

整改：由书写该文书的医师核对内容后本人签名并注明时间，不得由他人代签。
"""

from __future__ import annotations

from pipeline.detect.authority import blanks, cite_line, is_struck, unread, written_by_doctors
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.signature.specimens import signed, stay
from pipeline.detect.specimens import CONSENT, STAY, record
from pipeline.extract.model import ExtractedDocument

_STRUCK = "代理人等非必签栏划线表示不适用"
_ELSEWHERE = "导出数据另有签名者或签名时间（电子签名不显示在文本中）"
_OTHER = "同一文书另有医师签名"
_FORM = "同意书、麻醉单等打印后手签，全表均无姓名"
_UNSIGNED = "全部文书均不显示签名（手签或 CA 签名不入文本）"
_NOTES = frozenset({"progress_note", "ward_round_attending", "ward_round_chief"})
_PAPER = frozenset(
    {"consent_form", "critical_notice", "anesthesia_record", "anesthesia_previsit", "anesthesia_postvisit"}
)
_LEAST_SIGNED = 3


def check(case: Case) -> Verdict:
    documents = written_by_doctors(case)
    if not documents:
        return not_applicable("没有应由医师签名的文书")
    signed_ones = [d for d in documents if _signed(d)]
    open_ones = [d for d in documents if not _signed(d)]
    if open_ones and (len(signed_ones) < _LEAST_SIGNED or len(signed_ones) < len(open_ones)):
        return not_assessable("多数文书的文本不显示签名，可能手签或另存电子签名，须核对签名数据")
    defects, unknown = [], ""
    for doc in open_ones:
        if _elsewhere(case, doc):
            unknown = "导出数据记有签名者，但文本签名处空白，须核对电子签名"
            continue
        if unread(doc):
            unknown = "文末有未能识别的签名，须核对原件"
            continue
        if doc.doc_type in _PAPER and not _shown(doc, signed_ones):
            unknown = "同意书等可能打印后手签，须核对原件"
            continue
        empty = blanks(doc)
        if empty:
            evidence = tuple(cite_line(case, doc, b) for b in empty[:1])
            defects.append(Defect("签名处空白，无医师签名", doc.doc_id, evidence))
        elif not any(is_struck(doc, s) for s in doc.signatures):
            defects.append(_absent(doc, signed_ones))
    return judged(defects, unknown)


def _signed(doc: ExtractedDocument) -> bool:
    return any(s.name and s.kind not in ("patient", "family") for s in doc.signatures)


def _shown(doc: ExtractedDocument, signed_ones: list[ExtractedDocument]) -> bool:
    """True if this form, or another of its type, shows names where people sign: then it was not signed on paper only."""
    return any(s.name for s in doc.signatures) or any(d.doc_type == doc.doc_type for d in signed_ones)


def _elsewhere(case: Case, doc: ExtractedDocument) -> bool:
    """True if the export names who signed, or when."""
    source = next((d for d in case.extracted.stay.documents if d.doc_id == doc.source_id), None)
    return source is not None and (source.author_id is not None or source.signed_at is not None)


def _absent(doc: ExtractedDocument, signed_ones: list[ExtractedDocument]) -> Defect:
    """No place for a signature either: certain only for a note whose sisters are all signed and whose borders are sure."""
    sisters = [d for d in signed_ones if d.doc_type in _NOTES]
    whole = doc.start == 0 and doc.end >= len(doc.text)
    sure = doc.doc_type in _NOTES and len(sisters) >= _LEAST_SIGNED and whole
    sure = sure and "签" not in doc.body and not unread(doc) and doc.body.rstrip().endswith(("。", "；", "！"))
    place = f"{doc.title.strip()[:30] or '该文书'}的全文及末尾，未见医师签名"
    return Defect("整份文书没有医师签名", doc.doc_id, searched=(place,), review=not sure)


RULE = Rule(
    id="SIG-DOC",
    name="文书缺医师签名",
    category="signature",
    clause="BW 8,18(10); DZ 15",
    check=check,
    remedy="由书写该文书的医师核对内容后本人签名并注明时间",
    exceptions=(_STRUCK, _ELSEWHERE, _OTHER, _UNSIGNED, _FORM),
    examples=(
        Example(Outcome.FAIL, stay(signed("医师签名：　　　　　")), "签名处空白"),
        Example(Outcome.FAIL, stay(signed("住院医师：＿＿＿＿＿　2026-03-06")), "签名处只有横线和日期"),
        Example(Outcome.PASS, stay(signed("医师签名：沈一帆")), "已签名"),
        Example(
            Outcome.PASS,
            stay(CONSENT.replace("患者签名：林素云", "患者签名：林素云　委托代理人签名：／")),
            "患者本人签字，代理人栏划斜线",
            shows=_STRUCK,
        ),
        Example(
            Outcome.FAIL,
            stay(CONSENT.replace("谈话医师：顾长林　2026-03-04 17:30", "谈话医师签名：　　　　　　　年　月　日")),
            "患者已签名，谈话医师未签",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            stay(
                CONSENT.replace("谈话医师：顾长林　2026-03-04 17:30", "医师签名：＿＿＿＿　　年　月　日").replace(
                    "患者签名：林素云　2026-03-04 17:30", "患者签名：＿＿＿＿　　年　月　日"
                )
            ),
            "空白的打印件",
            shows=_FORM,
        ),
        Example(Outcome.PASS, stay(signed("住院医师：　　　　　主治医师：顾长林")), "主治医师本人书写", shows=_OTHER),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*(signed("医师签名：", when=f"2026-03-0{day} 10:00") for day in range(3, 8)), stay=STAY),
            "打印后手签的医院，签名处均空白",
            shows=_UNSIGNED,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            record(*(signed("", when=f"2026-03-0{day} 10:00") for day in range(3, 8)), stay=STAY),
            "文本不显示任何签名",
            shows=_ELSEWHERE,
        ),
    ),
    doc=__doc__ or "",
)
