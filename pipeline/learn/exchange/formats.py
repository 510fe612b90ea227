"""The same labels as plain JSONL, for Label Studio, for doccano, and as a spaCy DocBin.

========== ============================ ============================================================
format     offsets                      where attributes travel
========== ============================ ============================================================
jsonl      code points                  in each span
labelstudio UTF-16 units (JavaScript)   in ``data.bingan``, by the id of the region
doccano    code points                  in the extra key ``bingan``
spacy      tokens = code points         in ``user_data``; the usual ones also in ``kb_id_`` and ``id_``
========== ============================ ============================================================

Both tools have counted code points in some versions and UTF-16 units in others. Label Studio repeats the words of a region, so that
the reader finds out; for doccano say ``utf16=True``.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.learn.exchange.model import LabelledText, Span, Utf16, labelled, named
from pipeline.records.jsonl import dump_line

_REGION = {"from_name": "label", "to_name": "text", "type": "labels"}
_BLANK = re.compile(r"\\[rn]|\s")


def write_labels(path: Path, texts: Iterable[LabelledText], form: str, utf16: bool = False) -> None:
    """Write ``texts`` to ``path``, readable by the owner alone. Raises UsageError (E745) for an unknown form."""
    data = _format(form)[0](list(texts), utf16)
    path.touch(mode=0o600)
    path.write_bytes(data)


def read_labels(path: Path, form: str, utf16: bool = False) -> list[LabelledText]:
    """Read what a tool exported. Raises UsageError: E742 what cannot be read, E741 spans outside the text."""
    try:
        return _format(form)[1](path.read_bytes(), utf16)
    except OSError as error:
        raise UsageError("E742", f"{path}：读不了（{error.strerror}）") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            "E742", f"{path}：不是 {form} 的标注文件（{type(error).__name__}）。请核对 --format"
        ) from error


def _format(
    form: str,
) -> tuple[Callable[[list[LabelledText], bool], bytes], Callable[[bytes, bool], list[LabelledText]]]:
    if form not in FORMATS:
        raise UsageError("E745", f"没有格式 {form}。可用：{'、'.join(FORMATS)}")
    return FORMATS[form]


def _lines(data: bytes) -> Iterator[Any]:
    # not splitlines(): that also cuts at characters which JSON leaves in a string
    yield from (json.loads(line) for line in data.decode("utf-8-sig").split("\n") if line.strip())


def _write_jsonl(texts: list[LabelledText], _utf16: bool) -> bytes:
    rows = ({"id": t.id, "text": t.text, "about": t.about, "spans": list(map(_row, t.spans))} for t in texts)
    return b"".join(map(dump_line, rows))


def _row(span: Span) -> dict[str, Any]:
    row = {"start": span.start, "end": span.end, "kind": span.kind, "label": span.label}
    return row | ({"attributes": span.attributes} if span.attributes else {})


def _read_jsonl(data: bytes, _utf16: bool) -> list[LabelledText]:
    return [labelled(r["id"], r["text"], (Span(**s) for s in r["spans"]), r.get("about")) for r in _lines(data)]


# -- Label Studio -----------------------------------------------------------------------------------------------------


def _write_labelstudio(texts: list[LabelledText], _utf16: bool) -> bytes:
    return dump_line([_task(one) for one in texts])


def _task(one: LabelledText) -> dict[str, Any]:
    """A task with a prediction, which an annotator takes over and corrects."""
    units, regions, attributes = Utf16(one.text), [], {}
    for number, span in enumerate(one.spans):
        value = {
            "start": units.units(span.start),
            "end": units.units(span.end),
            "text": one.text[span.start : span.end],
            "labels": [span.name],
        }
        regions.append({"id": f"s{number}", **_REGION, "value": value})
        attributes[f"s{number}"] = span.attributes
    data = {"text": one.text, "bingan": {"id": one.id, "about": one.about, "attributes": attributes}}
    return {"data": data, "predictions": [{"model_version": "bingan", "result": regions}]}


def _read_labelstudio(data: bytes, _utf16: bool) -> list[LabelledText]:
    return [_from_task(task) for task in json.loads(data.decode("utf-8-sig"))]


def _from_task(task: dict[str, Any]) -> LabelledText:
    text, own = task["data"]["text"], task["data"].get("bingan") or {}
    made = [a for a in task.get("annotations") or () if not a.get("was_cancelled")]
    chosen = (made or task.get("predictions") or [{"result": []}])[-1]
    units = Utf16(text)
    id = str(own.get("id") or task.get("id") or "")
    spans = [
        Span(*_place(region["value"], text, units, id), *named(label), own.get("attributes", {}).get(region["id"], {}))
        for region in chosen["result"]
        if region["type"] == "labels"
        for label in region["value"]["labels"]
    ]
    about = dict(own.get("about") or {})
    if made and (by := chosen.get("completed_by")) is not None:
        about |= {
            "labelled_by": by if isinstance(by, int | str) else by.get("id"),
            "labelled_at": chosen.get("updated_at"),
        }
    return labelled(id, text, spans, about)


def _place(value: dict[str, Any], text: str, units: Utf16, id: str) -> tuple[int, int]:
    """Code points of a region, in whichever unit its words are found."""
    start, end = int(value["start"]), int(value["end"])
    words = _BLANK.sub("", value.get("text") or "")
    for low, high in ((units.points(start), units.points(end)), (start, end)):
        if low is not None and high is not None and (not words or _BLANK.sub("", text[low:high]) == words):
            return low, high
    raise UsageError("E741", f"样本 {id}：标注 {start}–{end} 的文字与文本对不上。请检查文本是否改动过")


# -- doccano ----------------------------------------------------------------------------------------------------------


def _write_doccano(texts: list[LabelledText], utf16: bool) -> bytes:
    return b"".join(dump_line(_example(one, utf16)) for one in texts)


def _example(one: LabelledText, utf16: bool) -> dict[str, Any]:
    units = Utf16(one.text).units if utf16 else int
    label = [[units(s.start), units(s.end), s.name] for s in one.spans]
    own = {"id": one.id, "about": one.about, "attributes": [s.attributes for s in one.spans], "label": label}
    return {"text": one.text, "label": label, "bingan": own}


def _read_doccano(data: bytes, utf16: bool) -> list[LabelledText]:
    return [_from_example(row, utf16) for row in _lines(data)]


def _from_example(row: dict[str, Any], utf16: bool) -> LabelledText:
    text, own = row["text"], row.get("bingan") or {}
    known: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for place, attributes in zip(own.get("label", ()), own.get("attributes", ()), strict=True):
        known[tuple(place)].append(attributes)
    entities = [(e["start_offset"], e["end_offset"], e["label"]) for e in row.get("entities") or ()]
    units, spans, id = Utf16(text), [], str(own.get("id") or row.get("id") or "")
    for start, end, label in row.get("label") or entities:
        low, high = (units.points(start), units.points(end)) if utf16 else (start, end)
        if low is None or high is None:
            raise UsageError("E741", f"样本 {id}：标注 {start}–{end} 不在字的边界上。请检查偏移的单位（--offsets）")
        waiting = known[start, end, label]
        spans.append(Span(low, high, *named(label), waiting.pop(0) if waiting else {}))
    return labelled(id, text, spans, own.get("about"))


# -- spaCy ------------------------------------------------------------------------------------------------------------


def _write_spacy(texts: list[LabelledText], _utf16: bool) -> bytes:
    from pipeline.learn.exchange.docbin import to_docbin

    return to_docbin(texts)


def _read_spacy(data: bytes, _utf16: bool) -> list[LabelledText]:
    from pipeline.learn.exchange.docbin import from_docbin

    return from_docbin(data)


FORMATS = {
    "jsonl": (_write_jsonl, _read_jsonl),
    "labelstudio": (_write_labelstudio, _read_labelstudio),
    "doccano": (_write_doccano, _read_doccano),
    "spacy": (_write_spacy, _read_spacy),
}


def labelstudio_config(texts: Iterable[LabelledText]) -> str:
    """The labelling interface that the tasks need."""
    from xml.sax.saxutils import quoteattr

    names = sorted({span.name for one in texts for span in one.spans})
    labels = "\n".join(f"    <Label value={quoteattr(name)}/>" for name in names)
    return f'<View>\n  <Labels name="label" toName="text">\n{labels}\n  </Labels>\n  <Text name="text" value="$text"/>\n</View>\n'
