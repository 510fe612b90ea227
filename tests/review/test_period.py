import os
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.detect.finding import Outcome
from pipeline.review.cohort import Period
from pipeline.review.ledger import assign
from pipeline.review.period import AGGREGATES, Gathered, Judged, gather, write_pages
from pipeline.review.period.aggregate import control_limits
from pipeline.review.period.pages import department_file
from pipeline.review.period.workbook import Table, safe_text, write_workbook
from pipeline.standards.catalogue import catalogue
from pipeline.standards.load import load
from pipeline.store import Store
from tests.review.nights import finding, night, stay

MARCH = Period.parse("2026-03")
APRIL = date(2026, 4, 2)
EVIL = '<script>alert(1)</script>"&'
FORMULA = '=HYPERLINK("http://x","y")'


def gathered(store: Store, standard: str = "S000-P2", today: date = APRIL, **more: set[str]) -> Gathered:
    return gather(store, MARCH, load(standard), today, **more)[0]


def judged(store: Store, rule_id: str, standard: str = "S000-P2", today: date = APRIL, **more: set[str]) -> Judged:
    return next(j for j in gathered(store, standard, today, **more).judged if j.rule_id == rule_id)


def vetoed(stay_id: str, kind: str = "VETO_C") -> dict:
    return stay(stay_id, {}, [finding(stay_id, "CMP-ADMISSION", severity=kind)])


# -- rules about departments and periods ------------------------------------------------------------------------------


def test_all_sixteen_have_an_answer(store: Store) -> None:
    night(store, "run", [stay("a")])
    found = gathered(store).judged
    assert [j.rule_id for j in found] == [i for i in catalogue() if i.startswith("AGG-")]
    assert set(AGGREGATES) == {j.rule_id for j in found}
    assert len(found) == 16


@pytest.mark.parametrize("rule_id", ["AGG-MEETING", "AGG-BIGRECORD", "AGG-BC-REPORT"])
def test_what_no_data_can_decide_says_so(store: Store, rule_id: str) -> None:
    night(store, "run", [stay("a")])
    found = judged(store, rule_id)
    assert found.outcome is Outcome.NOT_ASSESSABLE
    assert found.reason.startswith("缺数据")


@pytest.mark.parametrize(
    ("bad", "good", "outcome"), [(1, 9, Outcome.FAIL), (0, 10, Outcome.PASS), (1, 19, Outcome.PASS)]
)
def test_grade_a_against_the_target(store: Store, bad: int, good: int, outcome: Outcome) -> None:
    rows = [vetoed(f"bad-{n}") for n in range(bad)] + [stay(f"good-{n}") for n in range(good)]
    night(store, "run", rows, "S003")  # target 95
    found = judged(store, "AGG-GRADE-A", "S003")
    assert found.outcome is outcome
    assert f"{good}/{bad + good}" in found.value
    assert "95 % 区间" in found.value


def test_an_open_appeal_may_decide_about_the_target(store: Store) -> None:
    row = vetoed("a")
    night(store, "run", [row, *(stay(f"good-{n}") for n in range(9))], "S003")
    store.decide(row["findings"][0], "appealed", "医师", "")
    assert judged(store, "AGG-GRADE-A", "S003").outcome is Outcome.NOT_ASSESSABLE
    assert judged(store, "AGG-NO-C", "S003").outcome is Outcome.NOT_ASSESSABLE


def test_one_c_is_one_too_many(store: Store) -> None:
    night(store, "run", [vetoed("worst"), stay("good")])
    found = judged(store, "AGG-NO-C")
    assert (found.outcome, found.items) == (Outcome.FAIL, ("worst",))


def test_copying_is_no_rate_before_a_person_has_looked(store: Store) -> None:
    copy = finding("a", "CLN-PROGRESS")
    rules = ("CLN-FPN-HPI", "CLN-DISC-FEATURES", "CLN-PROGRESS", "CLN-CROSS-PT-DISC")
    passed = dict.fromkeys(rules, "pass")
    night(store, "run", [stay("a", passed, [copy]), stay("b", passed)])
    assert judged(store, "AGG-CLONE-RATE").outcome is Outcome.NOT_ASSESSABLE
    store.decide(copy, "confirmed", "质控员", "")
    assert judged(store, "AGG-CLONE-RATE").outcome is Outcome.FAIL


def test_discussions_that_were_due(store: Store) -> None:
    night(store, "run", [stay("a", {"CMP-PREOP-DISC": "pass"}), stay("b", {"CMP-PREOP-DISC": "not_applicable"})])
    assert judged(store, "AGG-DISCUSS-100").outcome is Outcome.PASS
    night(store, "more", [stay("c", {"CMP-DEATH-DISC": "fail"})])
    found = judged(store, "AGG-DISCUSS-100")
    assert (found.outcome, found.items) == (Outcome.FAIL, ("c CMP-DEATH-DISC",))


def test_the_same_person_three_times(store: Store) -> None:
    twice = [stay(s, {}, [finding(s, "TIM-FPN-8H", message=str(n)) for n in range(2)]) for s in "ab"]
    night(store, "run", twice)  # four findings, but in two records
    assert judged(store, "AGG-REPEAT").outcome is Outcome.PASS
    night(store, "more", [stay("c", {}, [finding("c", "TIM-FPN-8H")])])
    assert judged(store, "AGG-REPEAT").outcome is Outcome.FAIL


def test_nobody_is_blamed_for_sampling_that_is_kept_elsewhere(store: Store) -> None:
    f = finding("a", "TIM-FPN-8H")
    night(store, "run", [stay("a", {}, [f]), *(stay(f"s{n}") for n in range(20))])
    assert judged(store, "AGG-SAMPLE").outcome is Outcome.NOT_ASSESSABLE
    store.decide(f, "confirmed", "质控员", "")
    assert judged(store, "AGG-SAMPLE").outcome is Outcome.FAIL
    assert judged(store, "AGG-SAMPLE", today=date(2026, 3, 20)).outcome is Outcome.NOT_ASSESSABLE
    assert judged(store, "AGG-SAMPLE", "NAT-2018").outcome is Outcome.NOT_APPLICABLE


def test_a_small_department_that_read_everything_has_read_enough(store: Store) -> None:
    f = finding("a", "TIM-FPN-8H")
    night(store, "run", [stay("a", {}, [f])])
    store.decide(f, "rejected", "质控员", "")
    assert judged(store, "AGG-SAMPLE").outcome is Outcome.PASS


def test_overdue_corrections(store: Store) -> None:
    row = vetoed("a")
    night(store, "run", [row])
    assert judged(store, "AGG-RECTIFY").outcome is Outcome.NOT_ASSESSABLE  # nobody has set a day
    assign(store, row["findings"][0]["fingerprint"], "质控科", "李主任", "补写", APRIL)
    assert judged(store, "AGG-RECTIFY").outcome is Outcome.PASS
    assert judged(store, "AGG-RECTIFY", today=date(2026, 4, 3)).outcome is Outcome.FAIL


def test_missing_reports_of_earlier_months(store: Store) -> None:
    night(store, "run", [stay("a"), stay("b", discharged="2026-01-20T10:00")])
    assert judged(store, "AGG-REPORT").outcome is Outcome.NOT_ASSESSABLE
    assert judged(store, "AGG-REPORT", published=set()).items == ("2026-02",)  # January was the first month
    assert judged(store, "AGG-REPORT", published={"2026-02"}).outcome is Outcome.PASS


def test_a_finding_under_appeal_must_not_come_back(store: Store) -> None:
    row = vetoed("a")
    night(store, "run", [row])
    store.decide(row["findings"][0], "appealed", "医师", "")
    assert judged(store, "AGG-APPEAL").outcome is Outcome.PASS
    night(store, "again", [row])  # as if the night had not heeded the appeal
    assert judged(store, "AGG-APPEAL").outcome is Outcome.FAIL


def test_a_sudden_fall_leaves_the_control_limits(store: Store) -> None:
    for month in range(9, 13):
        night(store, f"m{month}", [stay(f"{month}-{n}", discharged=f"2025-{month:02}-15T10:00") for n in range(30)])
    for month in (1, 2):
        rows = [stay(f"{month}-{n}", discharged=f"2026-{month:02}-15T10:00") for n in range(29)]
        rows.append({**vetoed(f"{month}-bad"), "discharged_at": f"2026-{month:02}-15T10:00"})
        night(store, f"m{month}", rows)
    night(store, "now", [*(stay(f"now-{n}") for n in range(20)), *(vetoed(f"bad-{n}") for n in range(10))])
    found = judged(store, "AGG-TREND")
    assert found.outcome is Outcome.FAIL
    assert any("MER-TQ-09" in item for item in found.items)


def test_no_trend_without_history_or_numbers(store: Store) -> None:
    night(store, "run", [stay("a")])
    assert judged(store, "AGG-TREND").outcome is Outcome.NOT_ASSESSABLE
    assert control_limits([(0, 0)] * 6, 30) is None
    assert control_limits([(90, 100)], 100) == pytest.approx((0.81, 0.99))


# -- pages and workbooks ----------------------------------------------------------------------------------------------


@pytest.fixture
def reports(store: Store, tmp_path: Path) -> Path:
    """A report full of text that would like to be markup or a formula."""
    rows = [
        stay(EVIL, {}, [finding(EVIL, "TIM-FPN-8H", person=EVIL, message=FORMULA)], department=EVIL),
        stay("b", {}, [finding("b", "CMP-ADMISSION", severity="VETO_C", person="+1", message="\ud800\x07")]),
    ]
    night(store, "run", rows)
    hospital, parts = gather(store, MARCH, load("S000-P2"), APRIL)
    write_pages(tmp_path / "out", hospital, parts)
    return tmp_path / "out"


def test_every_report_is_written_as_page_and_workbook(reports: Path) -> None:
    bases = {"indicators", "ledger", department_file(EVIL), department_file("外科")}
    expected = {f"{base}.{kind}" for base in bases for kind in ("html", "xlsx")} | {"index.html", "hospital.xlsx"}
    assert {path.name for path in reports.iterdir()} == expected


def test_no_page_holds_markup_from_a_record_or_loads_anything(reports: Path) -> None:
    for page in reports.glob("*.html"):
        html = page.read_text(encoding="utf-8")
        assert "<script" not in html.lower()
        assert "default-src 'none'" in html
        assert re.findall(r"""(?:src|href)=["']?(?:https?:|//|javascript:|data:)""", html) == []


def test_links_of_the_overview_lead_to_files(reports: Path) -> None:
    links = set(re.findall(r'href="([^"#]+)"', (reports / "index.html").read_text(encoding="utf-8")))
    assert {department_file(EVIL) + ".html", "ledger.html", "indicators.html", "hospital.xlsx"} <= links
    assert all((reports / link).is_file() for link in links)


def test_workbooks_hold_no_formula_and_keep_the_text(reports: Path) -> None:
    texts = set()
    for path in reports.glob("*.xlsx"):
        book = load_workbook(path)
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        texts |= {cell.value for cell in cells if cell.data_type == "s"}
        assert all(cell.quotePrefix for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@")
    assert {FORMULA, EVIL, "+1", "\ufffd\ufffd"} <= texts


def test_one_sheet_a_table_with_heads(reports: Path) -> None:
    book = load_workbook(reports / "hospital.xlsx")
    assert book.sheetnames == [
        "概况",
        "汇总规则",
        "科室",
        "缺陷",
        "责任人",
        "病历",
        "趋势",
        "27项指标",
        "问题台账",
        "抽查计划",
    ]
    assert [row[0].value for row in book["汇总规则"].iter_rows(min_row=2)] == list(AGGREGATES)
    assert book["病历"].max_row == 3
    assert book["27项指标"].max_row == 28


def test_sheet_names_are_legal_and_distinct(tmp_path: Path) -> None:
    names = ["a/b:c*?[x]", "A B C   X ", "'", "", "名" * 40, "名" * 41]
    path = write_workbook([Table(name, ("列",), [("x",)]) for name in names], tmp_path / "t.xlsx")
    found = load_workbook(path).sheetnames
    assert len({name.lower() for name in found}) == 6
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\']", name) for name in found)


def test_long_texts_and_escapes_of_the_format_survive(tmp_path: Path) -> None:
    assert len(safe_text("病" * 50_000)) < 32_767
    path = write_workbook([Table("t", ("列",), [("_x000D_",)])], tmp_path / "t.xlsx")
    assert "\r" not in str(load_workbook(path).active["A2"].value)


def test_an_empty_month_is_a_report_too(store: Store, tmp_path: Path) -> None:
    night(store, "run", [stay("a", discharged=None)])
    hospital, parts = gather(store, MARCH, load("S000-P2"), APRIL)
    html = write_pages(tmp_path, hospital, parts).read_text(encoding="utf-8")
    assert parts == []
    assert "1 份病历出院日期不详" in html


def test_a_quarter_shows_its_months(store: Store, tmp_path: Path) -> None:
    night(store, "run", [stay("a"), stay("b", discharged="2026-01-20T10:00")])
    hospital, parts = gather(store, Period.parse("2026Q1"), load("S000-P2"), APRIL)
    assert [(m.label, m.stays) for m in hospital.months[-3:]] == [("2026-01", 1), ("2026-02", 0), ("2026-03", 1)]
    assert "季报" in write_pages(tmp_path, hospital, parts).read_text(encoding="utf-8")


# -- real programs ----------------------------------------------------------------------------------------------------


def _program(*names: str) -> str:
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None or os.environ.get("CI"):
        pytest.skip(f"{names[0]} is not installed, or this is CI")
    return found


def test_chromium_opens_the_report(reports: Path, tmp_path: Path) -> None:
    chromium = _program("chromium", "chromium-browser", "google-chrome")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
    shot = tmp_path / "page.png"
    command = [chromium, *flags.split(), f"--user-data-dir={tmp_path}/profile", f"--screenshot={shot}"]
    subprocess.run([*command, (reports / "index.html").as_uri()], check=True, capture_output=True, timeout=90)
    assert shot.read_bytes().startswith(b"\x89PNG")
    dom = subprocess.run(
        [*command[:-1], "--dump-dom", (reports / "index.html").as_uri()],
        check=True,
        capture_output=True,
        text=True,
        timeout=90,
    ).stdout
    assert "全院病案质控月报" in dom
    assert "<circle" in dom


def test_libreoffice_opens_the_workbook(reports: Path, tmp_path: Path) -> None:
    office = _program("libreoffice", "soffice")
    profile = (tmp_path / "profile").as_uri()
    command = [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "csv", "--outdir"]
    subprocess.run([*command, tmp_path, reports / "ledger.xlsx"], check=True, capture_output=True, timeout=120)
    table = (tmp_path / "ledger.csv").read_text(encoding="utf-8", errors="replace")
    assert "HYPERLINK" in table  # as text: a formula would show what it reckons


# -- commands ---------------------------------------------------------------------------------------------------------


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_commands_from_report_to_closed_defect(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/bingan.sqlite"
    row = vetoed("a")
    with Store.open(url) as store:
        night(store, "run", [row, stay("b", department="骨科")])
    out, key = tmp_path / "reports", row["findings"][0]["fingerprint"]
    assert "出院 2 份" in run("period", "--store", url, "--month", "2026-03", "--out", str(out))
    assert (out / "2026-03" / "index.html").is_file()
    run("period", "--store", url, "--quarter", "2026Q1", "--out", str(out), "--department", "骨科")
    assert (out / "2026Q1" / f"{department_file('骨科')}.xlsx").is_file()
    assert "MER-TQ-09" in run("indicators", "--store", url, "--month", "2026-03")
    assert "丙级风险" in run("sample-plan", "--store", url, "--month", "2026-03")
    assign_words = ("--owner", "李主任", "--measure", "补写", "--due", "2026-04-15")
    run("ledger", "assign", key, "--store", url, "--who", "质控科", *assign_words)
    assert "期限 2026-04-15" in run("ledger", "list", "--store", url, "--month", "2026-03")
    run("ledger", "appeal", key, "--store", url, "--who", "李主任", "--reason", "另有纸质记录")
    run("ledger", "appeal", key, "--store", url, "--who", "质控科", "--decision", "reject")
    for step, who in (("corrected", "李主任"), ("rechecked", "质控科"), ("closed", "质控科")):
        run("ledger", "advance", key, "--store", url, "--to", step, "--who", who)
    assert "已销号" in run("ledger", "list", "--store", url, "--month", "2026-03", "--state", "closed")


def test_every_rule_of_the_catalogue_is_listed_and_has_a_page(tmp_path: Path) -> None:
    run("rules", "--pages", str(tmp_path))
    assert {path.stem for path in tmp_path.glob("*.md")} - {"README"} == set(catalogue())
    assert "不针对单份病历" in run("explain", "AGG-REPEAT")
