"""A case printed in one hospital's style: the pipeline's input row and the gold row, in the corpus' own format."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipeline.records.sample.model import Case, Doc, Flaw
from pipeline.records.sample.styles import Style
from pipeline.records.sample.writer import Writer

Row = dict[str, Any]


def print_case(case: Case, style: Style) -> tuple[Row, Row]:
    """``(stay, gold)``: offsets of the gold are code points of the text that holds them."""
    stay: Row = {
        "stay_id": case.stay_id,
        "patient_id": case.patient.patient_id,
        "name": case.patient.name,
        "sex": case.patient.sex,
        "age": case.patient.age,
        "department": case.department,
        "admitted_at": f"{case.admitted:%Y-%m-%dT%H:%M}",
        "discharged_at": f"{case.discharged:%Y-%m-%dT%H:%M}",
        "outcome": case.outcome,
    }
    if case.admissions:
        stay["admissions"] = case.admissions
    quotes: dict[int, tuple[int, str]] = {}
    texts, golds, base = [], [], 0
    for number, doc in enumerate(case.docs, 1):
        writer = _print(doc, style, number, case)
        text = writer.text()
        for key, start, end in writer.quotes:
            quotes[key] = (number, text[start:end])
        golds.append(_gold(f"{case.stay_id}-{number:02d}", doc.type, writer, base, len(text)))
        texts.append(text)
        base += len(text) if style.single else 0
    if style.single:
        stay["text"] = "".join(texts)
    else:
        stay["documents"] = [{"doc_id": g["doc_id"], "text": t} for g, t in zip(golds, texts, strict=True)]
    by_flaw = {id(flaw): quotes[key] for key, flaw in enumerate(case.quotes) if key in quotes}
    numbers = {id(doc): number for number, doc in enumerate(case.docs, 1)}
    gold = {
        "stay_id": case.stay_id,
        "layout": "single" if style.single else "documents",
        "documents": golds,
        "findings": [_flaw(f, by_flaw, numbers) for f in case.findings],
        "traps": [_flaw(f, by_flaw, numbers) for f in case.traps],
    }
    return stay, gold


def _print(doc: Doc, style: Style, number: int, case: Case) -> Writer:
    writer = style.writer(number * 1009 + case.admitted.toordinal())
    style.document(writer, doc)
    style.close(writer, number)
    return writer


def _gold(doc_id: str, doc_type: str, writer: Writer, base: int, size: int) -> Row:
    spans: dict[str, list[Row]] = defaultdict(list)
    for name in ("sections", "timestamps", "signatures"):
        for span in sorted(getattr(writer, name), key=lambda s: int(s["start"])):
            spans[name].append({**span, "start": span["start"] + base, "end": span["end"] + base})
    return {
        "doc_id": doc_id,
        "doc_type": doc_type,
        "start": base,
        "end": base + size,
        **{name: spans[name] for name in ("sections", "timestamps", "signatures")},
    }


def _flaw(flaw: Flaw, quotes: dict[int, tuple[int, str]], numbers: dict[int, int]) -> Row:
    row: Row = {"rule": flaw.rule, "note": flaw.note}
    if id(flaw) in quotes:
        row["doc"], row["quote"] = quotes[id(flaw)]
    elif flaw.doc is not None and id(flaw.doc) in numbers:
        row["doc"] = numbers[id(flaw.doc)]
    if flaw.related:
        row["related"] = flaw.related
        if flaw.related_doc is not None and id(flaw.related_doc) in numbers:
            row["related_doc"] = numbers[id(flaw.related_doc)]
    return row
