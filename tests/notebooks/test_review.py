"""The controller's work in a real browser: confirm, reject, add a missed defect by keyboard; nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.night import AuditOptions, audit
from pipeline.store import Store
from tests.gold import CORPUS
from tests.notebooks.conftest import Lab

sync_api = pytest.importorskip("playwright.sync_api")
TIMEOUT = 60_000  # ms; a loaded machine starts kernels slowly


@pytest.fixture
def night(tmp_path: Path) -> Path:
    a = CORPUS / "A"
    audit(AuditOptions(a / "stays.jsonl", tmp_path / "run", a / "staff.csv", "S000-P2"))
    return tmp_path / "run"


def write_notebook(lab: Lab, name: str, run: Path, who: str) -> str:
    notebook = json.loads((lab.folder / "notebooks" / "01_review.ipynb").read_text(encoding="utf-8"))
    cell = next(c for c in notebook["cells"] if c["id"] == "parameters")
    cell["source"] = [f"run, store, who, readers = {str(run)!r}, '', {who!r}, []\n"]
    (lab.folder / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return f"{lab.url}/lab/workspaces/{name}/tree/{name}.ipynb?token={lab.token}&reset"


@contextmanager
def browser(chromium: str) -> Iterator[sync_api.Browser]:
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_api.sync_playwright() as driver:
        chrome = driver.chromium.launch(executable_path=chromium, args=flags)
        yield chrome
        chrome.close()


def run_all(page: sync_api.Page, url: str) -> sync_api.Locator:
    """Open a notebook, run it, and wait for the desk."""
    page.goto(url, timeout=TIMEOUT)
    page.locator(".jp-NotebookPanel:visible .jp-Cell").first.wait_for(timeout=TIMEOUT)
    desk, asked = page.locator(".bingan"), page.get_by_role("button", name="Select Kernel")
    for _ in range(8):  # a run that is asked for before the kernel is there is forgotten
        with suppress(sync_api.TimeoutError):
            if asked.is_visible():  # JupyterLab may ask for the kernel although the notebook names it
                asked.click(timeout=TIMEOUT / 6)
            page.get_by_role("menuitem", name="Run", exact=True).click(timeout=TIMEOUT / 6)
            page.get_by_text("Run All Cells", exact=True).click(timeout=TIMEOUT / 6)
            desk.or_(asked).first.wait_for(timeout=TIMEOUT / 3)
        if desk.is_visible():
            break
    return desk


def decisions(run: Path) -> list[tuple[str, str, str]]:
    with Store.open(f"sqlite:///{run / 'bingan.sqlite'}") as store:
        return [(d["verdict"], d["rule_id"], d["who"]) for d in store.decisions()]


def says(desk: sync_api.Locator, text: str) -> None:
    sync_api.expect(desk.locator("[data-role=says]")).to_contain_text(text, timeout=TIMEOUT)


def test_two_controllers_review_by_keyboard_and_lose_nothing(chromium: str, lab: Lab, night: Path) -> None:
    with browser(chromium) as chrome:
        page = chrome.new_page(viewport={"width": 1600, "height": 1100})
        desk = run_all(page, write_notebook(lab, "first", night, "qc-one"))
        desk.locator("[data-stay='A-0001']").click()
        sync_api.expect(desk.locator("[data-role=findings] h3").first).to_contain_text("A-0001", timeout=TIMEOUT)
        desk.focus()
        page.keyboard.press("y")
        says(desk, "已确认")
        page.keyboard.press("n")
        says(desk, "已否定")
        page.keyboard.press("z")
        says(desk, "已撤销")
        page.keyboard.press("n")
        says(desk, "已否定")

        _select(page, "鉴别诊断")
        desk.locator("[data-role=rule]").select_option("LOG-SIDE")
        desk.get_by_role("button", name="添加(m)").click()
        says(desk, "已添加漏查缺陷 LOG-SIDE")
        page.screenshot(path=str(night / "desk.png"))

        other = chrome.new_page(viewport={"width": 1600, "height": 1100})
        theirs = run_all(other, write_notebook(lab, "second", night, "qc-two"))
        theirs.locator("[data-stay='A-0003']").click()
        sync_api.expect(theirs.locator("[data-role=findings] h3").first).to_contain_text("A-0003", timeout=TIMEOUT)
        theirs.focus()
        other.keyboard.press("y")
        says(theirs, "已确认")

        made = decisions(night)
        assert [(verdict, who) for verdict, _, who in made] == [
            ("confirmed", "qc-one"),
            ("rejected", "qc-one"),
            ("withdrawn", "qc-one"),
            ("rejected", "qc-one"),
            ("missed", "qc-one"),
            ("confirmed", "qc-two"),
        ]
        assert made[4][1] == "LOG-SIDE"

        page.get_by_role("menuitem", name="Kernel", exact=True).click()
        page.get_by_text("Restart Kernel and Run All Cells…", exact=True).click()
        page.get_by_role("button", name="Confirm Kernel Restart").click()
        page.wait_for_timeout(3000)
        fresh = page.locator(".bingan")
        fresh.locator("[data-stay='A-0001']").click(timeout=TIMEOUT)
        sync_api.expect(fresh.locator(".decided", has_text="qc-one").first).to_be_visible(timeout=TIMEOUT)
        assert decisions(night) == made


def _select(page: sync_api.Page, words: str) -> None:
    """Select ``words`` in the record as a mouse would."""
    found = page.evaluate(
        """(words) => {
            for (const span of document.querySelectorAll('.bingan [data-start]')) {
                const at = span.textContent.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(span.firstChild, at);
                range.setEnd(span.firstChild, at + words.length);
                const selection = document.getSelection();
                selection.removeAllRanges();
                selection.addRange(range);
                return true;
            }
            return false;
        }""",
        words,
    )
    assert found


def test_blind_second_reading_and_reading_unflagged_stays(chromium: str, lab: Lab, tmp_path: Path) -> None:
    a = CORPUS / "A"
    row = {"stay_id": "Z-1", "documents": [{"doc_id": "Z-1-1", "text": "收费凭据"}]}
    source = tmp_path / "night.jsonl"
    # one flagged stay and one in which nothing is found: so small a night is read by two as a whole
    flagged = next(r for r in (a / "stays.jsonl").read_text(encoding="utf-8").splitlines() if '"A-0001"' in r)
    source.write_text(flagged + "\n" + json.dumps(row) + "\n", encoding="utf-8")
    audit(AuditOptions(source, tmp_path / "run", a / "staff.csv", "S000-P2"))
    with browser(chromium) as chrome:
        desks, pages = [], []
        for who in ("qc-one", "qc-two"):
            page = chrome.new_page(viewport={"width": 1600, "height": 1100})
            desks.append(run_all(page, write_notebook(lab, who, tmp_path / "run", who)))
            pages.append(page)
        for desk, page, key in zip(desks, pages, "yn", strict=True):
            _open(desk, "A-0001")
            sync_api.expect(desk.locator("[data-role=blind]")).to_be_visible(timeout=TIMEOUT)
            cards = desk.locator(".card[data-number]")
            assert "qc-one" not in desk.locator("[data-role=findings]").inner_text()
            for number in range(1, cards.count() + 1):
                assert desk.locator("[data-role=blind]").is_visible(), "still blind: not everything is decided"
                page.keyboard.press(key)
                says(desk, f"第 {number} 项")
                sync_api.expect(desk.locator("[data-role=says]")).to_be_in_viewport()
                sync_api.expect(desk.get_by_role("button", name="撤销(z)")).to_be_in_viewport()
        sync_api.expect(desks[1].locator("[data-role=blind]")).to_have_count(0, timeout=TIMEOUT)
        sync_api.expect(desks[1].locator(".decided").first).to_have_text("确认　qc-one；否定　qc-two")
        sync_api.expect(desks[1].locator("[data-stay='A-0001']")).to_contain_text("两人意见不同")

        _open(desks[0], "Z-1")
        pages[0].keyboard.press("c")
        says(desks[0], "没有漏查")
        sync_api.expect(desks[0].locator("[data-role=read]")).to_have_text("无遗漏　qc-one")
        _open(desks[1], "Z-1")
        sync_api.expect(desks[1].locator("[data-role=read]")).to_have_count(0)
        pages[1].keyboard.press("c")
        says(desks[1], "没有漏查")
        sync_api.expect(desks[1].locator("[data-role=read]")).to_have_text("无遗漏　qc-one；无遗漏　qc-two")
    with Store.open(f"sqlite:///{tmp_path / 'run' / 'bingan.sqlite'}") as store:
        made = store.decisions()
    assert {d["verdict"] for d in made if d["stay_id"] == "Z-1"} == {"clean"}
    assert all((d["meta"] or {}).get("blind") for d in made)


def _open(desk: sync_api.Locator, stay_id: str) -> None:
    desk.locator(f"[data-stay='{stay_id}']").click()
    sync_api.expect(desk.locator("[data-role=findings] h3").first).to_contain_text(stay_id, timeout=TIMEOUT)
    desk.focus()


def test_record_text_is_shown_as_text(chromium: str, lab: Lab, tmp_path: Path) -> None:
    hostile = '<script>window.hit=1</script><img src=x onerror="window.hit=1"> ](javascript:alert(1)) =HYPERLINK("x")'
    text = f"2026-03-02 10:15 病程记录\n患者{hostile}咳嗽。😀\n住院医师：\n"
    row = {"stay_id": "X<b>1", "name": hostile, "documents": [{"doc_id": "1", "text": text}]}
    source = tmp_path / "night.jsonl"
    source.write_text(json.dumps(row) + "\n", encoding="utf-8")
    audit(AuditOptions(source, tmp_path / "run"))
    with browser(chromium) as chrome:
        page = chrome.new_page(viewport={"width": 1600, "height": 1100})
        desk = run_all(page, write_notebook(lab, "hostile", tmp_path / "run", "qc"))
        sync_api.expect(desk.locator("[data-role=text]")).to_contain_text(
            "<script>window.hit=1</script>", timeout=TIMEOUT
        )
        assert page.evaluate("window.hit") is None
