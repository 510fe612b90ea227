"""Labels survive every tool, whatever the text holds; names do not leave the hospital."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.learn.exchange import FORMATS, LabelledText, Span, collect, read_labels, write_labels
from pipeline.learn.exchange.collect import restore
from pipeline.learn.exchange.model import KINDS, labelled
from pipeline.learn.exchange.pseudonyms import Pseudonyms
from pipeline.night import AuditOptions, audit
from pipeline.records.staff import read_staff
from pipeline.store import Store
from pipeline.store.run_folder import RunFolder
from tests.gold import CORPUS

HARD = "首程😀\r\n鉴别诊断：无。𠮷野\r\n\u2028医师：张伟👨🏻‍🚒\t"


def spans_for(text: str) -> st.SearchStrategy[Span]:
    place = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
    attributes = st.dictionaries(st.sampled_from(["name", "value"]), st.text(max_size=4), max_size=2)
    return st.builds(
        lambda p, kind, label, a: Span(*p, kind, label, a),
        place,
        st.sampled_from([k for k in KINDS if k != "other"]),
        st.sampled_from(["written", "LOG-SIDE", "other"]),
        attributes,
    )


# lone surrogates included, but no high one before a low one: JSON itself reads that as one character
signs = st.one_of(st.characters(), st.sampled_from("😀𠮷\r\n\u2028\u0085\ufeff\udc00"))
texts = st.text(signs, min_size=1, max_size=30)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_round_trip_is_exact(form: str, tmp_path: Path, data: st.DataObject) -> None:
    text = data.draw(texts)
    spans = data.draw(st.lists(spans_for(text), max_size=5))
    one = labelled("id-1", text, spans, {"absences": [{"rule_id": "TIM-FPN-8H"}]})
    write_labels(tmp_path / "f", [one, labelled("id-2", "无", [])], form)
    assert read_labels(tmp_path / "f", form) == [one, labelled("id-2", "无", [])]


def one() -> LabelledText:
    start = HARD.index("张伟")
    return labelled("x", HARD, [Span(start, start + 2, "signature", "author", {"name": "张伟"})])


def test_label_studio_gets_what_javascript_counts(tmp_path: Path) -> None:
    write_labels(tmp_path / "t.json", [one()], "labelstudio")
    (task,) = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    value = task["predictions"][0]["result"][0]["value"]
    units = HARD.encode("utf-16-le")
    assert units[2 * value["start"] : 2 * value["end"]].decode("utf-16-le") == value["text"] == "张伟"
    assert value["start"] == one().spans[0].start + 2, "two characters before it are pairs"


@pytest.mark.parametrize("shift", [0, 2])
def test_an_annotators_work_wins_in_either_unit(tmp_path: Path, shift: int) -> None:
    """Label Studio has counted code points in some versions; the words of the region tell."""
    write_labels(tmp_path / "t.json", [one()], "labelstudio")
    tasks = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    start = HARD.index("鉴别诊断：无。\r\n"[:4]) + (1 if shift else 0)
    region = {"id": "new", "from_name": "label", "to_name": "text", "type": "labels"}
    region["value"] = {"start": start, "end": start + 4, "text": "鉴别诊断", "labels": ["我的标签"]}
    tasks[0]["annotations"] = [
        {"was_cancelled": True, "result": []},
        {"result": [region], "completed_by": 7, "updated_at": "2026-03-20T00:00:00Z"},
        {"was_cancelled": True, "result": []},
    ]
    (tmp_path / "t.json").write_text(json.dumps(tasks), encoding="utf-8")
    (back,) = read_labels(tmp_path / "t.json", "labelstudio")
    assert [(HARD[s.start : s.end], s.kind, s.label) for s in back.spans] == [("鉴别诊断", "other", "我的标签")]
    assert back.about["labelled_by"] == 7
    region["value"]["text"] = "别的文字"
    (tmp_path / "t.json").write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(UsageError, match="E741"):
        read_labels(tmp_path / "t.json", "labelstudio")


def test_doccano_gets_code_points_or_what_it_is_told(tmp_path: Path) -> None:
    write_labels(tmp_path / "d.jsonl", [one()], "doccano")
    row = json.loads((tmp_path / "d.jsonl").read_text(encoding="utf-8"))
    ((start, end, label),) = row["label"]
    assert (row["text"][start:end], label) == ("张伟", "signature:author")
    write_labels(tmp_path / "u.jsonl", [one()], "doccano", utf16=True)
    assert read_labels(tmp_path / "u.jsonl", "doccano", utf16=True) == [one()]
    assert read_labels(tmp_path / "u.jsonl", "doccano") != [one()]
    theirs = {
        "id": 5,
        "text": "医师：李四",
        "entities": [{"id": 1, "label": "签名", "start_offset": 3, "end_offset": 5}],
    }
    (tmp_path / "e.jsonl").write_text(json.dumps(theirs) + "\n", encoding="utf-8")
    (back,) = read_labels(tmp_path / "e.jsonl", "doccano")
    assert (back.id, back.spans) == ("5", (Span(3, 5, "other", "签名"),))


def test_spacy_reads_the_docbin_as_its_own(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    write_labels(tmp_path / "d.spacy", [one()], "spacy")
    (doc,) = DocBin().from_disk(tmp_path / "d.spacy").get_docs(spacy.blank("zh").vocab)
    (span,) = doc.spans["signatures"]
    assert (span.text, span.label_, span.kb_id_) == ("张伟", "author", "张伟")
    assert doc.text == HARD


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_no_label_file_is_named(form: str, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b'{"text": 3}\n')
    with pytest.raises(UsageError, match="E742"):
        read_labels(tmp_path / "f", form)


def test_spans_outside_the_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text('{"text": "ab", "label": [[0, 9, "x"]]}\n', encoding="utf-8")
    with pytest.raises(UsageError, match="E741"):
        read_labels(tmp_path / "f", "doccano")


# -- names ------------------------------------------------------------------------------------------------------------


def test_pseudonyms_are_consistent_of_equal_length_and_one_to_one() -> None:
    names = [a + b for a in "王李张刘" for b in ("伟", "敏", "建国", "秀英", "桂花")] + ["欧阳锋", "阿依古丽·买买提"]
    p = Pseudonyms(b"k", names)
    changed = [p.text(name) for name in names]
    assert [len(c) for c in changed] == [len(n) for n in names]
    assert len(set(changed)) == len(names)
    assert not set(changed) & set(names)
    assert changed == [Pseudonyms(b"k", reversed(names)).text(name) for name in names]
    assert changed != [Pseudonyms(b"other", names).text(name) for name in names]
    assert "·" in changed[-1]


def test_names_with_gaps_and_numbers_are_replaced_in_place() -> None:
    p = Pseudonyms(b"k", ["王建国", "王建"], ["ZY20260301"])
    text = (
        "姓名：王 建　国，王建国，王建；电话13912345678，证件11010119900101123X，住院号ZY20260301，第13912345678901次"
    )
    changed = p.text(text)
    assert len(changed) == len(text)
    assert [changed[text.index(c)] for c in (" ", "　")] == [" ", "　"]
    for secret in ("王", "13912345678，", "11010119900101123X", "ZY20260301"):
        assert secret not in changed
    assert "第13912345678901次" in changed
    assert p.replaced == {"names": 3, "numbers": 3}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hospital A with planted names: a patient's relative, a name with a gap, a name in another patient's record."""
    out = tmp_path_factory.mktemp("labels")
    a = CORPUS / "A"
    stays = [json.loads(line) for line in (a / "stays.jsonl").read_text(encoding="utf-8").splitlines()]
    first, second = stays[0], stays[1]
    name = first["name"]
    planted = f"\n联系人：郝思嘉\n姓　名：{name[0]}　{name[1:]}\n电话：13800138000😀\r\n"
    first["documents"][0]["text"] += planted
    second["documents"][0]["text"] += f"\n误贴：{name}\n"
    (out / "night.jsonl").write_text("\n".join(json.dumps(s) for s in stays) + "\n", encoding="utf-8")
    audit(AuditOptions(out / "night.jsonl", out / "run", a / "staff.csv", "S000-P2", f"sqlite:///{out / 'n.db'}"))
    return out


def secrets(folder: Path) -> set[str]:
    run = RunFolder(folder / "run")
    names = {about["name"] for about in run.about.values()}
    return names | {m.name for m in read_staff(CORPUS / "A" / "staff.csv")} | {"郝思嘉", "13800138000"}


@pytest.mark.parametrize("form", FORMATS)
def test_no_planted_name_leaves(form: str, folder: Path, tmp_path: Path) -> None:
    run = RunFolder(folder / "run")
    exported = collect(run)
    write_labels(tmp_path / "f", exported.texts, form)
    back = read_labels(tmp_path / "f", form)
    assert back == exported.texts
    written = json.dumps(
        [[t.text, t.about, [[s.label, s.attributes] for s in t.spans]] for t in back], ensure_ascii=False
    )
    left = {secret for secret in secrets(folder) | set(run.about) if secret in written}
    assert left == set()
    assert (tmp_path / "f").stat().st_mode & 0o077 == 0
    assert exported.report["names"] > 100


def test_labels_point_at_the_same_words_as_in_the_record(folder: Path) -> None:
    run = RunFolder(folder / "run")
    shown, plain = collect(run), collect(run, names=True)
    assert [t.id for t in shown.texts] == [t.id for t in plain.texts]
    for changed, original in zip(shown.texts, plain.texts, strict=True):
        assert len(changed.text) == len(original.text)
        places = [(s.start, s.end, s.kind, s.label) for s in changed.spans]
        assert sorted(places) == sorted((s.start, s.end, s.kind, s.label) for s in original.spans)
    signed = [
        (t.text[s.start : s.end].replace(" ", ""), s.attributes["name"])
        for t in shown.texts
        for s in t.spans
        if s.kind == "signature" and s.attributes["name"]
    ]
    assert len(signed) > 50
    assert all(name.replace(" ", "") in text.replace("　", "") for text, name in signed)
    assert {s.kind for t in shown.texts for s in t.spans} >= {
        "document",
        "section",
        "timestamp",
        "signature",
        "finding",
    }
    assert restore(run, shown.texts)[0].text == plain.texts[0].text
    with pytest.raises(UsageError, match="E744"):
        restore(run, [LabelledText(shown.texts[0].id, shown.texts[0].text + "改")])
    with pytest.raises(UsageError, match="E743"):
        restore(run, [LabelledText("unknown", "文")])


def test_decisions_travel_with_who_and_when(folder: Path, tmp_path: Path) -> None:
    run = RunFolder(folder / "run")
    finding = next(f for rows in run.findings.values() for f in rows if f["evidence"])
    (tmp_path / "n.db").write_bytes((folder / "n.db").read_bytes())
    with Store.open(str(tmp_path / "n.db")) as store:
        store.decide(finding, "rejected", "qc-zhang", "exception", at="2026-03-21T08:00:00")
        span = {"doc_id": finding["evidence"][0]["doc_id"], "start": 0, "end": 2, "quote": ""}
        added = {"fingerprint": "m", "rule_id": "LOG-SIDE", "stay_id": finding["stay_id"]}
        store.decide(added, "missed", "qc-zhang", "", run_id=run.manifest["run_id"], meta={"span": span})
        exported = collect(run, store)
    spans = [s for t in exported.texts for s in t.spans]
    (said,) = {
        json.dumps(s.attributes["decisions"])
        for s in spans
        if s.attributes.get("fingerprint") == finding["fingerprint"]
    }
    (decision,) = json.loads(said)
    assert (decision["verdict"], decision["reason"], decision["at"]) == ("rejected", "exception", "2026-03-21T08:00:00")
    assert "qc-zhang" not in said
    (missed,) = [s for s in spans if s.kind == "missed"]
    assert (missed.start, missed.end, missed.label) == (0, 2, "LOG-SIDE")
    assert missed.attributes["decisions"][0]["who"] == decision["who"]


def test_the_commands(folder: Path, tmp_path: Path) -> None:
    def bingan(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pipeline", "labels", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    tasks, labels = tmp_path / "tasks.json", tmp_path / "labels.jsonl"
    done = bingan("export", folder / "run", "--format", "labelstudio", "--out", tasks)
    assert done.returncode == 0, done.stderr
    assert "替换" in done.stdout
    assert not any(secret in done.stdout for secret in secrets(folder))
    assert "signature:author" in (tmp_path / "tasks.xml").read_text(encoding="utf-8")
    done = bingan("import", tasks, "--format", "labelstudio", "--run", folder / "run", "--out", labels)
    assert done.returncode == 0, done.stderr
    first = json.loads(labels.read_text(encoding="utf-8").split("\n")[0])
    assert first["about"]["stay_id"] == "A-0001"
    assert bingan("import", labels, "--format", "spacy", "--out", tmp_path / "x").returncode == 2
