"""A night of discharges: stays of several hospitals, their registries, and what is really wrong with them."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.records.sample.defects import DEFECTS, Defect, copy_examination, copy_note, copy_reasoning, worth_copying
from pipeline.records.sample.grammar import Context
from pipeline.records.sample.model import Case
from pipeline.records.sample.people import HOSPITALS, patient_for, rosters, team_for
from pipeline.records.sample.plan import Author, build, schedule
from pipeline.records.sample.printing import Row, print_case
from pipeline.records.sample.scenarios import Scenario, departments, draw_facts, scenarios
from pipeline.records.sample.styles import STYLES
from pipeline.records.sample.traps import TRAPS, standing_traps
from pipeline.records.sample.voices import VOICES

FLAWED = {
    "death": 0.9,
    "rescue": 0.9,
    "surgical": 0.65,
}  # share of stays that get defects, by kind; the others are clean controls
FLAWED_OTHERS = 0.4
COPYING = 0.2  # share of stays that may copy from an earlier one
SECOND, THIRD = 0.45, 0.15  # share of flawed stays with a second and a third defect
TRAPPED = 0.5
COLUMNS = ("staff_id", "name", "title", "role", "department", "license_no", "license_from", "license_to", "note")
COPIES = {"CLN-CROSS-PT-NOTE": copy_note, "CLN-CROSS-PT-DISC": copy_reasoning, "CLN-CROSS-ADM": copy_examination}
CHRONIC = ("hf", "lbp", "stroke", "cap", "dka", "copd")
ALIASES = {
    "F": {
        "呼吸内科": "呼吸与危重症医学科",
        "普外科": "普通外科",
        "儿科": "儿童病区",
        "神经内科": "神经内科二病区",
        "骨科": "创伤骨科",
    },
    "G": {
        "呼吸内科": "肺病科",
        "心血管内科": "心病科",
        "神经内科": "脑病科",
        "普外科": "外科",
        "骨科": "骨伤科",
        "消化内科": "脾胃病科",
    },
    "H": {
        "心血管内科": "心内二科",
        "普外科": "胃肠外科",
        "消化内科": "消化病区",
        "呼吸内科": "呼吸三科",
        "骨科": "骨关节科",
    },
    "I": {"呼吸内科": "内二科", "心血管内科": "内一科", "普外科": "外一科", "骨科": "外二科", "消化内科": "内三科"},
    "J": {
        "呼吸内科": "内科",
        "心血管内科": "内科",
        "神经内科": "内科",
        "消化内科": "内科",
        "普外科": "外科",
        "骨科": "外科",
    },
}


@dataclass(slots=True)
class Printed:
    """One stay of the night: hospital letter, pipeline input, gold."""

    hospital: str
    stay: Row
    gold: Row


class _Generator:
    def __init__(self, seed: int, styles: Sequence[str]) -> None:
        self.rng = random.Random(seed)  # noqa: S311  (invented records, no secret)
        self.styles = list(styles)
        self.used: Counter[str] = Counter()
        self.decks: dict[str, list[str]] = {s: [] for s in styles}
        self.earlier: dict[str, list[tuple[Case, Author]]] = {s: [] for s in styles}
        self.count: Counter[str] = Counter()
        self.turns: Counter[str] = Counter()  # how often each scenario was used
        self.start = datetime(2026, 2, 23)

    def stays(self, n: int) -> Iterator[Printed]:
        for number in range(n):
            letter = self.styles[number % len(self.styles)]
            case = self._case(letter, number, n)
            stay, gold = print_case(case, STYLES[letter])
            yield Printed(letter, stay, gold)

    def _case(self, letter: str, number: int, n: int) -> Case:
        self.count[letter] += 1
        stay_id = f"{letter}-{self.count[letter]:05d}"
        copy = self._due_copy(letter) if self.rng.random() < COPYING else None
        start = self.start + timedelta(days=int(60 * number / n))
        if copy is not None:
            case, author = self._copy(copy, letter, stay_id, start)
        else:
            case, author = self._fresh(letter, stay_id, start)
        if copy is not None or self.rng.random() < FLAWED.get(case.kind, FLAWED_OTHERS):
            self._spoil(case, author)
        standing_traps(case, author)
        if self.rng.random() < TRAPPED:
            traps = list(TRAPS)
            self.rng.shuffle(traps)
            sum(trap(case, author) for trap in traps[:2])
        if not case.findings:
            self.earlier[letter] = [*self.earlier[letter][-40:], (case, author)]
        return case

    # ---- one stay --------------------------------------------------------------------------------------------------

    def _scenario(self, letter: str) -> Scenario:
        """One that this hospital has not had yet, of those the one used least so far."""
        known = scenarios()
        if not self.decks[letter]:
            self.decks[letter] = list(known)
            self.rng.shuffle(self.decks[letter])
        chosen = min(self.decks[letter], key=lambda k: self.turns[k])
        self.decks[letter].remove(chosen)
        return known[chosen]

    def _fresh(self, letter: str, stay_id: str, start: datetime, like: Case | None = None) -> tuple[Case, Author]:
        scenario = scenarios()[like.scenario] if like else self._scenario(letter)
        rng = self.rng
        sex = scenario["sex"] if scenario["sex"] != "any" else rng.choice("男女")
        low, high = scenario["age"]
        years = low + (high - low) * rng.random()
        patient = patient_for(letter, self.count[letter], sex, years, rng)
        return self._written(letter, stay_id, start, scenario, patient, like)

    def _written(
        self, letter: str, stay_id: str, start: datetime, scenario: Scenario, patient: Any, like: Case | None
    ) -> tuple[Case, Author]:
        rng = self.rng
        facts = draw_facts(scenario, rng)
        if like is not None:  # what is copied must not contradict the copier's own side of the body
            facts |= {k: like.facts[k] for k in ("side", "other") if k in like.facts}
        team = team_for(letter, departments(), scenario["department"], rng)
        admitted, leaving, operated, rescued = schedule(scenario, start, rng)
        pulse = f"{scenario['vitals'][1]}"
        facts |= {
            "P": pulse,
            "t0": f"{scenario['vitals'][0]:.1f}",
            "mar": str(rng.randint(22, 28)),
            "relative": patient.relative,
        }
        turn = self.turns[scenario["id"]]
        self.turns[scenario["id"]] += 1
        anchors = {"": admitted, "op": operated[0] if operated else admitted, "out": leaving, "today": admitted}
        context = Context(rng, facts, anchors, turn % VOICES, turn if turn < VOICES else None)
        author = Author(
            rng, scenario, patient, team, admitted, leaving, facts, context, letter == "G", operated, rescued
        )
        author.unlike = like.facts.get("hpi_version", "") if like else ""
        case = build(stay_id, author)
        case.department = ALIASES.get(letter, {}).get(case.department, case.department)
        return case, author

    # ---- defects ---------------------------------------------------------------------------------------------------

    def _due_copy(self, letter: str) -> str | None:
        """The kind of copy between stays that is due, if this hospital has a stay to copy from."""
        if not self.earlier[letter]:
            return None
        least = min(self.used[rule] for rule in COPIES)
        due = [rule for rule in COPIES if self.used[rule] == least]
        if least > sum(self.used.values()) / 40:
            return None
        return self.rng.choice(due)

    def _copy(self, rule: str, letter: str, stay_id: str, start: datetime) -> tuple[Case, Author]:
        partners = [p for p, _ in self.earlier[letter] if self._suits(rule, p)]
        partners.sort(
            key=lambda p: self.turns[p.scenario] < VOICES
        )  # last: a disease that was not yet told in every manner
        if not partners:
            return self._fresh(letter, stay_id, start)
        partner = partners[-1]
        if rule == "CLN-CROSS-ADM":
            start = partner.discharged.replace(hour=0, minute=0) + timedelta(days=self.rng.randint(21, 40))
            case, author = self._written(
                letter, stay_id, start, scenarios()[partner.scenario], partner.patient, partner
            )
            case.admissions = [partner.stay_id]
        else:
            case, author = self._fresh(letter, stay_id, start, partner)
        if COPIES[rule](case, author, partner):
            self._record(case, partner)
        return case, author

    def _suits(self, rule: str, partner: Case) -> bool:
        if rule == "CLN-CROSS-ADM":
            return partner.scenario in CHRONIC and not partner.admissions
        if rule == "CLN-CROSS-PT-NOTE" and "tcm_basis" in scenarios()[partner.scenario]:
            return False  # the TCM reasoning has one wording only: it would be a second, unmeant copy
        return partner.kind in ("medical", "rescue", "surgical") and worth_copying(rule, partner)

    def _record(self, case: Case, partner: Case) -> None:
        numbers = {id(doc): number for number, doc in enumerate(partner.docs, 1)}
        for finding in case.findings:
            self.used[finding.rule] += 1
            if finding.related == partner.stay_id and finding.related_doc is not None:
                finding.note += f"（原文在{partner.stay_id}第{numbers[id(finding.related_doc)]}份文书）"

    def _spoil(self, case: Case, author: Author) -> None:
        chance = self.rng.random()
        wanted = 1 + (chance < SECOND) + (chance < THIRD) - (1 if case.findings else 0)
        touched = {"fpn", "adm", "note1"} if case.findings else set()
        for defect in self._by_need():
            if wanted <= 0:
                return
            if touched & set(defect.targets):
                continue
            before = len(case.findings)
            if defect.inject(case, author):
                touched |= set(defect.targets)
                wanted -= 1
                self.used.update(f.rule for f in case.findings[before:])
                self.used[id(defect)] += 1  # type: ignore[index]

    def _by_need(self) -> list[Defect]:
        """Rarest rule first, so that every rule in scope is shown; ties by chance."""
        shuffled = list(DEFECTS)
        self.rng.shuffle(shuffled)
        return sorted(shuffled, key=lambda d: max(self.used[r] for r in d.rules))


def generate(seed: int, n: int, styles: Sequence[str] = HOSPITALS) -> Iterator[Printed]:
    """``n`` stays, dealt to the hospitals in turn; the same seed gives the same night on every machine.

    Raises KeyError for a style that does not exist.
    """
    unknown = [s for s in styles if s not in STYLES]
    if unknown:
        raise KeyError(f"no such hospital style: {', '.join(unknown)}")
    return _Generator(seed, styles).stays(n)


def staff_csv(letters: Sequence[str]) -> str:
    """Registry of these hospitals in the contract's columns."""
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    rows.writeheader()
    for letter in letters:
        rows.writerows(asdict(person) for person in rosters(departments())[letter])
    return out.getvalue()


def write_night(folder: Path, seed: int, n: int, styles: Sequence[str] = HOSPITALS) -> int:
    """Write ``folder/<hospital>/{stays.jsonl,gold.jsonl,staff.csv}``; returns the number of characters of record text."""
    size = 0
    files = {}
    for letter in styles:
        (folder / letter).mkdir(parents=True, exist_ok=True)
        (folder / letter / "staff.csv").write_text(staff_csv(letter), encoding="utf-8", newline="")
        files[letter] = [
            open(folder / letter / name, "w", encoding="utf-8", newline="\n")  # noqa: SIM115
            for name in ("stays.jsonl", "gold.jsonl")
        ]
    try:
        for printed in generate(seed, n, styles):
            stays, golds = files[printed.hospital]
            stays.write(json.dumps(printed.stay, ensure_ascii=False) + "\n")
            golds.write(json.dumps(printed.gold, ensure_ascii=False) + "\n")
            size += sum(len(d["text"]) for d in printed.stay.get("documents", [printed.stay]))
    finally:
        for pair in files.values():
            for file in pair:
                file.close()
    return size
