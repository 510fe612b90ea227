"""The spaCy view of extraction: same spans as the bulk path, code point for code point, through DocBin and back."""

from __future__ import annotations

import pytest

from pipeline.extract.pipeline import extract
from pipeline.records.moment import Moment
from pipeline.records.stay import Document, Stay

spacy = pytest.importorskip("spacy", reason="needs the extra annotate (spaCy)")

from pipeline.extract.spacy_components import GROUPS, blank_pipeline, doc_of  # noqa: E402

TEXT = (
    "首次病程记录\n2026-03-02 12:05\n　　患者顾某，男，63岁，因“咳嗽3天”于3月2日10:15入院。\n【病例特点】\n1.老年男性。😀\n"
    "【初步诊断】社区获得性肺炎\n【鉴别诊断】肺结核：无低热盗汗。\n【诊疗计划】抗感染。\n住院医师：王子涵　2026-03-02 12:21\n上级医师：____\n"
)
VARIANTS = {
    "plain": TEXT,
    "crlf": TEXT.replace("\n", "\r\n"),
    "emoji": TEXT.replace("患者", "患者👨‍⚕️"),
    "spaces": "  \t" + TEXT.replace("：", " ： "),
    "one line": TEXT.replace("\n", " "),
    "empty": "",
}


@pytest.fixture(scope="module")
def nlp():
    return blank_pipeline()


def stay_of(text: str) -> Stay:
    return Stay("X-1", (Document("doc", text),), admitted_at=Moment.parse("2026-03-02T10:15"), discharged_at=None)


def run(nlp, text: str):
    doc = nlp.make_doc(text)
    doc._.admitted_at = "2026-03-02T10:15"
    return nlp(doc)


def spans(doc) -> dict:
    return {g: [(s.start, s.end, s.label_, s.kb_id_, s.id_) for s in doc.spans[g]] for g in GROUPS}


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_tokens_are_the_code_points_of_the_text(nlp, name: str) -> None:
    text = VARIANTS[name]
    doc = nlp.make_doc(text)
    assert doc.text == text
    assert [t.text for t in doc] == list(text)
    assert all(token.idx == token.i for token in doc)


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_components_find_what_the_bulk_path_finds(nlp, name: str) -> None:
    text = VARIANTS[name]
    extracted = extract(stay_of(text))
    assert spans(run(nlp, text)) == spans(doc_of(nlp, extracted, "doc"))


def test_span_offsets_are_those_of_the_raw_text(nlp) -> None:
    text = VARIANTS["crlf"]
    doc = run(nlp, text)
    stamps = [(text[s.start_char : s.end_char], s.kb_id_, s.label_) for s in doc.spans["timestamps"]]
    assert stamps == [
        ("2026-03-02 12:05", "2026-03-02T12:05", "written"),
        ("3月2日10:15", "2026-03-02T10:15", "event"),
        ("2026-03-02 12:21", "2026-03-02T12:21", "signed"),
    ]
    assert "王子涵" in [s.text for s in doc.spans["signatures"]]
    assert "differential_diagnosis" in [s.label_ for s in doc.spans["sections"]]


def test_docbin_keeps_the_span_groups(nlp) -> None:
    from spacy.tokens import DocBin

    doc = run(nlp, TEXT)
    data = DocBin(docs=[doc], store_user_data=True).to_bytes()
    other = blank_pipeline()
    (back,) = DocBin(store_user_data=True).from_bytes(data).get_docs(other.vocab)
    assert back.text == TEXT
    assert spans(back) == spans(doc)
    assert back._.admitted_at == "2026-03-02T10:15"


def test_later_components_run_on_a_doc_from_disk(nlp) -> None:
    from spacy.tokens import DocBin

    doc = run(nlp, TEXT)
    (back,) = DocBin().from_bytes(DocBin(docs=[doc]).to_bytes()).get_docs(nlp.vocab)
    expected = spans(doc)["signatures"]
    del back.spans["signatures"]
    assert spans(nlp.get_pipe("bingan_signatures")(back))["signatures"] == expected


def test_displacy_renders_the_groups(nlp) -> None:
    from spacy import displacy

    html = displacy.render(run(nlp, TEXT), style="span", options={"spans_key": "timestamps"})
    assert "written" in html


def test_training_examples_can_be_made(nlp) -> None:
    from spacy.training import Example

    doc = run(nlp, TEXT)
    example = Example(nlp.make_doc(TEXT), doc)
    assert len(example.reference.spans["sections"]) == len(doc.spans["sections"])


def test_lone_surrogates_keep_the_offsets(nlp) -> None:
    text = "\ud83d患者于2026-03-02入院\udc00\ud83d\udc00"
    doc = run(nlp, text)
    assert len(doc) == len(text)
    (stamp,) = doc.spans["timestamps"]
    assert text[stamp.start : stamp.end] == "2026-03-02"


def test_the_pipeline_survives_saving(nlp, tmp_path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert spans(run(again, TEXT)) == spans(run(nlp, TEXT))
