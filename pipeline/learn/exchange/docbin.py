"""Labels as a spaCy DocBin, with the span groups of :mod:`pipeline.extract.spacy_components`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import spacy
from spacy.tokens import Doc, DocBin
from spacy.tokens import Span as SpacySpan

from pipeline.extract.spacy_components import CodePointTokenizer
from pipeline.learn.exchange.model import LabelledText, Span, labelled

_GROUPS = {"document": "documents", "section": "sections", "timestamp": "timestamps", "signature": "signatures"}
_SHOWN = {  # attributes that the components' groups show as kb_id_ and id_
    "document": ("written_at", ""),
    "section": ("", "heading_end"),
    "timestamp": ("value", ""),
    "signature": ("name", "role"),
}
_KEY = "bingan"


def to_docbin(texts: Iterable[LabelledText]) -> bytes:
    """A DocBin's bytes. spaCy cannot store lone surrogates: they are U+FFFD in the Doc and kept beside it."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "bingan.CodePointTokenizer.v1"}}})
    tokenizer = CodePointTokenizer(nlp.vocab)
    return DocBin(store_user_data=True, docs=[_doc(one, tokenizer) for one in texts]).to_bytes()


def _doc(one: LabelledText, tokenizer: CodePointTokenizer) -> Doc:
    doc = tokenizer(one.text)
    groups: dict[str, list[SpacySpan]] = {}
    rows: list[list[Any]] = []
    for span in one.spans:
        group = groups.setdefault(_GROUPS.get(span.kind, span.kind), [])
        kb, ident = (str(span.attributes.get(key) or "") for key in _SHOWN.get(span.kind, ("fingerprint", "")))
        rows.append([_GROUPS.get(span.kind, span.kind), len(group), span.kind, dict(span.attributes)])
        group.append(SpacySpan(doc, span.start, span.end, span.label, kb_id=_storable(kb), span_id=_storable(ident)))
    for name, spans in groups.items():
        doc.spans[name] = spans
    lost = {str(i): ord(c) for i, c in enumerate(one.text) if "\ud800" <= c <= "\udfff"}
    doc.user_data[_KEY] = json.dumps({"id": one.id, "about": one.about, "spans": rows, "lost": lost})
    return doc


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def from_docbin(data: bytes) -> list[LabelledText]:
    """Labelled texts of a DocBin's bytes; spans that were added elsewhere have no attributes."""
    nlp = spacy.blank("zh")
    return [_labelled(doc) for doc in DocBin(store_user_data=True).from_bytes(data).get_docs(nlp.vocab)]


def _labelled(doc: Doc) -> LabelledText:
    own = json.loads(doc.user_data.get(_KEY, "{}"))
    signs = list(doc.text)
    for place, code in own.get("lost", {}).items():
        signs[int(place)] = chr(code)
    known = {(group, number): (kind, attributes) for group, number, kind, attributes in own.get("spans", ())}
    kinds = {group: kind for kind, group in _GROUPS.items()}
    spans = []
    for name, group in doc.spans.items():
        for number, span in enumerate(group):
            kind, attributes = known.get((name, number), (kinds.get(name, name), {}))
            spans.append(Span(span.start_char, span.end_char, kind, span.label_, attributes))
    return labelled(own.get("id", ""), "".join(signs), spans, own.get("about"))
