"""The nightly audit as a user runs it: the command, its files, its exit status, on good and on broken input."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.night import AuditOptions
from pipeline.night import audit as run_audit
from pipeline.store import Store
from tests.gold import CORPUS

STAFF_HEADER = "staff_id,name,title,role,department,license_no,license_from,license_to,note\n"
NOTE = "2026-03-02 10:15 病程记录\n患者今日体温正常，咳嗽减轻，双肺未闻及啰音，继续抗感染治疗。\n住院医师：王强"


def bingan(*args: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"})


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def row(stay_id: str, text: str = NOTE, **more: object) -> str:
    return json.dumps({"stay_id": stay_id, "documents": [{"doc_id": f"{stay_id}-1", "text": text}], **more}) + "\n"


def audit(tmp_path: Path, content: str, *args: object) -> tuple[subprocess.CompletedProcess[str], Path]:
    (tmp_path / "night.jsonl").write_text(content, encoding="utf-8")
    return bingan("audit", tmp_path / "night.jsonl", "--out", tmp_path / "out", "--workers", 1, *args), tmp_path / "out"


def raw_texts(source: Path) -> dict[str, str]:
    texts = {}
    for stay in rows(source):
        texts[stay["stay_id"]] = stay.get("text", "")
        texts.update({d["doc_id"]: d["text"] for d in stay.get("documents", [])})
    return texts


@pytest.fixture(scope="module")
def hospital_a(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Corpus A, audited once with one worker."""
    out = tmp_path_factory.mktemp("a") / "out"
    a = CORPUS / "A"
    done = bingan(
        "audit", a / "stays.jsonl", "--staff", a / "staff.csv", "--standard", "S000-P2", "--out", out, "--workers", 1
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_every_span_quotes_the_raw_text(hospital_a: Path) -> None:
    texts = raw_texts(CORPUS / "A" / "stays.jsonl")

    def source(doc_id: str) -> str:
        return texts[doc_id] if doc_id in texts else texts[doc_id.rsplit("#", 1)[0]]

    spans = 0
    for finding in rows(hospital_a / "findings.jsonl"):
        assert finding["evidence"] or finding["searched"]
        for e in finding["evidence"] + finding["related"]:
            assert source(e["doc_id"])[e["start"] : e["end"]] == e["quote"]
            spans += 1
    for stay in rows(hospital_a / "extractions.jsonl"):
        for document in stay["documents"]:
            for t in document["timestamps"]:
                assert source(document["doc_id"])[t["start"] : t["end"]] == t["text"]
                spans += 1
    assert spans > 200


def test_two_workers_write_the_same_bytes(hospital_a: Path, tmp_path: Path) -> None:
    a = CORPUS / "A"
    done = bingan(
        "audit",
        a / "stays.jsonl",
        "--staff",
        a / "staff.csv",
        "--standard",
        "S000-P2",
        "--out",
        tmp_path,
        "--workers",
        2,
    )
    assert done.returncode == 0
    for name in ("extractions.jsonl", "findings.jsonl", "grades.jsonl", "quarantine.jsonl"):
        assert (tmp_path / name).read_bytes() == (hospital_a / name).read_bytes(), name


def test_files_are_sorted_and_complete(hospital_a: Path) -> None:
    grades = rows(hospital_a / "grades.jsonl")
    assert [g["stay_id"] for g in grades] == sorted(r["stay_id"] for r in rows(CORPUS / "A" / "stays.jsonl"))
    for grade in grades:
        assert grade["level"] in ("甲级", "乙级", "丙级")
        assert set(grade["coverage"]) == {"fail", "pass", "not_applicable", "not_assessable", "error"}
        assert grade["coverage"]["error"] == 0
    assert stat.S_IMODE((hospital_a / "records.jsonl").stat().st_mode) == 0o600


def test_report_and_show_present_the_findings(hospital_a: Path) -> None:
    index = (hospital_a / "report" / "index.html").read_text(encoding="utf-8")
    assert "A-0003" in index
    assert "http" not in index.replace("http-equiv", ""), "the report must not load anything"
    shown = bingan("show", "A-0003", "--run", hospital_a)
    assert shown.returncode == 0
    assert "CMP-PREOP-DISC" in shown.stdout
    assert bingan("show", "nobody", "--run", hospital_a).returncode == 2


def test_an_empty_file_is_an_empty_night(tmp_path: Path) -> None:
    done, out = audit(tmp_path, "")
    assert done.returncode == 0, done.stderr
    assert (out / "findings.jsonl").read_bytes() == b""


def test_broken_rows_are_quarantined_and_the_others_audited(tmp_path: Path) -> None:
    lines = [
        row("GOOD"),
        '{"stay_id": "CUT", "documents": [{"doc_id": "1", "te\n',
        '{"stay_id": "NODOCS", "documents": []}\n',
        row("GOOD"),
        row("LAST", admitted_at="2026-03-01T08:00"),
    ]
    done, out = audit(tmp_path, "".join(lines))
    assert done.returncode == 1
    assert "quarantine.jsonl" in done.stdout
    assert [(r["line"], r["code"], r["stay_id"]) for r in rows(out / "quarantine.jsonl")] == [
        (2, "E107", None),
        (3, "E113", "NODOCS"),
        (4, "E121", "GOOD"),
    ]
    assert [r["stay_id"] for r in rows(out / "grades.jsonl")] == ["GOOD", "LAST"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n　　\n",
        "\x00\x01\x0b\x0c\x1b[31m病程记录\x07\n2026-03-02 10:15\n医师：\x00",
        NOTE.replace("\n", "\r\n"),
        "😀👨‍👩‍👧 " + NOTE + " 🩺",
        "\ud83d " + NOTE + " \udc00",
        "<script>alert(1)</script>[red]" + NOTE,
    ],
    ids=["empty", "blank", "controls", "crlf", "emoji", "surrogates", "markup"],
)
def test_any_text_is_audited_without_metadata(tmp_path: Path, text: str) -> None:
    done, out = audit(tmp_path, row("X", text))
    assert done.returncode == 0, done.stdout + done.stderr
    (extraction,) = rows(out / "extractions.jsonl")
    documents = extraction["documents"]
    assert documents[0]["start"] == 0
    assert documents[-1]["end"] == len(text)
    for page in (out / "report").glob("*.html"):
        assert "<script>" not in page.read_text(encoding="utf-8")
    assert bingan("show", "X", "--run", out, "--all").returncode == 0


def test_a_stay_of_five_megabytes_is_audited(tmp_path: Path) -> None:
    done, out = audit(tmp_path, row("BIG", (NOTE + "\n\n") * (5_000_000 // len(NOTE.encode()))), "--no-report")
    assert done.returncode == 0, done.stderr
    assert rows(out / "grades.jsonl")[0]["stay_id"] == "BIG"


def test_a_wrong_call_writes_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("staff_id,name\n1,张三\n", encoding="utf-8")
    done, out = audit(tmp_path, row("X"), "--staff", tmp_path / "staff.csv")
    assert done.returncode == 2
    assert "staff.csv" in done.stderr
    assert "license_no" in done.stderr
    assert not out.exists()
    assert bingan("audit", tmp_path / "none.jsonl", "--out", out).returncode == 2
    assert audit(tmp_path, row("X"), "--standard", "NO-SUCH")[0].returncode == 2
    assert not out.exists()


def test_nothing_of_a_record_reaches_the_terminal_or_the_quarantine(tmp_path: Path) -> None:
    secret = "诸葛秘密"
    lines = (
        row("X", f"病程记录\n患者{secret}，今日出院。") + '{"stay_id": 7, "name": "' + secret + '", "documents": "x"}\n'
    )
    done, out = audit(tmp_path, lines)
    assert done.returncode == 1
    assert secret not in done.stdout + done.stderr
    assert secret not in (out / "quarantine.jsonl").read_text(encoding="utf-8")


def test_rules_that_need_the_registry_say_so_without_it(tmp_path: Path) -> None:
    a = CORPUS / "A"
    bingan("audit", a / "stays.jsonl", "--standard", "S000-P2", "--out", tmp_path, "--no-report")
    assert not [f for f in rows(tmp_path / "findings.jsonl") if f["rule_id"] == "SIG-UNLICENSED"]
    assert all(g["coverage"]["not_assessable"] > 0 for g in rows(tmp_path / "grades.jsonl"))
    asked = {row["rule_id"]: row for row in rows(tmp_path / "not_assessable.jsonl")}
    assert "staff" in asked["SIG-UNLICENSED"]["why"]
    assert asked["SIG-UNLICENSED"]["stays"] == len(rows(a / "stays.jsonl"))


def test_a_rejected_finding_does_not_come_back(tmp_path: Path) -> None:
    a = CORPUS / "A"
    url = f"sqlite:///{tmp_path / 'bingan.sqlite'}"
    options = AuditOptions(a / "stays.jsonl", tmp_path / "out", a / "staff.csv", "S000-P2", url)
    before = run_audit(options)
    chosen = next(f for f in before.findings if f.outcome == "fail" and f.points)
    with Store.open(url) as store:
        store.decide(chosen.row(), "rejected", "qc-one", "exception", run_id=before.run_id)
    after = run_audit(options)
    assert chosen.fingerprint not in {f.fingerprint for f in after.findings}
    assert {f.fingerprint for f in before.findings} - {f.fingerprint for f in after.findings} == {chosen.fingerprint}
    assert [f["fingerprint"] for f in rows(tmp_path / "out" / "suppressed.jsonl")] == [chosen.fingerprint]
    scores = [{g.stay_id: g.score for g in run.grades}[chosen.stay_id] for run in (before, after)]
    assert scores[1] > scores[0]
    with Store.open(url) as store:
        store.decide(chosen.row(), "withdrawn", "qc-one", "")
    assert {f.fingerprint for f in run_audit(options).findings} == {f.fingerprint for f in before.findings}
