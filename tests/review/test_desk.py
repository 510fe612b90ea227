"""What the desk shows and saves: blind second reading, reading unflagged stays, undo, and what is counted from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from pipeline.errors import UsageError
from pipeline.night import AuditOptions, audit
from pipeline.review import sampling
from pipeline.review.agreement import Reading, agreement, disagreements, double_readings
from pipeline.review.dashboard import missed_rate
from pipeline.review.desk.desk import Desk
from pipeline.store import Store
from pipeline.store.run_folder import RunFolder
from tests.gold import CORPUS

CLEAN = "患者今日体温正常，咳嗽减轻。\n"  # a text of no known kind: nothing can be found in it


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Corpus A and four stays in which nothing is found."""
    out = tmp_path_factory.mktemp("night")
    a = CORPUS / "A"
    lines = (a / "stays.jsonl").read_text(encoding="utf-8")
    for n in range(4):
        lines += f'{{"stay_id": "Z-{n}", "documents": [{{"doc_id": "Z-{n}-1", "text": "收费凭据{n}"}}]}}\n'
    (out / "night.jsonl").write_text(lines, encoding="utf-8")
    audit(AuditOptions(out / "night.jsonl", out / "run", a / "staff.csv", "S000-P2", f"sqlite:///{out / 'night.db'}"))
    return out


@pytest.fixture
def run(folder: Path) -> RunFolder:
    return RunFolder(folder / "run")


@pytest.fixture
def store(folder: Path, tmp_path: Path) -> Iterator[Store]:
    """The night's database, without decisions."""
    (tmp_path / "night.db").write_bytes((folder / "night.db").read_bytes())
    with Store.open(f"sqlite:///{tmp_path / 'night.db'}") as opened:
        yield opened


def double(desk: Desk, flagged: bool = True) -> str:
    return sorted(s for s in desk._double if bool(desk.run.findings.get(s)) is flagged)[0 if flagged else -1]


@pytest.fixture(autouse=True)
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small nights: read half of everything twice, and every unflagged stay."""
    monkeypatch.setattr(sampling, "DOUBLE_SHARE", 0.6)
    monkeypatch.setattr(sampling, "UNFLAGGED_SHARE", 1.0)


def card(desk: Desk, number: int) -> dict:
    return desk.state()["view"]["findings"][number - 1]


def read_all(desk: Desk, stay_id: str, *verdicts: str) -> None:
    desk.open(stay_id)
    for number in range(1, len(desk.findings) + 1):
        desk.decide(verdicts[(number - 1) % len(verdicts)], number=number)


def test_the_second_reader_sees_nothing_of_the_first_until_both_are_done(run: RunFolder, store: Store) -> None:
    one, two = Desk(run, store, "one"), Desk(run, store, "two")
    stay_id = double(one)
    read_all(one, stay_id, "rejected")
    two.open(stay_id)
    state = two.state()
    assert state["view"]["blind"]
    assert all(f["decision"] is None for f in state["view"]["findings"])
    row = next(r for r in state["worklist"] if r["stay_id"] == stay_id)
    assert row["open"] == row["total"] == len(two.findings)
    assert "rejected" not in repr(state["view"]["findings"])
    assert "'one'" not in repr(state)
    assert card(one, 1)["decision"]["said"] == [{"who": "one", "verdict": "rejected"}]  # he sees his own

    read_all(two, stay_id, "confirmed")
    state = two.state()
    assert not state["view"]["blind"]
    said = {(s["who"], s["verdict"]) for s in card(two, 1)["decision"]["said"]}
    assert said == {("one", "rejected"), ("two", "confirmed")}
    assert state["worklist"][0]["why"] == "两人意见不同，待裁定"


def test_a_third_may_settle_but_not_read(run: RunFolder, store: Store) -> None:
    one, two, three = (Desk(run, store, who) for who in ("one", "two", "three"))
    stay_id = double(one)
    for desk in (one, two):
        desk.open(stay_id)
        desk.decide("confirmed")
    assert stay_id not in {row["stay_id"] for row in three.state()["worklist"]}
    three.open(stay_id)
    with pytest.raises(UsageError, match="E605"):
        three.decide("rejected")
    read_all(one, stay_id, "confirmed")
    read_all(two, stay_id, "rejected")
    before = [r for r in double_readings(store, run.manifest["run_id"]) if r.stay_id == stay_id]
    assert len(disagreements(before)) == len(before) == len(one.findings)
    read_all(three, stay_id, "confirmed")
    after = double_readings(store, run.manifest["run_id"])
    assert not disagreements(after)
    assert {r.settled for r in after} == {"confirmed"}
    assert agreement(after).agreed == 0, "settling is no second thought of the readers"


def test_nothing_holds_while_two_disagree(run: RunFolder, store: Store) -> None:
    one, two, three = (Desk(run, store, who) for who in ("one", "two", "three"))
    stay_id = double(one)
    fingerprints = [f["fingerprint"] for f in run.findings[stay_id]]
    read_all(one, stay_id, "rejected")
    assert store.suppressed(fingerprints) == set(fingerprints)
    read_all(two, stay_id, "confirmed")
    assert store.suppressed(fingerprints) == store.confirmed(fingerprints) == set()
    read_all(three, stay_id, "confirmed")
    assert store.confirmed(fingerprints) == set(fingerprints)


def test_taking_back_after_both_are_done_does_not_make_it_blind_again(run: RunFolder, store: Store) -> None:
    one, two = Desk(run, store, "one"), Desk(run, store, "two")
    stay_id = double(one)
    read_all(one, stay_id, "rejected")
    read_all(two, stay_id, "confirmed")
    two.undo()
    two.decide("rejected", number=len(two.findings))
    assert not two.state()["view"]["blind"]
    last = two.findings[-1]["fingerprint"]
    reading = next(r for r in double_readings(store, run.manifest["run_id"]) if r.fingerprint == last)
    assert reading.verdicts == {"one": "rejected", "two": "confirmed"}


def test_a_roster_shares_the_double_readings_and_everybody_agrees_on_it(run: RunFolder, store: Store) -> None:
    roster = ["甲", "乙", "丙", "丁"]
    desks = {who: Desk(run, store, who, roster) for who in roster}
    listed = {who: {r["stay_id"] for r in desk.state()["worklist"] if r["blind"]} for who, desk in desks.items()}
    sample = desks["甲"]._double
    assert len(sample) >= 4
    for stay_id in sample:
        assert sum(stay_id in stays for stays in listed.values()) == 2
    pairs = {sampling.assigned("r", f"S-{n}", roster) for n in range(200)}
    assert len(pairs) == 6, "all pairs are used"
    assert sampling.assigned("r", "S-1", roster[::-1]) == sampling.assigned("r", "S-1", roster)
    assert sampling.assigned("r", "S-1", ["甲"]) == ()


def test_read_and_nothing_missed_gives_the_miss_rate_its_denominator(run: RunFolder, store: Store) -> None:
    run_id = run.manifest["run_id"]
    assert missed_rate(store, run_id).read == 0
    desk = Desk(run, store, "one")
    sampled = [row["stay_id"] for row in desk.state()["worklist"] if row["sampled"]]
    assert {"Z-0", "Z-1", "Z-2", "Z-3"} <= set(sampled)
    for stay_id in ("Z-0", "Z-1", "Z-2"):
        desk.open(stay_id)
        desk.mark_clean()
    desk.open("Z-3")
    desk.add_missed("LOG-SIDE", "Z-3-1", 0, 2)
    rate = missed_rate(store, run_id)
    assert (rate.sampled, rate.read, rate.missed) == (len(sampled), 4, 1)
    assert 0.04 < rate.low < 0.25 < rate.high < 0.72
    desk.mark_clean()
    assert "不能再记" in desk.says
    desk.undo()
    assert missed_rate(store, run_id).read == 3
    assert next(r for r in desk.state()["worklist"] if r["stay_id"] == "Z-3")["open"] == 1
    desk.mark_clean()
    assert desk.state()["view"]["read"]["verdict"] == "clean"
    assert missed_rate(store, run_id).missed == 0


def test_clean_is_refused_where_something_was_found(run: RunFolder, store: Store) -> None:
    desk = Desk(run, store, "one")
    desk.open("A-0001")
    desk.mark_clean()
    assert "只用于未报缺陷" in desk.says
    assert store.decisions() == []


def test_two_readers_of_an_unflagged_stay_may_disagree(run: RunFolder, store: Store) -> None:
    one, two = Desk(run, store, "one"), Desk(run, store, "two")
    stay_id = double(one, flagged=False)
    one.open(stay_id)
    one.add_missed("LOG-SIDE", f"{stay_id}-1", 0, 2)
    two.open(stay_id)
    assert two.state()["view"]["added"] == []
    two.mark_clean()
    assert [a["who"] for a in two.state()["view"]["added"]] == ["one"]
    (reading,) = disagreements(double_readings(store, run.manifest["run_id"]))
    assert reading.verdicts == {"one": "missed", "two": "clean"}
    assert missed_rate(store, run.manifest["run_id"]).missed == 1, "until a third has looked, it counts as missed"
    three = Desk(run, store, "three")
    three.open(stay_id)
    three.mark_clean()
    assert not disagreements(double_readings(store, run.manifest["run_id"]))
    assert missed_rate(store, run.manifest["run_id"]).missed == 0


def test_undo_brings_back_what_held_before(run: RunFolder, store: Store) -> None:
    desk = Desk(run, store, "one")
    stay_id = next(s for s in run.findings if s not in desk._double)
    other = Desk(run, store, "two")
    other.open(stay_id)
    other.decide("confirmed", number=1)
    desk.open(stay_id)
    desk.decide("rejected", number=1)
    assert card(desk, 1)["decision"]["verdict"] == "rejected"
    assert {s["who"] for s in card(desk, 1)["decision"]["said"]} == {"one", "two"}
    desk.undo()
    assert card(desk, 1)["decision"]["verdict"] == "confirmed"
    assert card(desk, 1)["decision"]["who"] == "two"
    assert len(store.decisions()) == 3, "the log keeps everything"


def readings(pairs: list[tuple[str, str]]) -> list[Reading]:
    return [Reading(f"S{n // 3}", f"f{n}", "R", {"a": one, "b": two}) for n, (one, two) in enumerate(pairs)]


def test_kappa_is_cohens() -> None:
    pairs = [("confirmed", "confirmed")] * 20 + [("rejected", "rejected")] * 15
    pairs += [("confirmed", "rejected")] * 5 + [("rejected", "unsure")] * 3 + [("rejected", "confirmed")] * 7
    found = agreement(readings(pairs))
    assert found.kappa == pytest.approx(cohen_kappa_score(*zip(*pairs, strict=True)))
    assert (found.n, found.agreed, found.stays) == (50, 35, 17)
    assert found.low < found.kappa < found.high
    assert found.high - found.low < 0.6


def test_few_readings_leave_kappa_open() -> None:
    few = agreement(readings([("confirmed", "confirmed")] * 2 + [("rejected", "rejected")]))
    assert few.kappa == 1.0
    assert few.low < 0.2, "three agreements prove little"
    assert agreement([]).kappa is None
    assert agreement(readings([("confirmed", "confirmed")] * 9)).kappa is None


def test_samples_come_between_and_done_stays_last(
    run: RunFolder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "DOUBLE_SHARE", 0.0)
    desk = Desk(run, store, "one")
    first = [(t.stay_id, t.sampled or t.blind) for t in desk.tasks]
    lots = [place for place, (_, by_lot) in enumerate(first) if by_lot]
    assert lots[0] == 5, "by weight alone they would come last, that is never"
    done = first[0][0]
    desk.open(done)
    for number in range(1, len(desk.findings) + 1):
        desk.decide("confirmed", number=number)
    desk.open("Z-0")
    desk.mark_clean()
    assert {t.stay_id for t in desk.tasks} == {stay_id for stay_id, _ in first}
    desk.state()
    assert {t.stay_id for t in desk.tasks[-2:]} == {done, "Z-0"}


def test_the_interval_of_kappa_covers_it() -> None:
    rng = np.random.default_rng(0)
    right, covered = 0.85, 0
    says_yes = 0.7 * right + 0.3 * (1 - right)
    by_chance = says_yes**2 + (1 - says_yes) ** 2
    true = (right**2 + (1 - right) ** 2 - by_chance) / (1 - by_chance)
    for _ in range(300):
        truth = rng.random(80) < 0.7
        one, two = (np.where(rng.random(80) < right, truth, ~truth) for _ in range(2))
        found = agreement(readings([(str(a), str(b)) for a, b in zip(one, two, strict=True)]))
        covered += found.low <= true <= found.high
    assert 0.91 <= covered / 300 <= 0.99
