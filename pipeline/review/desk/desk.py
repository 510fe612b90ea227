"""The controller's desk: which stay is open, what each action does. No widget code here, so that it is tested without a browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pipeline.detect.finding import digest
from pipeline.detect.rules import all_rules
from pipeline.errors import UsageError
from pipeline.review.agreement import disagreements, readings_of
from pipeline.review.desk.view import stay_view
from pipeline.review.desk.worklist import Task, worklist
from pipeline.review.sampling import (
    ABOUT_STAY,
    Said,
    assigned,
    blind_readings,
    double_sample,
    finished,
    stay_key,
    to_decide,
)
from pipeline.store import Store, standing
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
Decisions = dict[str, dict[str, Any]]
SHOWN = 300  # stays of the worklist that the page shows at once


class Desk:
    """One controller's session on one run. Every decision is in the store before the method returns.

    ``who`` is the controller's account name; decisions carry it with the time. Some stays are read blind by two: what the one
    says is hidden from the other until both have decided everything. ``roster`` names the controllers, who then share these
    stays evenly; without it the first two who decide are the readers.
    """

    def __init__(self, run: RunFolder, store: Store, who: str, roster: Sequence[str] = ()) -> None:
        if not who.strip():
            raise UsageError("E601", "请给出复核人（who），决定要记名")
        self.run, self.store, self.who = run, store, who.strip()
        self.run_id: str = run.manifest["run_id"]
        self.roster = tuple(name.strip() for name in roster if name.strip())
        self.says = ""
        self.number = 1
        self._mine: list[dict[str, Any]] = []  # what was decided about in this session, for undo
        self._rules = {f["fingerprint"]: f["rule_id"] for rows in run.findings.values() for f in rows}
        flagged = [s for s in run.grades if run.findings.get(s)]
        unflagged = [s for s in run.grades if not run.findings.get(s)]
        self._double = double_sample(self.run_id, flagged, unflagged)
        self._wanted = to_decide(self.run_id, run.grades, run.findings)
        self._look()
        self.stay_id = self.tasks[0].stay_id if self.tasks else ""

    # -- what is known ---------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Read the decisions anew: those of others appear too."""
        here = self.store.decisions_with(run_id=self.run_id)
        rows = {row["decision_id"]: row for row in (*self.store.history(self._rules), *here)}
        self._standing = standing(rows[number] for number in sorted(rows))
        readings = blind_readings(here, self._wanted)
        self._said: dict[str, Said] = {stay_id: readings.get(stay_id, {}) for stay_id in self._double}
        open_ = {s for s in self._double if not finished(self._said[s], self._wanted[s])}
        self._blind = open_
        queue = {r.stay_id for r in disagreements(readings_of(here, self._wanted, self._rules))}
        hidden = {s for s in open_ if not self._may_read(s)}
        self._seen = self._visible()
        self.tasks: list[Task] = worklist(self.run, self._last(), hidden, open_, queue)

    def _may_read(self, stay_id: str) -> bool:
        """Whether this controller is one of the two blind readers, or may become one."""
        readers = assigned(self.run_id, stay_id, self.roster) or tuple(self._said[stay_id])
        return self.who in readers or len(readers) < 2

    def _visible(self) -> list[dict[str, Any]]:
        """The decisions that this controller may see: of a stay that is read blind only what he said in this run."""
        return [
            row
            for row in self._standing
            if row["stay_id"] not in self._blind or (row["who"] == self.who and row["run_id"] == self.run_id)
        ]

    def _last(self) -> Decisions:
        """The decision that holds, by fingerprint; a stay that was read is found under its own key."""
        last: Decisions = {}
        for row in self._seen:
            if row["verdict"] in ABOUT_STAY and row["run_id"] == self.run_id:
                last[stay_key(self.run_id, row["stay_id"])] = row
            else:
                last[row["fingerprint"]] = row
        return last

    @property
    def findings(self) -> list[dict[str, Any]]:
        return self.run.findings.get(self.stay_id, [])

    @property
    def blind(self) -> bool:
        """Whether the open stay is read by two people who must not see each other's decisions yet."""
        return self.stay_id in self._blind

    def state(self) -> dict[str, Any]:
        """Everything that the page shows, read anew."""
        self._look()
        return {
            "view": self._view() if self.stay_id else {},
            "current": self.number,
            "worklist": [task.row() for task in self.tasks[:SHOWN]],
            "more": max(0, len(self.tasks) - SHOWN),
            "says": self.says,
        }

    def _view(self) -> dict[str, Any]:
        said: dict[str, dict[str, str]] = {}
        for row in self._seen:  # a later decision of the same person replaces the earlier one
            people = said.setdefault(row["fingerprint"], {})
            people.pop(row["who"], None)
            people[row["who"]] = row["verdict"]
        decided = {
            key: {
                "verdict": row["verdict"],
                "who": row["who"],
                "said": [{"who": who, "verdict": verdict} for who, verdict in said[row["fingerprint"]].items()],
            }
            for key, row in self._last().items()
        }
        return {
            **stay_view(self.run, self.stay_id, decided),
            "blind": self.blind,
            "read": decided.get(stay_key(self.run_id, self.stay_id)),
            "added": list(self._added()),
        }

    def _added(self) -> Iterable[dict[str, Any]]:
        """The defects of the open stay that controllers added in this run."""
        for row in self._seen:
            if row["verdict"] == "missed" and (row["stay_id"], row["run_id"]) == (self.stay_id, self.run_id):
                quote = (row["meta"] or {}).get("span", {}).get("quote", "")
                yield {"rule_id": row["rule_id"], "who": row["who"], "quote": quote, "note": row["note"]}

    # -- going about -----------------------------------------------------------------------------------------------

    def open(self, stay_id: str) -> None:
        """Open a stay at its first undecided finding."""
        self.run.dossier(stay_id)
        self._look()
        self.stay_id, self.says = stay_id, ""
        decided = self._last()
        undecided = [n for n, f in enumerate(self.findings, 1) if f["fingerprint"] not in decided]
        self.number = undecided[0] if undecided else 1

    def turn(self, by: int) -> None:
        """Open the next or the previous stay of the worklist."""
        ids = [task.stay_id for task in self.tasks]
        if self.stay_id in ids:
            self.open(ids[(ids.index(self.stay_id) + by) % len(ids)])
        elif ids:
            self.open(ids[0])

    def step(self, by: int) -> None:
        """Go to another finding of the open stay."""
        if self.findings:
            self.number = (self.number - 1 + by) % len(self.findings) + 1

    def choose(self, number: int) -> None:
        if 1 <= number <= len(self.findings):
            self.number = number

    # -- deciding --------------------------------------------------------------------------------------------------

    def decide(self, verdict: str, reason: str = "", note: str = "", number: int | None = None) -> None:
        """Save a decision about a finding of the open stay (the current one by default) and go to the next."""
        if verdict not in VERDICTS:
            raise UsageError("E602", f"没有这种决定：{verdict}")
        if not self.findings:
            self.says = "这份病历没有报缺陷。全文读过、没有漏查，请按 c；有漏查，请选中原文后按 m"
            return
        self.choose(number or self.number)
        self._save(self.findings[self.number - 1], verdict, reason, note)
        self.says = f"第 {self.number} 项{VERDICTS[verdict]}，已保存"
        if self.number < len(self.findings):
            self.step(1)

    def mark_clean(self, note: str = "") -> None:
        """Record that the open stay, in which nothing was found, was read in full and nothing was missed."""
        if self.findings:
            self.says = "“无遗漏”只用于未报缺陷的抽样病历。这份请逐项决定"
            return
        self._look()
        if any(row["who"] == self.who for row in self._added()):
            self.says = "您已在这份病历里添加了漏查的缺陷，不能再记“无遗漏”。如添加有误，请先撤销"
            return
        key = stay_key(self.run_id, self.stay_id)
        self._save({"fingerprint": key, "rule_id": "", "stay_id": self.stay_id}, "clean", "", note)
        self.says = "已记录：全文读过，没有漏查"

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
        self.says = f"已添加漏查缺陷 {rule_id}，已保存"

    def undo(self) -> None:
        """Take back the last decision of this session; what held before it holds again. The log keeps everything."""
        if not self._mine:
            self.says = "没有可撤销的决定（只能撤销本次打开后自己作出的）"
            return
        last = self._mine.pop()
        self.store.decide(last, "withdrawn", self.who, "", "", self.run_id)
        self.says = f"已撤销上一个决定（{last['stay_id']}）"

    def _save(
        self, finding: dict[str, Any], verdict: str, reason: str, note: str, span: dict[str, Any] | None = None
    ) -> None:
        self._look()
        if self.blind and not self._may_read(self.stay_id):
            raise UsageError("E605", "这份病历由另外两人盲读，两人都定了以后才开放")
        meta = {**({"span": span} if span else {}), **({"blind": True} if self.blind else {})}
        self.store.decide(finding, verdict, self.who, reason, note, self.run_id, meta=meta or None)
        self._mine.append(finding)
