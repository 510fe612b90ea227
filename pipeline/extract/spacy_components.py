"""Extraction as spaCy components: span groups that displaCy shows, DocBin keeps and spaCy trains on (extra ``annotate``).

The bulk path does not build spaCy Docs; this module carries the same facts for annotation and training. Importing it registers a
tokenizer and four factories, one per step::

    import spacy
    from pipeline.extract.spacy_components import blank_pipeline

    nlp = blank_pipeline()                      # tokenizer + bingan_documents, _sections, _timestamps, _signatures
    doc = nlp(text)
    doc.spans["timestamps"][0].kb_id_           # '2026-03-02T10:15'

Each code point of the text is one token, so span offsets are those of the raw text (CRLF and emoji too); only lone surrogates,
which spaCy cannot store, are replaced by U+FFFD, one for one. What a span holds beside its label:

========== ==================== =================== =========================
group      label_               kb_id_              id_
========== ==================== =================== =========================
documents  document type        time of writing     title
sections   section label        –                   end of the heading (offset)
timestamps written/signed/event value (ISO 8601)    why there is none
signatures kind of signer       name as printed     printed role
========== ==================== =================== =========================

A component reads nothing but the text and the groups of the components before it, so it also runs on Docs from a DocBin. The dates
of the stay, which complete dates without a year, are given as ``doc._.admitted_at`` and ``doc._.discharged_at`` (ISO 8601 strings).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from pipeline.extract.documents import split_documents
from pipeline.extract.model import ExtractedDocument, ExtractedStay, Section, Timestamp
from pipeline.extract.sections import find_sections
from pipeline.extract.signatures import find_signatures
from pipeline.extract.timestamps import find_timestamps, written_time
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay

GROUPS = ("documents", "sections", "timestamps", "signatures")
COMPONENTS = tuple(f"bingan_{group}" for group in GROUPS)

for _name in ("admitted_at", "discharged_at"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


class CodePointTokenizer:
    """One token per code point, white space included, so that token i is the character i of the text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = ["\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to save: the tokenizer has no state."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> CodePointTokenizer:
        return self

    def to_disk(self, _path: Any, **_: Any) -> None:
        """Nothing to save: the tokenizer has no state."""

    def from_disk(self, _path: Any, **_: Any) -> CodePointTokenizer:
        return self


@registry.tokenizers("bingan.CodePointTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Any:
    """The tokenizer as spaCy's configuration names it."""

    def create(nlp: Language) -> CodePointTokenizer:
        return CodePointTokenizer(nlp.vocab)

    return create


def blank_pipeline() -> Language:
    """A Chinese pipeline with the code-point tokenizer and the four components, ready to run."""
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"@tokenizers": "bingan.CodePointTokenizer.v1"}}})
    nlp.max_length = 50_000_000  # a character is a token and nothing is parsed: spaCy's limit protects from other costs
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def doc_of(nlp: Language, extracted: ExtractedStay, source_id: str) -> Doc:
    """The Doc of one source text with what extraction found in it; no component is run.

    Raises KeyError if the stay has no source text of that id.
    """
    texts = {d.doc_id: d.text for d in extracted.stay.documents}
    doc = nlp.make_doc(texts[source_id])
    _set_dates(doc, extracted.stay)
    documents = [d for d in extracted.documents if d.source_id == source_id]
    doc.spans["documents"] = [_document_span(doc, d) for d in documents]
    doc.spans["sections"] = [_section_span(doc, s) for d in documents for s in d.sections]
    doc.spans["timestamps"] = [_timestamp_span(doc, t) for d in documents for t in d.timestamps]
    doc.spans["signatures"] = [_signature_span(doc, s) for d in documents for s in d.signatures]
    return doc


@Language.component("bingan_documents", assigns=["doc.spans"])
def documents_component(doc: Doc) -> Doc:
    """Fill ``doc.spans["documents"]``."""
    stay = _stay(doc)
    doc.spans["documents"] = [_document_span(doc, d) for d in split_documents(stay.documents[0], stay)]
    return doc


@Language.component("bingan_sections", assigns=["doc.spans"])
def sections_component(doc: Doc) -> Doc:
    """Fill ``doc.spans["sections"]``."""
    doc.spans["sections"] = [_section_span(doc, s) for d in _documents(doc) for s in find_sections(d)]
    return doc


@Language.component("bingan_timestamps", assigns=["doc.spans"])
def timestamps_component(doc: Doc) -> Doc:
    """Fill ``doc.spans["timestamps"]`` and the times of writing of ``doc.spans["documents"]``."""
    stay, spans, dated = _stay(doc), [], []
    for document in _documents(doc):
        found = find_timestamps(document, stay)
        spans += [_timestamp_span(doc, t) for t in found]
        written = written_time(replace(document, timestamps=tuple(found)))
        dated.append(_document_span(doc, replace(document, written_at=written)))
    doc.spans["timestamps"] = spans
    doc.spans["documents"] = dated
    return doc


@Language.component("bingan_signatures", assigns=["doc.spans"])
def signatures_component(doc: Doc) -> Doc:
    """Fill ``doc.spans["signatures"]``."""
    doc.spans["signatures"] = [_signature_span(doc, s) for d in _documents(doc) for s in find_signatures(d)]
    return doc


def _stay(doc: Doc) -> Stay:
    admitted, discharged = doc._.admitted_at, doc._.discharged_at
    return Stay(
        stay_id="doc",
        documents=(Document("doc", doc.text),),
        admitted_at=Moment.parse(admitted) if admitted else None,
        discharged_at=Moment.parse(discharged) if discharged else None,
    )


def _set_dates(doc: Doc, stay: Stay) -> None:
    doc._.admitted_at = str(stay.admitted_at) if stay.admitted_at else None
    doc._.discharged_at = str(stay.discharged_at) if stay.discharged_at else None


def _documents(doc: Doc) -> list[ExtractedDocument]:
    """The documents as the span groups tell them, with what the components before have found."""
    text = doc.text
    whole = ExtractedDocument("doc", "doc", "other", text, 0, len(text))
    if "documents" not in doc.spans:
        return [whole]
    documents = [
        replace(
            whole,
            doc_type=span.label_,
            start=span.start,
            end=span.end,
            title=span.id_,
            written_at=Moment.parse(span.kb_id_) if span.kb_id_ else None,
            sections=tuple(Section(s.label_, s.start, s.end, int(s.id_)) for s in _inside(doc, "sections", span)),
            timestamps=tuple(_timestamp(t) for t in _inside(doc, "timestamps", span)),
        )
        for span in doc.spans["documents"]
    ]
    return documents or [whole]


def _inside(doc: Doc, group: str, outer: Span) -> list[Span]:
    return [s for s in doc.spans.get(group) or () if outer.start <= s.start and s.end <= outer.end]


def _timestamp(span: Span) -> Timestamp:
    moment = Moment.parse(span.kb_id_) if span.kb_id_ else None
    return Timestamp(span.start, span.end, span.text, moment, span.label_, span.id_)


def _document_span(doc: Doc, d: ExtractedDocument) -> Span:
    return Span(doc, d.start, d.end, label=d.doc_type, kb_id=str(d.written_at or ""), span_id=_storable(d.title))


def _section_span(doc: Doc, s: Section) -> Span:
    return Span(doc, s.start, s.end, label=s.label, span_id=str(s.heading_end))


def _timestamp_span(doc: Doc, t: Timestamp) -> Span:
    return Span(doc, t.start, t.end, label=t.kind, kb_id=str(t.moment or ""), span_id=t.problem)


def _signature_span(doc: Doc, s: Any) -> Span:
    return Span(doc, s.start, s.end, label=s.kind, kb_id=_storable(s.name), span_id=_storable(s.role))


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
