"""Hand-written stays with inline gold marks (notation of ``annotations/corpus/FORMAT.md``), read into input and gold rows."""

from __future__ import annotations

import re
import tomllib
from typing import Any

Row = dict[str, Any]
_TAG = re.compile(r"<(/?)([stg])((?:\s+[a-z]+=\"[^\"]*\")*)>")
_DOC = re.compile(r"^<doc t=\"([a-z0-9_]+)\">[ \t]*\n", re.M)
_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"]*)\"")
_LEFT = re.compile(r"</?(?:s|t|g|doc)\b[^>]{0,60}>")
_KINDS = {"s": "sections", "t": "timestamps", "g": "signatures"}


def strip_marks(marked: str) -> tuple[str, dict[str, list[Row]]]:
    """The text without marks, and the marks with code-point offsets into it. Raises ValueError on a broken mark."""
    out: list[str] = []
    size = last = 0
    open_marks: list[tuple[str, Row, int]] = []
    spans: dict[str, list[Row]] = {name: [] for name in _KINDS.values()}
    for tag in _TAG.finditer(marked):
        piece = marked[last : tag.start()]
        out.append(piece)
        size, last = size + len(piece), tag.end()
        closing, kind, attributes = tag.groups()
        if not closing:
            if kind == "s" and any(k == "s" for k, *_ in open_marks):
                raise ValueError(f"section inside a section near {marked[tag.start() : tag.start() + 40]!r}")
            open_marks.append((kind, dict(_ATTRIBUTE.findall(attributes)), size))
            continue
        if not open_marks or open_marks[-1][0] != kind:
            raise ValueError(f"</{kind}> closes nothing near {marked[max(0, tag.start() - 40) : tag.start()]!r}")
        _, values, start = open_marks.pop()
        spans[_KINDS[kind]].append({"start": start, "end": size, **values})
    out.append(marked[last:])
    text = "".join(out)
    if open_marks or _LEFT.search(text):
        raise ValueError(f"a mark is left open or malformed: {open_marks[:1] or _LEFT.findall(text)[:1]}")
    for span in spans["timestamps"]:
        span["text"] = text[span["start"] : span["end"]]
    return text, spans


def read_marked(raw: str) -> tuple[Row, Row]:
    """One marked file -> ``(stay, gold)``. Raises ValueError if a mark, a quote or a document number is wrong."""
    _, head, body = raw.split("+++", 2)
    meta = tomllib.loads(head)
    findings, traps = meta.pop("finding", []), meta.pop("trap", [])
    single = meta.pop("layout") == "single"
    crlf = meta.pop("crlf", False)
    parts = _DOC.split(body)[1:]
    texts: list[str] = []
    golds: list[Row] = []
    for number, (doc_type, marked) in enumerate(zip(parts[::2], parts[1::2], strict=True), 1):
        words = marked.strip("\n") + "\n"
        text, spans = strip_marks(words.replace("\n", "\r\n") if crlf else words)
        base = sum(len(t) for t in texts) if single else 0
        for span in (s for group in spans.values() for s in group):
            span["start"] += base
            span["end"] += base
        golds.append(
            {
                "doc_id": f"{meta['stay_id']}-{number:02d}",
                "doc_type": doc_type,
                "start": base,
                "end": base + len(text),
                **spans,
            }
        )
        texts.append(text)
    for flaw in findings + traps:
        if "quote" in flaw and flaw["quote"] not in texts[flaw["doc"] - 1]:
            raise ValueError(
                f"{meta['stay_id']}: quote of {flaw['rule']} is not in document {flaw['doc']}: {flaw['quote'][:30]!r}"
            )
        if not 1 <= flaw.get("doc", 1) <= len(texts):
            raise ValueError(f"{meta['stay_id']}: {flaw['rule']} names document {flaw['doc']} of {len(texts)}")
    stay: Row = dict(meta)
    if single:
        stay["text"] = "".join(texts)
    else:
        stay["documents"] = [{"doc_id": g["doc_id"], "text": t} for g, t in zip(golds, texts, strict=True)]
    gold = {
        "stay_id": meta["stay_id"],
        "layout": "single" if single else "documents",
        "documents": golds,
        "findings": findings,
        "traps": traps,
    }
    return stay, gold
