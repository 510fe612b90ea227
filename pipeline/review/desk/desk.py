"""The controller's desk: which stay is open, what each action does. No widget code here, so that it is tested without a browser."""

from __future__ import annotations

from typing import Any

from pipeline.detect.finding import digest
from pipeline.detect.rules import all_rules
from pipeline.errors import UsageError
from pipeline.review.desk.view import stay_view
from pipeline.review.desk.worklist import Task, worklist
from pipeline.store import Store
from pipeline.store.run_folder import RunFolder

REASONS = {
    "wrong_evidence": "证据有误",
    "exception": "属于例外情形",
    "extraction": "提取错误",
    "too_strict": "标准过严",
    "duplicate": "重复",
    "other": "其他",
}
VERDICTS = {"confirmed": "已确认", "rejected": "已否定", "unsure": "存疑"}


class Desk:
    """One controller's session on one run. Every decision is in the store before the method returns.

    ``who`` is the controller's account name; decisions carry it with the time.
    """

    def __init__(self, run: RunFolder, store: Store, who: str) -> None:
        if not who.strip():
            raise UsageError("E601", "请给出复核人（who），决定要记名")
        self.run, self.store, self.who = run, store, who.strip()
        self.says = ""
        self.number = 1
        self._mine: list[dict[str, Any]] = []  # findings decided in this session, for undo
        self._fingerprints = [f["fingerprint"] for rows in run.findings.values() for f in rows]
        self.tasks: list[Task] = worklist(run, self._in_force())
        self.stay_id = self.tasks[0].stay_id if self.tasks else ""

    def _in_force(self) -> dict[str, dict[str, Any]]:
        """The decision that holds for each decided finding of the run, whoever made it."""
        held = self.store.last_decisions(self._fingerprints)
        return {fingerprint: row for fingerprint, row in held.items() if row["verdict"] != "withdrawn"}

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.run.findings.get(self.stay_id, [])

    def state(self) -> dict[str, Any]:
        """Everything that the page shows, read anew: decisions of others appear too."""
        in_force = self._in_force()
        self.tasks = worklist(self.run, in_force)
        decided = {f: {"verdict": d["verdict"], "who": d["who"]} for f, d in in_force.items()}
        view = stay_view(self.run, self.stay_id, decided) if self.stay_id else {}
        return {
            "view": view,
            "current": self.number,
            "worklist": [task.row() for task in self.tasks],
            "says": self.says,
        }

    def open(self, stay_id: str) -> None:
        """Open a stay at its first undecided finding."""
        self.run.dossier(stay_id)
        self.stay_id, self.says = stay_id, ""
        in_force = self._in_force()
        undecided = [n for n, f in enumerate(self.findings, 1) if f["fingerprint"] not in in_force]
        self.number = undecided[0] if undecided else 1

    def turn(self, by: int) -> None:
        """Open the next or the previous stay of the worklist."""
        ids = [task.stay_id for task in self.tasks]
        if self.stay_id in ids:
            self.open(ids[(ids.index(self.stay_id) + by) % len(ids)])

    def step(self, by: int) -> None:
        """Go to another finding of the open stay."""
        if self.findings:
            self.number = (self.number - 1 + by) % len(self.findings) + 1

    def choose(self, number: int) -> None:
        if 1 <= number <= len(self.findings):
            self.number = number

    def decide(self, verdict: str, reason: str = "", note: str = "", number: int | None = None) -> None:
        """Save a decision about a finding of the open stay (the current one by default) and go to the next."""
        if verdict not in VERDICTS:
            raise UsageError("E602", f"没有这种决定：{verdict}")
        if not self.findings:
            self.says = "这份病历没有待定的缺陷"
            return
        self.choose(number or self.number)
        finding = self.findings[self.number - 1]
        self._save(finding, verdict, reason, note)
        self.says = f"第 {self.number} 项{VERDICTS[verdict]}，已保存"
        if self.number < len(self.findings):
            self.step(1)

    def add_missed(self, rule_id: str, doc_id: str, start: int, end: int, note: str = "") -> None:
        """Record a defect that the program missed, at the words that the controller selected (code points of the source)."""
        if rule_id not in {rule.id for rule in all_rules()}:
            raise UsageError("E603", f"没有规则 {rule_id}")
        text = self.run.dossier(self.stay_id).text_of(doc_id)
        if not 0 <= start < end <= len(text):
            raise UsageError("E604", "选中的位置不在这份文书里")
        span = {"doc_id": doc_id, "start": start, "end": end, "quote": text[start:end]}
        fingerprint = digest("missed", rule_id, self.stay_id, doc_id, text[start:end])
        missed = {"fingerprint": fingerprint, "rule_id": rule_id, "stay_id": self.stay_id}
        self._save(missed, "missed", "", note, span)
        self.says = f"已添加漏查缺陷 {rule_id}"

    def undo(self) -> None:
        """Withdraw the last decision of this session. The log keeps both: nothing is ever deleted."""
        if not self._mine:
            self.says = "没有可撤销的决定"
            return
        self._write(self._mine.pop(), "withdrawn", "", "", None)
        self.says = "已撤销上一个决定"

    def _save(
        self, finding: dict[str, Any], verdict: str, reason: str, note: str, span: dict[str, Any] | None = None
    ) -> None:
        self._write(finding, verdict, reason, note, span)
        self._mine.append(finding)

    def _write(
        self, finding: dict[str, Any], verdict: str, reason: str, note: str, span: dict[str, Any] | None
    ) -> None:
        meta = {"span": span} if span else None
        self.store.decide(finding, verdict, self.who, reason, note, self.run.manifest["run_id"], meta=meta)
