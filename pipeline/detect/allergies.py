"""Drug allergies that the notes state of the patient."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.extract.model import ExtractedDocument

_POSITIVE = re.compile(
    r"(?:青霉素|头孢[一-鿿]{0,4}|磺胺[一-鿿]{0,6}|链霉素|阿司匹林|普鲁卡因|利多卡因|碘(?:造影剂|剂|伏)?|造影剂|左氧氟沙星|莫西沙星|喹诺酮|甲硝唑|红霉素|阿奇霉素|阿莫西林|氨苄西林|破伤风抗毒素|布洛芬|去痛片|安乃近|庆大霉素|克林霉素|万古霉素|哌拉西林[一-鿿]{0,4}|青链霉素)"
    r"(?:类|等|药物|类药物|、[一-鿿]{2,8})*(?:药物)?(?:曾)?过敏(?!试验|皮试|原|实验|测试|反应?[：:]?[（(]?[-－—阴])"
)
_DENIED = re.compile(r"(?:否认|无|未|没有|皮试|非)[^，。；\n]{0,12}$")
_OTHERS = re.compile(r"父|母|妻|夫|爱人|兄|弟|姐|妹|子|女儿|家族|[?？]")


def allergies(document: ExtractedDocument) -> Iterator[tuple[ExtractedDocument, int, int]]:
    """Where ``document`` says that the patient is allergic to a named drug: (document, start, end)."""
    if document.doc_type in ("consent_form", "lab_report", "nursing_record", "order_sheet"):
        return
    if document.text.find("过敏", document.start, document.end) < 0:
        return
    family = [(s.start, s.end) for s in document.sections if s.label in ("family_history", "risks")]
    for m in _POSITIVE.finditer(document.text, document.start, document.end):
        before = document.text[max(document.start, m.start() - 16) : m.start()]
        clause = re.split(r"[。；\n]", before)[-1]
        if _DENIED.search(clause) or _OTHERS.search(clause) or any(a <= m.start() < b for a, b in family):
            continue
        if re.match(r"[^，。；\n]{0,6}(?:[：:]?\s*(?:无|否|未)|[?？])", document.text[m.end() : m.end() + 10]):
            continue
        yield document, m.start(), m.end()
