"""The store on real SQLite and real PostgreSQL."""

import multiprocessing
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.detect.finding import Evidence, Finding, Related
from pipeline.errors import UsageError
from pipeline.grade import grade_stay
from pipeline.standards.load import load
from pipeline.store import NightWriter, Store, run_key
from pipeline.store.engine import HEAD, VERSION_TABLE
from pipeline.store.regrade import regrade_run
from pipeline.store.tables import METADATA

META = {"standard": "S000-P2", "source": "A/stays.jsonl"}


def finding(
    stay: str, rule: str, number: int = 0, outcome: str = "fail", person: str = "周明", quote: str = "鉴别诊断：无。"
) -> Finding:
    doc = f"{stay}-01"
    return Finding(
        finding_id=f"{stay}/{rule}/{number}",
        stay_id=stay,
        doc_id=doc,
        rule_id=rule,
        outcome=outcome,
        severity="points",
        points=2.0,
        message="缺少内容",
        evidence=(Evidence(doc, 3, 3 + len(quote), quote),),
        related=(Related("X-9", "X-9-1", 0, 1, "同"),),
        searched=("首次病程记录",),
        clause="BW 22(1)",
        confidence=0.9,
        fingerprint=f"fp-{stay}-{rule}-{number}",
        person=person,
    )


def write_night(store: Store, run_id: str = "r1") -> dict[str, list[Finding]]:
    """Three stays of two departments, with grades and documents."""
    standard = load("S000-P2")
    found = {
        "A-2": [
            finding("A-2", "CNT-FPN-DDX"),
            finding("A-2", "TIM-PROG-STABLE", 1),
            finding("A-2", "SIG-DOC", 2, "review"),
        ],
        "A-1": [finding("A-1", "SIG-DOC", person="郑国")],
        "A-3": [],
    }
    with store.night(run_id, META) as night:
        for stay_id, findings in found.items():
            grade = grade_stay(
                stay_id, findings, {f.rule_id: f.outcome for f in findings if f.outcome == "fail"}, standard
            )
            night.add(
                {
                    "stay_id": stay_id,
                    "department": "骨科" if stay_id == "A-2" else "心内科",
                    "discharged_at": "2026-03-12T10:00",
                    "outcomes": {f.rule_id: "fail" if f.outcome == "fail" else "not_assessable" for f in findings},
                    "bed": 12,
                },
                [f.row() for f in findings],
                grade.detail(),
                [
                    {
                        "stay_id": stay_id,
                        "doc_id": f"{stay_id}-01",
                        "text": "首次病程记录\r\n…",
                        "doc_type": "first_progress_note",
                    }
                ],
            )
    return found


def dump(store: Store) -> dict[str, list[tuple]]:
    with store._engine.connect().execution_options(reading=True) as connection:
        return {
            t.name: sorted(tuple(map(repr, row)) for row in connection.execute(sa.select(t)))
            for t in METADATA.sorted_tables
        }


def test_a_night_comes_back_as_it_was_written(store: Store) -> None:
    found = write_night(store)
    rows = store.findings("r1")
    assert [r["finding_id"] for r in rows] == [f.finding_id for s in sorted(found) for f in found[s]]
    first = rows[0]
    assert list(first) == list(finding("A-1", "SIG-DOC").row())
    assert first["evidence"] == [
        {"doc_id": "A-1-01", "start": 3, "end": 10, "quote": "鉴别诊断：无。", "role": "evidence"}
    ]
    assert [s["stay_id"] for s in store.stays("r1")] == ["A-1", "A-2", "A-3"]
    assert store.stays("r1")[0]["meta"] == {"bed": 12}
    assert store.documents("r1", "A-1")[0]["text"] == "首次病程记录\r\n…"


def test_writing_the_same_night_twice_changes_nothing(store: Store) -> None:
    write_night(store)
    before = dump(store)
    write_night(store)
    assert dump(store) == before
    assert [len(rows) for rows in before.values()].count(0) == 1  # decisions only: everything else was written


def test_a_second_reading_replaces_what_the_first_said_of_a_stay(store: Store) -> None:
    write_night(store)
    store.write("r1", [{"stay_id": "A-2", "department": "骨科"}], [finding("A-2", "LOG-SEX", 7).row()])
    assert [f["rule_id"] for f in store.findings("r1", stay_id="A-2")] == ["LOG-SEX"]
    assert [f["rule_id"] for f in store.findings("r1", stay_id="A-1")] == ["SIG-DOC"]


def test_findings_by_rule_department_person_and_outcome(store: Store) -> None:
    write_night(store)
    assert {f["stay_id"] for f in store.findings("r1", rule_id="SIG-DOC")} == {"A-1", "A-2"}
    assert {f["stay_id"] for f in store.findings("r1", department="骨科")} == {"A-2"}
    assert {f["stay_id"] for f in store.findings("r1", person="郑国")} == {"A-1"}
    assert [f["rule_id"] for f in store.findings("r1", outcome="review")] == ["SIG-DOC"]
    assert store.findings("r1", department="没有这个科") == []
    by_rule = {row["key"]: (row["fail"], row["review"], row["stays"]) for row in store.counts("r1", "rule_id")}
    assert by_rule == {"CNT-FPN-DDX": (1, 0, 1), "TIM-PROG-STABLE": (1, 0, 1), "SIG-DOC": (1, 1, 2)}
    assert {row["key"]: row["fail"] for row in store.counts("r1", "department")} == {"骨科": 2, "心内科": 1}
    with pytest.raises(ValueError, match="by must be"):
        store.counts("r1", "colour")


def test_the_grade_table_carries_the_ledger(store: Store) -> None:
    write_night(store)
    table = {row["stay_id"]: row for row in store.grades("r1")}
    assert {s: (r["level"], r["score"]) for s, r in table.items()} == {
        "A-1": ("甲级", 98.0),
        "A-2": ("乙级", 98.0),  # one 乙 veto; two points for the gap between notes; review costs nothing
        "A-3": ("甲级", 100.0),
    }
    assert table["A-2"]["department"] == "骨科"
    assert table["A-2"]["deductions"][0]["rule_id"] == "TIM-PROG-STABLE"
    assert [row["stay_id"] for row in store.grades("r1", level="乙级")] == ["A-2"]
    assert [row["stay_id"] for row in store.grades("r1", department="心内科")] == ["A-1", "A-3"]


def test_grades_under_a_second_standard_stand_beside_the_first(store: Store) -> None:
    found = write_night(store)
    other = load("NAT-2018")
    store.write_grades("r1", [grade_stay(s, f, {}, other).detail() for s, f in found.items()])
    assert [(r["standard"], r["level"]) for r in store.grades("r1") if r["stay_id"] == "A-2"] == [
        ("NAT-2018", "甲级"),
        ("S000-P2", "乙级"),
    ]
    assert len(store.grades("r1", standard="NAT-2018")) == 3


def test_the_latest_run_is_the_newest_that_is_done(store: Store) -> None:
    assert store.latest_run() is None
    write_night(store, "r1")
    write_night(store, "r2")
    store.begin_run("r3", META)
    latest = store.latest_run()
    assert latest is not None
    assert latest["run_id"] == "r2"
    assert [r["run_id"] for r in store.runs()] == ["r3", "r2", "r1"]
    assert store.latest_run(standard="ZJ-2021") is None


def test_a_night_that_breaks_stays_unfinished_and_keeps_whole_stays(store: Store) -> None:
    def broken(night: NightWriter) -> None:
        night.add({"stay_id": "A-1"}, [finding("A-1", "SIG-DOC").row()])
        night.flush()
        night.add({"stay_id": "A-2"}, [finding("A-2", "SIG-DOC").row()])
        raise RuntimeError

    with pytest.raises(RuntimeError), store.night("r1", META) as night:
        broken(night)
    assert store.runs()[0]["status"] == "running"
    assert store.latest_run() is None
    assert [s["stay_id"] for s in store.stays("r1")] == ["A-1"]


def test_decisions_can_only_be_added_and_the_last_one_holds(store: Store) -> None:
    one = finding("A-1", "SIG-DOC").row()
    two = finding("A-2", "SIG-DOC").row()
    first = store.decide(one, "confirmed", who="质控员甲", reason="属实")
    second = store.decide(one, "rejected", who="质控员乙", reason="误报", note="签名在下一页", at="2026-03-13T09:00")
    assert first < second
    assert [d["verdict"] for d in store.decisions(one["fingerprint"])] == ["confirmed", "rejected"]
    assert store.last_decisions([one["fingerprint"], two["fingerprint"]])[one["fingerprint"]]["who"] == "质控员乙"
    assert store.suppressed([one["fingerprint"], two["fingerprint"]]) == {one["fingerprint"]}
    store.decide(one, "reopened", who="质控员甲", reason="复核")
    assert store.suppressed([one["fingerprint"]]) == set()
    for sql in ("UPDATE decisions SET who = 'x'", "DELETE FROM decisions"):
        with pytest.raises(sa.exc.DBAPIError, match="only be added"), store._engine.begin() as connection:
            connection.execute(sa.text(sql))
    assert len(store.decisions()) == 3
    assert [d["decision_id"] for d in store.decisions(since=second)] == [second + 1]


@pytest.mark.parametrize(("verdict", "who"), [("maybe", "甲"), ("rejected", " ")])
def test_a_decision_needs_a_known_verdict_and_a_person(store: Store, verdict: str, who: str) -> None:
    with pytest.raises(ValueError, match=r"verdict|person"):
        store.decide(finding("A-1", "SIG-DOC").row(), verdict, who=who, reason="")
    assert store.decisions() == []


def test_suppression_of_thousands_of_fingerprints(store: Store) -> None:
    for n in (3, 1999):
        store.decide(
            {"fingerprint": f"f{n}", "rule_id": "SIG-DOC", "stay_id": "A"}, "rejected", who="甲", reason="误报"
        )
    assert store.suppressed(f"f{n}" for n in range(3000)) == {"f3", "f1999"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(quote=st.text(st.characters(categories=None), min_size=1, max_size=12))
def test_any_text_comes_back_exactly(store: Store, quote: str) -> None:
    """Control characters, emoji and lone surrogates as they are in the record."""
    row = finding("A-1", "SIG-DOC", quote=quote, person=quote).row()
    store.begin_run("any", META)
    store.write(
        "any",
        [{"stay_id": "A-1", "department": quote}],
        [row],
        documents=[{"stay_id": "A-1", "doc_id": "d", "text": quote}],
    )
    assert store.findings("any", person=quote)[0]["evidence"][0]["quote"] == quote
    assert store.stays("any", department=quote)[0]["department"] == quote
    assert store.documents("any", "A-1")[0]["text"] == quote


def test_opening_again_keeps_what_is_there(url: str) -> None:
    with Store.open(url) as store:
        write_night(store)
    with Store.open(url) as again:
        assert len(again.findings("r1")) == 4


def test_the_schema_has_what_the_code_expects(store: Store) -> None:
    """The migrations and the table definitions say the same."""
    inspector = sa.inspect(store._engine)
    for table in METADATA.sorted_tables:
        there = {c["name"]: c["nullable"] for c in inspector.get_columns(table.name)}
        assert there == {c.name: c.nullable for c in table.columns}
        assert {i["name"] for i in inspector.get_indexes(table.name)} == {i.name for i in table.indexes}
    from alembic.script import ScriptDirectory

    folder = Path(__file__).parents[2] / "pipeline" / "store" / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


def test_a_newer_schema_is_refused(url: str) -> None:
    with Store.open(url) as store, store._engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    with pytest.raises(UsageError, match="比本程序新") as caught:
        Store.open(url)
    assert caught.value.code == "E404"


def _open_and_write(url: str, run_id: str) -> None:
    with Store.open(url) as store:
        write_night(store, run_id)


def test_several_processes_may_create_and_write_at_once(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_open_and_write, args=(url, f"r{n}")) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    with Store.open(url) as store:
        assert sorted(r["run_id"] for r in store.runs() if r["status"] == "done") == ["r0", "r1", "r2"]


def test_findings_without_their_run_are_refused(store: Store) -> None:
    with pytest.raises(UsageError, match="begin_run"):
        store.write("never begun", [{"stay_id": "A-1"}])


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "night.db")) as store:
        write_night(store)
        assert {p.name: p.stat().st_mode & 0o077 for p in tmp_path.iterdir()} == dict.fromkeys(
            (p.name for p in tmp_path.iterdir()), 0
        )


def test_sqlite_is_in_wal_mode(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "night.db")):
        pass
    with sqlite3.connect(tmp_path / "night.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_locked_sqlite_file_says_so_and_readers_do_not_wait(tmp_path: Path) -> None:
    path = tmp_path / "night.db"
    with Store.open(str(path), busy_seconds=0.2) as store:
        write_night(store)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(UsageError, match="占用") as caught:
            store.begin_run("r2", META)
        assert caught.value.code == "E403"
        assert len(store.findings("r1")) == 4
        other.execute("ROLLBACK")
        other.close()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("", "E401"),
        ("mysql://root@db/x", "E401"),
        ("sqlite:////no/such/folder/night.db", "E401"),
        ("postgresql://me:geheim@127.0.0.1:1/x", "E402"),
        ("postgresql://me@db:abc/x", "E401"),
    ],
)
def test_a_wrong_address_is_a_clear_usage_error(wrong: str, code: str) -> None:
    if "postgresql" in wrong:
        pytest.importorskip("psycopg", reason="the driver psycopg is not installed")
    with pytest.raises(UsageError) as caught:
        Store.open(wrong, busy_seconds=1)
    assert caught.value.code == code
    assert "geheim" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "record.txt"
    path.write_text("入院记录\n" * 500, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        Store.open(str(path))
    assert caught.value.code == "E405"
    assert "入院记录" not in str(caught.value)


def test_errors_never_show_rows(store: Store) -> None:
    store.begin_run("r1", META)
    bad = finding("A-1", "SIG-DOC", quote="秘密的话").row() | {"outcome": None}
    with pytest.raises(UsageError) as caught:
        store.write("r1", [{"stay_id": "A-1"}], [bad])
    assert "秘密" not in f"{caught.value}{caught.value.__cause__}"


def test_run_keys_follow_their_parts() -> None:
    assert run_key("input", "standard") == run_key("input", "standard")
    assert run_key("input", "standard") != run_key("input", "other")


def test_regrading_a_run_needs_no_records_and_keeps_the_old_grades(store: Store) -> None:
    write_night(store)
    before = store.grades("r1", standard="S000-P2")
    done = regrade_run(store, load("ZJ-2021"))
    assert done.run_id == "r1"
    # A-2 under ZJ-2021: no 鉴别诊断 1, a gap between notes 2; review costs nothing
    assert {g.stay_id: (g.level, g.score) for g in done.grades} == {
        "A-1": ("甲级", 98.0),
        "A-2": ("甲级", 97.0),
        "A-3": ("甲级", 100.0),
    }
    assert store.grades("r1", standard="S000-P2") == before
    assert [(r["stay_id"], r["score"]) for r in store.grades("r1", standard="ZJ-2021")] == [
        ("A-1", 98.0),
        ("A-2", 97.0),
        ("A-3", 100.0),
    ]
    again = dump(store)
    regrade_run(store, load("ZJ-2021"), "r1")
    assert dump(store) == again
    with pytest.raises(UsageError, match="没有运行"):
        regrade_run(store, load("ZJ-2021"), "r9")


def test_regrading_honours_what_people_decided(store: Store) -> None:
    write_night(store)
    rows = {f["rule_id"]: f for f in store.findings("r1", stay_id="A-2")}
    store.decide(rows["CNT-FPN-DDX"], "rejected", who="甲", reason="误报")
    store.decide(rows["SIG-DOC"], "confirmed", who="甲", reason="属实")
    grades = {g.stay_id: g for g in regrade_run(store, load("S000-P2")).grades}
    # without the veto 甲级; the gap between notes 2, the signature that was a candidate 2
    assert (grades["A-2"].level, grades["A-2"].score) == ("甲级", 96.0)
    store.decide(rows["CNT-FPN-DDX"], "appeal_rejected", who="乙", reason="复核属实")
    assert {g.stay_id: g.level for g in regrade_run(store, load("S000-P2")).grades}["A-2"] == "乙级"
