"""From a scenario to the documents of one stay: who wrote what, when, and in which words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.records.sample import phrases
from pipeline.records.sample.grammar import Context, Rich, Signed, Stamp, expand, plain
from pipeline.records.sample.model import Block, Case, Doc, Patient, Person, Signer, Team
from pipeline.records.sample.scenarios import Scenario

PROGRESS = {
    "first_progress_note", "progress_note", "ward_round_attending", "ward_round_chief", "rescue_record", "preop_discussion",
    "preop_summary", "postop_first_note", "stage_summary",
}  # fmt: skip
_SENTENCE = re.compile(r"(?:<[^>]*>|\{[^}]*\}|[^。；<{])+[。；]?")
NORMAL = (36.6, 78.0, 18.0, 122.0, 74.0)
CHILD = 14
MENOPAUSE = 50
SHEETS = 0.4  # share of stays with a front page, a report, a nursing sheet


@dataclass(slots=True)
class Author:
    """Writes the documents of one stay."""

    rng: random.Random
    scenario: Scenario
    patient: Patient
    team: Team
    admitted: datetime
    discharged: datetime
    facts: dict[str, str]
    context: Context
    tcm: bool
    operated: tuple[datetime, datetime] | None = None
    rescued: tuple[datetime, datetime] | None = None
    unlike: str = ""  # version of the history not to be used

    def say(self, text: str, at: datetime | None = None) -> Rich:
        if at is not None:
            self.context.anchors["today"] = at
        return expand(text, self.context)

    def stock(self, text: str) -> Rich:
        """A phrase that every hospital uses."""
        return expand(text, self.context, by_chance=True)

    def points(self, texts: Iterable[str]) -> list[Rich]:
        return [self.say(text) for text in texts]

    def some(self, texts: list[str], dealt: tuple[tuple[int, ...], ...], mixed: bool = True) -> list[Rich]:
        """The points that this doctor mentions: by turn of the scenario, later by chance. Two doctors never list the same."""
        turn = self.context.turn
        numbers = list(range(len(texts)))
        if turn is not None and turn < len(dealt):
            numbers = [n for n in dealt[turn] if n < len(texts)]
        elif len(numbers) > 2:
            numbers.remove(self.rng.choice(numbers))
        if mixed:
            self.rng.shuffle(numbers)
        return self.points(texts[n] for n in numbers)

    def sentences(self, text: str, at: datetime | None = None) -> Rich:
        """Part of a train of thought: the first doctor says the first half, the second the rest, the third a mixture."""
        parts = _SENTENCE.findall(text)
        turn, half = self.context.turn, (len(parts) + 1) // 2
        if len(parts) < 3:
            chosen = parts
        elif turn is not None and turn < 3:
            chosen = (parts[:half], parts[half:], parts[::2])[turn]
        else:
            kept = sorted(self.rng.sample(range(len(parts)), half + (half < len(parts))))
            chosen = [parts[n] for n in kept]
        words = "".join(chosen)
        return self.say(words[:-1] + "。" if words[-1] in "；，" else words, at)

    def arguments(self) -> list[Rich]:
        """Differential: which diseases, and whether the textbook half is written down, is each doctor's own way."""
        texts, turn = list(self.scenario["ddx"]), self.context.turn
        if turn == 1:
            texts = [_own_half(t) for t in texts]
        dealt = ((0, 1), (2, 0), (1, 2))
        return self.some([_own_half(t) if turn == 2 and n == 1 else t for n, t in enumerate(texts)], dealt)

    def pick(self, texts: tuple[str, ...] | list[str]) -> str:
        return texts[int(self.rng.random() * len(texts))]

    def soon(self, start: datetime, low: int, high: int) -> datetime:
        """A moment ``low`` to ``high`` minutes after ``start``."""
        return start + timedelta(minutes=self.rng.randint(low, high))

    def morning(self, day: int, hour: int = 8, spread: int = 150) -> datetime:
        return self.admitted.replace(hour=hour, minute=0) + timedelta(days=day, minutes=self.rng.randint(5, spread))

    def complaint(self) -> Rich:
        """Chosen once: every document states the same complaint."""
        if "complaint" not in self.facts:
            self.facts["complaint"] = "".join(p for p in self.say(self.scenario["complaint"]) if isinstance(p, str))
        return [self.facts["complaint"]]

    def vitals(self, at: datetime, beside: Rich | None = None) -> str:
        """Temperature, pulse, breathing and pressure, from those of admission towards normal over the stay.

        What the words ``beside`` already state is left out, so that a note never gives two pressures.
        """
        length = max(1.0, (self.discharged - self.admitted).total_seconds())
        part = min(1.0, max(0.0, (at - self.admitted).total_seconds() / length) * 1.6)
        normal = NORMAL if self.patient.years >= CHILD else (36.7, 102.0, 24.0, 94.0, 58.0)
        if self.scenario["kind"] == "death":
            part = 0.1
        t, p, r, high, low = (a + (b - a) * part for a, b in zip(self.scenario["vitals"], normal, strict=True))
        random_ = self.rng.random
        signs = {
            "体温|退热|热": f"T {t + random_() * 0.4 - 0.2:.1f}℃",
            "心率|P ": f"P {p + random_() * 8 - 4:.0f}次/分",
            "呼吸|R ": f"R {r + random_() * 2 - 1:.0f}次/分",
            "血压|BP|MAP": f"BP {high + random_() * 12 - 6:.0f}/{low + random_() * 8 - 4:.0f}mmHg",
        }
        if beside is None:
            return "，".join(signs.values())
        said = plain(beside)
        left = [sign for words, sign in signs.items() if not any(word in said for word in words.split("|"))]
        return "，".join(left) + "。" if left else ""

    # ---- documents -------------------------------------------------------------------------------------------------

    def admission_record(self) -> Doc:
        at = self.soon(self.admitted, 150, 330)
        s, who = self.scenario, self.patient
        married = who.years >= 20
        blocks = [
            Block("general", fields=self._identity(at)),
            Block("chief_complaint", [*self.complaint(), "。"]),
            Block("present_illness", [*self.say(self._history()), *self.stock(phrases.GENERAL_STATE)]),
            Block("past_history", [*self.say(s.get("past", "")), *self.stock(phrases.PAST)]),
            Block("personal_history", self.stock(phrases.PERSONAL if who.years >= CHILD else phrases.PERSONAL_CHILD)),
        ]
        if married:
            blocks.append(Block("marital_history", self.stock(phrases.MARITAL)))
        if who.sex == "女" and married:
            past = who.years >= MENOPAUSE
            blocks.append(Block("menstrual_history", self.stock(phrases.MENOPAUSE if past else phrases.MENSES)))
        blocks.append(Block("family_history", self.stock(phrases.FAMILY[who.sex])))
        if self.tcm and "tongue" in s:
            blocks.append(Block("tcm_four_exams", [*self.stock(_FOUR), s["tongue"] + "。"]))
        blocks.append(Block("physical_exam", self._examination()))
        if "specialist" in s:
            blocks.append(Block("specialist_exam", self.say(s["specialist"])))
        blocks.append(Block("auxiliary_exam", self.say(s["imaging"]), rows=self._labs()))
        blocks.append(Block("admission_diagnosis", items=self._diagnoses("dx")))
        signers = [
            self._sign("author", self.team.resident, at, 25),
            self._sign("superior", self.team.attending, at, 180),
        ]
        return Doc("adm", "admission_record", at, blocks, signers)

    def _history(self) -> str:
        """A version of the history that the patient whose record is copied from does not have."""
        versions: list[str] = self.scenario["hpi"]
        turn = self.context.turn
        number = self.rng.randrange(len(versions)) if turn is None else turn % len(versions)
        if self.unlike == str(number):
            number = (number + 1) % len(versions)
        self.facts["hpi_version"] = str(number)
        return versions[number]

    def _identity(self, at: datetime | None, end: datetime | None = None) -> list[tuple[str, Rich]]:
        who, rng = self.patient, self.rng
        fields: list[tuple[str, Rich]] = [
            ("姓名", [who.name]),
            ("性别", [who.sex]),
            ("年龄", [who.age]),
        ]
        if end is None:
            job = self.pick(("农民", "工人", "职员", "退休", "个体", "教师")) if who.years >= CHILD else "学龄前儿童"
            teller = f"{who.relative}（{who.relation}）" if who.years < CHILD else "患者本人"
            fields += [
                ("民族", [self.pick(("汉族", "汉族", "汉族", "回族", "满族"))]),
                ("职业", [job]),
                ("住院号", [str(rng.randrange(200000, 999999))]),
                ("联系人", [who.relative]),
                ("病史陈述者", [teller]),
            ]
        fields.append(("入院时间", [Stamp(self.admitted)]))
        if end is not None:
            fields.append(("死亡时间" if self.scenario["outcome"] == "死亡" else "出院时间", [Stamp(end)]))
        if at is not None:
            fields.append(("记录时间", [Stamp(at, "written")]))
        return fields

    def _examination(self) -> Rich:
        words: Rich = [self.vitals(self.admitted), "。"]
        pulse = {"P": self.facts["P"]}
        self.context.facts.update(pulse)
        for system in phrases.EXAM_TITLES:
            special = self.scenario.get(system)
            words += self.say(special) if special else self.stock(self.pick(phrases.EXAM[system]))
            words.append("。")
        return words

    def _labs(self) -> list[tuple[str, str, str, str]]:
        return [(n, v.format_map(self.facts), u, ref) for n, v, u, ref in self.scenario["labs"]]

    def _diagnoses(self, key: str) -> list[Rich]:
        if "dx_words" not in self.facts:  # chosen once, so that every document names the same diagnoses
            chosen = self.points(self.scenario["dx"])
            self.facts["dx_words"] = "\n".join("".join(p for p in d if isinstance(p, str)) for d in chosen)
        words = self.facts["dx_words"].split("\n")
        if key == "dx_out" and "dx_out" in self.scenario:
            return self.points(self.scenario["dx_out"])
        items: list[Rich] = [[w] for w in words]
        if self.tcm and "tcm_dx" in self.scenario:
            items.insert(0, ["中医诊断：" + self.scenario["tcm_dx"]])
        return items

    def first_note(self) -> Doc:
        at = self.soon(self.admitted, 50, 140)
        s, who = self.scenario, self.patient
        opening: Rich = [
            f"患者{who.name}，{who.sex}，{who.age}，因“",
            *self.complaint(),
            "”于",
            Stamp(self.admitted),
            self.pick(("入院。", "收住我科。", "由门诊收入院。")),
        ]
        blocks = [
            Block("", opening),
            Block("case_features", items=self.some(s["features"], ((0, 1, 2, 3), (1, 2, 3), (0, 2)))),
            Block("preliminary_diagnosis", items=self._diagnoses("dx")),
        ]
        if self.tcm and "tcm_basis" in s:
            blocks.append(Block("tcm_basis", self.say(s["tcm_basis"])))
        blocks.append(Block("diagnostic_basis", items=self.some(s["basis"], ((0, 1, 2), (3, 1, 2), (0, 2, 3)))))
        if "ddx" in s:
            if self.tcm and "tcm_ddx" in s:
                blocks.append(Block("tcm_ddx", self.say(s["tcm_ddx"])))
            blocks.append(Block("differential_diagnosis", items=self.arguments()))
        blocks.append(
            Block("treatment_plan", items=self.some(s["plan"], ((0, 1, 2, 3), (0, 2, 3, 4), (1, 2, 4)), mixed=False))
        )
        return Doc(
            "fpn", "first_progress_note", at, blocks, [self._sign("author", self.team.resident, at, 20)], form="first"
        )

    def round(self, tag: str, key: str, by: Person, at: datetime) -> Doc:
        seen, thought, orders = self.scenario[key]
        words = self.say(seen, at)
        blocks = [
            Block("", [*words, self.vitals(at, words)]),
            Block(
                "case_analysis",
                [
                    f"{by.name}{by.title}",
                    self.pick(("分析：", "指出：", "认为，", "看过患者后认为：")),
                    *self.sentences(thought),
                ],
            ),
            Block("orders", items=self.some(list(orders), ((0, 1), (1, 2), (2, 0)))),
        ]
        kind = "ward_round_chief" if by is self.team.chief else "ward_round_attending"
        recorder = self.team.resident if by is not self.team.resident else self.team.resident2
        signers = [self._sign("superior", by, at, 60), self._sign("recorder", recorder, at, 40)]
        return Doc(tag, kind, at, blocks, signers, form="note", lead=by.name + by.title)

    def note(self, tag: str, at: datetime, text: str, vitals: bool = True) -> Doc:
        words = self.sentences(text, at) if vitals and self.scenario["kind"] != "short_medical" else self.say(text, at)
        if vitals:
            sign = self.vitals(at, words)
            words = [*words, sign] if self.rng.random() < 0.5 else [sign, *words]
        words += self.stock(self.pick(phrases.TALK))
        return Doc(
            tag,
            "progress_note",
            at,
            [Block("", words)],
            [self._sign("author", self.team.resident, at, 18)],
            form="note",
        )

    def plain_note(self, tag: str, at: datetime, texts: tuple[str, ...]) -> Doc:
        self.context.facts |= {"vitals": self.vitals(at), "attending": self.team.attending.name}
        turn, self.context.turn = self.context.turn, None
        doc = self.note(tag, at, self.pick(texts), vitals=False)
        self.context.turn = turn
        return doc

    def discharge_record(self) -> Doc:
        at = self.soon(self.discharged, 15, 150)
        s = self.scenario
        blocks = [
            Block("general", fields=self._identity(at, self.discharged)),
            Block("discharge_admission_diagnosis", items=self._diagnoses("dx")),
            Block("condition", [*self.complaint(), "入院。", *self._summary()]),
            Block("course", self.say(s["course"])),
            Block("discharge_diagnosis", items=self._diagnoses("dx_out")),
            Block("discharge_condition", self.say(s["condition"])),
            Block("discharge_orders", items=self.points(s["orders"])),
        ]
        signers = [
            self._sign("author", self.team.resident, at, 20),
            self._sign("superior", self.team.attending, at, 90),
        ]
        return Doc("disc", "discharge_record", at, blocks, signers)

    def _summary(self) -> Rich:
        features = self.points(self.scenario["features"][1:3])
        return [*[piece for f in features for piece in (*f, "；")][:-1], "。"]

    def day_form(self) -> Doc:
        """24小时内入出院记录."""
        at = self.soon(self.discharged, 10, 60)
        s = self.scenario
        blocks = [
            Block("general", fields=self._identity(at, self.discharged)),
            Block("chief_complaint", [*self.complaint(), "。"]),
            Block("condition", self.say(s["present"])),
            Block("discharge_admission_diagnosis", items=self._diagnoses("dx")),
            Block("course", self.say(s["course"])),
            Block("discharge_condition", self.say(s["condition"])),
            Block("discharge_diagnosis", items=self._diagnoses("dx")),
            Block("discharge_orders", items=self.points(s["orders"])),
        ]
        signers = [
            self._sign("author", self.team.resident, at, 15),
            self._sign("superior", self.team.attending, at, 45),
        ]
        return Doc("day", "admission_discharge_24h", at, blocks, signers)

    # ---- operation ------------------------------------------------------------------------------------------------

    def _speeches(self) -> list[Rich]:
        """What is said before the operation: about this disease by one or two, what is always said by the others."""
        team, turn = self.team, self.context.turn
        speakers = (team.anesthetist, team.attending, team.resident)
        usual = (phrases.ANESTHETIST_SAYS, phrases.ATTENDING_SAYS, phrases.RESIDENT_SAYS)
        special = self.rng.randrange(3) if turn is None else turn % 3
        talk: list[Rich] = []
        for number, person in enumerate(speakers):
            words = (
                self.say(self.scenario["op"]["discuss"][number])
                if number == special
                else self.stock(self.pick(usual[number]))
            )
            talk.append([f"{person.name}{person.title}：", *words, "。"])
        return talk

    def _reason(self) -> Rich:
        return (
            self._operation("indication") if not self.context.turn else self.say(phrases.REASONS[self.context.turn % 2])
        )

    def _dangers(self) -> Rich:
        """Risks that this doctor names."""
        texts = self.scenario["op"]["risks"].split("；")
        kept = sorted(self.rng.sample(range(len(texts)), max(3, len(texts) * 2 // 3)))
        return self.say("；".join(texts[n] for n in kept))

    def _operation(self, key: str) -> Rich:
        return self.say(self.scenario["op"][key])

    def preop_discussion(self, at: datetime) -> Doc:
        op, team = self.scenario["op"], self.team
        who = self.patient
        people = f"{team.chief.name}{team.chief.title}、{team.attending.name}主治医师、{team.resident.name}住院医师、{team.anesthetist.name}{team.anesthetist.title}"
        talk = self._speeches()
        assert self.operated
        blocks = [
            Block(
                "general",
                fields=[
                    ("讨论时间", [Stamp(at, "written")]),
                    ("地点", ["医生办公室"]),
                    ("主持人", [team.chief.name + team.chief.title]),
                ],
            ),
            Block("participants", [people + "。"]),
            Block("brief", [f"{who.name}，{who.sex}，{who.age}。", *self._summary()]),
            Block("preop_diagnosis", self._operation("preop_dx")),
            Block("indication", self._reason()),
            Block("planned_operation", [*self._operation("name"), f"（{op['level']}手术）"]),
            Block("planned_anesthesia", self._operation("anesthesia")),
            Block("discussion", items=talk),
            Block("risks", self._dangers()),
            Block(
                "conclusion",
                [*self._operation("conclusion"), "，拟于", Stamp(self.operated[0], timed=False, short=True), "手术。"],
            ),
        ]
        signers = [self._sign("host", team.chief, at, 40), self._sign("recorder", team.resident, at, 40)]
        return Doc("preop", "preop_discussion", at, blocks, signers)

    def consent(self, at: datetime) -> Doc:
        blocks = [
            Block("general", fields=self._identity(None)[:3]),
            Block("consent_diagnosis", self._operation("preop_dx")),
            Block("consent_operation", self._operation("name")),
            Block("risks", [*self._dangers(), "；术中术后可能出现危及生命的情况，需紧急抢救。"]),
            Block(
                "patient_view",
                [
                    self.pick(
                        (
                            "医师已讲明，同意手术。",
                            "已了解上述风险，要求手术并签字。",
                            "同意手术，同意必要时输血及抢救。",
                        )
                    )
                ],
            ),
        ]
        signers = [
            Signer("patient", self.patient.relative if self.patient.years < CHILD else self.patient.name, at=at),
            self._sign("talk", self.team.attending, at, 10),
        ]
        return Doc("consent", "consent_form", at, blocks, signers)

    def operation_record(self) -> Doc:
        assert self.operated
        start, end = self.operated
        at = self.soon(end, 60, 300)
        team = self.team
        members = [
            ("手术者", team.chief.name),
            ("第一助手", team.attending.name),
            ("第二助手", team.resident.name),
            ("麻醉医师", team.anesthetist.name),
        ]
        blocks = [
            Block(
                "general",
                fields=[
                    *self._identity(None)[:3],
                    ("手术开始时间", [Stamp(start)]),
                    ("手术结束时间", [Stamp(end)]),
                    ("记录时间", [Stamp(at, "written")]),
                ],
            ),
            Block("preop_diagnosis", self._operation("preop_dx")),
            Block("postop_diagnosis", self._operation("postop_dx")),
            Block("operation_name", self._operation("name")),
            Block("surgical_team", fields=[(k, [v]) for k, v in members]),
            Block("anesthesia_method", self._operation("anesthesia")),
            Block("operation_course", self._operation("course")),
        ]
        return Doc("op", "operation_record", at, blocks, [self._sign("surgeon", team.chief, at, 30)])

    def postop_note(self) -> Doc:
        assert self.operated
        start, end = self.operated
        at = self.soon(end, 20, 70)
        name, method = self._operation("name"), self._operation("anesthesia")
        begin, finish = Stamp(start, short=True), Stamp(end, short=True)
        leads: tuple[Rich, ...] = (
            ["患者于", begin, "在", *method, "下行", *name, "，术程顺利，于", finish, "结束，安返病房。"],
            ["今日在", *method, "下完成", *name, "，", begin, "开始，", finish, "结束，麻醉满意，出血少，清醒后返房。"],
            [
                "于",
                begin,
                "开始手术，施",
                *method,
                "，行",
                *name,
                "，",
                finish,
                "术毕，过程平稳，由麻醉医师护送回病房。",
            ],
        )
        lead = [*leads[self.rng.randrange(3)], self.vitals(at), "。"]
        blocks = [
            Block("", lead),
            Block("postop_diagnosis", self._operation("postop_dx")),
            Block("postop_orders", items=self.some(self.scenario["op"]["post"], ((0, 1), (1, 2), (2, 0)))),
        ]
        return Doc(
            "postop", "postop_first_note", at, blocks, [self._sign("author", self.team.resident, at, 15)], form="note"
        )

    # ---- rescue and death -----------------------------------------------------------------------------------------

    def rescue_record(self) -> Doc:
        assert self.rescued
        start, end = self.rescued
        s, team = self.scenario, self.team
        at = self.soon(end, 45, 240)
        lead: Rich = ["患者于", Stamp(start, short=True), *self.say(s["rescue_trigger"]), "。"]
        ending: Rich = ["，至", Stamp(end, short=True), s["rescue_end"], "。"]
        blocks = [
            Block(
                "general",
                fields=[
                    ("抢救开始时间", [Stamp(start)]),
                    ("抢救结束时间", [Stamp(end)]),
                    ("记录时间", [Stamp(at, "written")]),
                ],
            ),
            Block("rescue_condition", lead),
            Block("rescue_course", [*self.say(s["rescue_course"].removesuffix("。")), *ending]),
            Block("participants", [f"{team.attending.name}主治医师、{team.resident.name}住院医师、值班护士。"]),
        ]
        signers = [self._sign("author", team.resident, at, 15), self._sign("superior", team.attending, at, 40)]
        return Doc("rescue", "rescue_record", at, blocks, signers)

    def critical_notice(self) -> Doc:
        at = self.soon(self.admitted, 30, 70)
        blocks = [
            Block("general", fields=self._identity(None)[:3]),
            Block("notice_condition", [*self._diagnoses("dx")[0], "，病情危重，随时可能出现呼吸心跳骤停，需抢救。"]),
            Block("patient_view", ["已知悉病情，要求积极抢救。"]),
        ]
        signers = [Signer("family", self.patient.relative, at=at), self._sign("talk", self.team.resident, at, 5)]
        return Doc("notice", "critical_notice", at, blocks, signers)

    def death_record(self) -> Doc:
        at = self.soon(self.discharged, 200, 700)
        s = self.scenario
        blocks = [
            Block("general", fields=self._identity(at, self.discharged)),
            Block("discharge_admission_diagnosis", items=self._diagnoses("dx")),
            Block("condition", [*self.complaint(), "入院。", *self._summary()]),
            Block("course", [*self.say(s["course"]), "，于", Stamp(self.discharged, short=True), "抢救无效死亡。"]),
            Block("death_cause", [s["death_cause"] + "。"]),
            Block("death_diagnosis", items=self._diagnoses("dx")),
        ]
        signers = [
            self._sign("author", self.team.resident, at, 20),
            self._sign("superior", self.team.attending, at, 60),
        ]
        return Doc("death", "death_record", at, blocks, signers)

    def death_discussion(self) -> Doc:
        s, team = self.scenario, self.team
        day = self.discharged + timedelta(days=self.rng.randint(2, 5))
        at = day.replace(hour=15, minute=self.rng.randint(0, 50))
        speakers = (team.resident, team.attending, team.resident2)
        turn, usual = self.context.turn or 0, self.rng.sample(phrases.DEATH_SAYS, 3)
        talk: list[Rich] = []
        for number, person in enumerate(speakers):
            words = self.say(s["discuss"][number]) if turn in (0, number) else self.stock(usual[number])
            talk.append([f"{person.name}{person.title}：", *words, "。"])
        ending: Rich = [s["conclusion"]] if turn == 0 else self.stock(phrases.DEATH_ENDS[turn % 2])
        blocks = [
            Block(
                "general",
                fields=[("讨论时间", [Stamp(at, "written")]), ("主持人", [team.chief.name + team.chief.title])],
            ),
            Block("participants", ["、".join(p.name + p.title for p in (team.chief, *speakers)) + "。"]),
            Block("discussion", items=talk),
            Block("death_cause", [s["death_cause"] + "。"]),
            Block("conclusion", [*ending, "。"]),
        ]
        signers = [self._sign("host", team.chief, at, 50), self._sign("recorder", team.resident, at, 40)]
        return Doc("ddisc", "death_discussion", at, blocks, signers)

    # ---- sheets ---------------------------------------------------------------------------------------------------

    def front_page(self) -> Doc:
        at = self.soon(self.discharged, 30, 300)
        team = self.team
        blocks = [
            Block("general", fields=self._identity(None, self.discharged)),
            Block("discharge_diagnosis", items=self._diagnoses("dx_out")),
        ]
        if "op" in self.scenario:
            blocks.append(Block("operation_name", self._operation("name")))
        leaving = "5.死亡" if self.scenario["outcome"] == "死亡" else "1.医嘱离院"
        rescues = 0 if self.rescued is None else 1
        blocks.append(
            Block(
                "front_other",
                [
                    f"血型 {self.pick(('A', 'B', 'O', 'AB'))}型，Rh阳性；离院方式 {leaving}；抢救 {rescues}次，成功 {rescues if leaving[0] == '1' else 0}次"
                ],
            )
        )
        signers = [
            Signer("head", team.chief.name, team.chief.title),
            Signer("attending", team.attending.name, team.attending.title),
            Signer("quality", team.nurse.name, at=at),
        ]
        return Doc("front", "front_page", at, blocks, signers)

    def report(self) -> Doc:
        at = self.soon(self.admitted, 100, 145)
        taken = at - timedelta(minutes=self.rng.randint(30, 60))
        senior, junior = self.team.reporters
        fields: list[tuple[str, Rich]] = [
            *self._identity(None)[:3],
            ("检查时间", [Stamp(taken)]),
            ("报告时间", [Stamp(at, "written")]),
        ]
        name = "".join(
            p for p in self._diagnoses("dx")[1 if self.tcm and "tcm_dx" in self.scenario else 0] if isinstance(p, str)
        )
        blocks = [
            Block("general", fields=fields),
            Block("findings", self.say(self.scenario["imaging"])),
            Block("report_opinion", [f"符合“{name}”改变，", *self.stock(self.pick(phrases.REPORT_ENDS))]),
        ]
        signers = [
            Signer("reporter", junior.name, junior.title, at),
            Signer("checker", senior.name, senior.title, self.soon(at, 3, 20)),
        ]
        return Doc("report", "lab_report", at, blocks, signers)

    def nursing_sheet(self) -> Doc:
        start = self.operated[1] if self.operated else self.admitted
        blocks, at = [], start
        for text in self.rng.sample(phrases.NURSING, 3):
            at = self.soon(at, 90, 400)
            row: Rich = [
                Stamp(at, "written"),
                "　",
                self.vitals(at),
                "。",
                *self.stock(text),
                "。签名：",
                Signed(self.team.nurse.name, "签名"),
            ]
            blocks.append(Block("", row))
        return Doc("nursing", "nursing_record", at, blocks, [])

    def _sign(self, part: str, person: Person, at: datetime, within: int) -> Signer:
        return Signer(part, person.name, person.title, at + timedelta(minutes=self.rng.randint(2, max(3, within))))


def _own_half(text: str) -> str:
    """``肺结核：常伴盗汗…；本例起病急，不支持`` -> ``肺结核：本例起病急，不支持``: the patient's side only."""
    entity, _, argument = text.partition("：")
    textbook, parted, own = argument.partition("；")
    if not parted or textbook.count("<") != textbook.count(">") or len(own) < 12:
        return text
    return f"{entity}：{own}"


_FOUR = "望：<神志清楚，面色少华|神清，表情自然>；闻：<语声清晰，呼吸平稳|语音如常，无异常气味>；问：<详见现病史|寒热、饮食、二便见现病史>；切及舌脉："


def build(stay_id: str, author: Author) -> Case:
    """All documents of the stay in the order of a chart. The kind of scenario decides which there are."""
    kind = author.scenario["kind"]
    docs = {"short": _day_stay, "death": _fatal, "surgical": _surgical}.get(kind, _medical)(author)
    if kind != "short":
        _add_sheets(author, docs)
    return Case(
        stay_id, author.patient, author.scenario["id"], kind, author.scenario["department"], author.admitted, author.discharged,
        author.scenario["outcome"], author.team, docs, author.facts, author.operated, author.rescued,
    )  # fmt: skip


def _add_sheets(author: Author, docs: list[Doc]) -> None:
    """Front page, report and nursing sheet, as the hospital happened to export them."""
    place = docs.index(next(d for d in docs if d.tag == "att0"))
    if author.rng.random() < SHEETS and author.scenario["department"] != "产科":
        docs.insert(place, author.report())
    if author.rng.random() < SHEETS and author.scenario["kind"] != "death":
        docs.insert(place + 1, author.nursing_sheet())
    if author.rng.random() < SHEETS:
        docs.insert(0, author.front_page())


def _day_stay(author: Author) -> list[Doc]:
    return [author.day_form()]


def _rounds_and_notes(author: Author, from_day: int, notes: list[str], last_day: int) -> list[Doc]:
    """Daily notes every other day, then the round before discharge."""
    docs: list[Doc] = []
    day, left = from_day, list(notes)
    while day < last_day - 1:
        at = author.morning(day, 14, 170)
        if left:
            docs.append(author.note(f"note{len(docs)}", at, left.pop(0)))
        else:
            docs.append(author.plain_note(f"note{len(docs)}", at, phrases.SUPPLEMENT))
        day += 2
    return docs


def _medical(author: Author) -> list[Doc]:
    s, team = author.scenario, author.team
    last = (author.discharged.date() - author.admitted.date()).days
    docs = [author.admission_record(), author.first_note()]
    if s["kind"] == "rescue":
        docs.append(author.rescue_record())
    docs.append(author.round("att0", "attending", team.attending, author.morning(1)))
    notes = list(s["notes"])
    if s["kind"] == "short_medical":
        docs.insert(2, author.note("note0", author.soon(author.admitted, 420, 560), notes.pop(0)))
        docs.append(author.note("note1", author.morning(2, 9), notes.pop(0)))
    else:
        docs.append(author.note("note0", author.morning(2, 14, 170), notes.pop(0)))
        docs.append(author.round("chief0", "chief", team.chief, author.morning(3)))
        later = _rounds_and_notes(author, 5, notes, last)
        for number, doc in enumerate(later, 1):
            doc.tag = f"note{number}"
        docs += later
        before = author.plain_note("before", author.morning(last - 1), phrases.BEFORE_LEAVING)
        before.type, before.lead = "ward_round_attending", team.attending.name + team.attending.title
        before.signers.insert(0, author._sign("superior", team.attending, before.at, 50))
        before.signers[1].part = "recorder"
        docs.append(before)
    docs.append(author.plain_note("leave", author.morning(last, 7, 60), phrases.DAY_OF_LEAVING))
    docs.append(author.discharge_record())
    return docs


def _surgical(author: Author) -> list[Doc]:
    s, team = author.scenario, author.team
    day = s["opday"]
    assert author.operated
    docs = [author.admission_record(), author.first_note()]
    notes = list(s["notes"])
    if day == 1:
        docs.append(author.round("chief0", "chief", team.chief, author.morning(1, 7, 45)))
        docs.append(author.preop_discussion(author.morning(1, 8, 20)))
        docs.append(author.consent(author.soon(docs[-1].at, 8, 25)))
    else:
        docs.append(author.round("att0", "attending", team.attending, author.morning(1, 8, 60)))
        docs.append(author.round("chief0", "chief", team.chief, author.morning(day - 1, 10, 50)))
        docs.append(author.preop_discussion(author.morning(day - 1, 15, 50)))
        docs.append(author.consent(author.morning(day - 1, 16, 80)))
    docs += [author.operation_record(), author.postop_note()]
    when = day + 1
    if day == 1:
        docs.append(author.round("att0", "attending", team.attending, author.morning(when)))
        when += 1
    for number, text in enumerate(notes):
        docs.append(author.note(f"note{number}", author.morning(when + number, 9, 120), text))
    last = (author.discharged.date() - author.admitted.date()).days
    docs.append(author.plain_note("leave", author.morning(last, 7, 60), phrases.DAY_OF_LEAVING))
    docs.append(author.discharge_record())
    return docs


def _fatal(author: Author) -> list[Doc]:
    s, team = author.scenario, author.team
    last = (author.discharged.date() - author.admitted.date()).days
    docs = [author.admission_record(), author.critical_notice(), author.first_note()]
    docs.append(author.round("att0", "attending", team.attending, author.morning(1)))
    docs.append(author.round("chief0", "chief", team.chief, author.morning(2)))
    texts = list(s["notes"])
    for day in range(2, last):
        at = author.morning(day, 16, 100)
        tag = f"note{day - 2}"
        docs.append(author.note(tag, at, texts.pop(0)) if texts else author.plain_note(tag, at, phrases.CRITICAL_NOTE))
    docs += [author.rescue_record(), author.death_record(), author.death_discussion()]
    return docs


def schedule(
    scenario: Scenario, start: datetime, rng: random.Random
) -> tuple[datetime, datetime, tuple[datetime, datetime] | None, tuple[datetime, datetime] | None]:
    """Admission, discharge, operation and rescue times of one stay that is admitted on the day ``start``."""
    kind = scenario["kind"]
    admitted = start.replace(hour=rng.randint(8, 13), minute=rng.randint(0, 59))
    operated = rescued = None
    if kind == "short":
        return admitted, admitted + timedelta(hours=rng.randint(15, 21), minutes=rng.randint(0, 59)), None, None
    length = rng.randint(*scenario["days"])
    if kind == "surgical":
        day = scenario["opday"]
        length = day + len(scenario["notes"]) + (2 if day == 1 else 1)
        begin = admitted.replace(hour=9, minute=rng.randint(20, 59)) + timedelta(days=day, hours=rng.randint(0, 4))
        operated = (begin, begin + timedelta(minutes=rng.randint(*scenario["op"]["minutes"])))
    leaving = (start + timedelta(days=length)).replace(hour=rng.randint(9, 11), minute=rng.randint(0, 59))
    if kind == "death":
        leaving = leaving.replace(hour=rng.choice((3, 5, 13, 21)))
        rescued = (leaving - timedelta(minutes=rng.randint(50, 70)), leaving)
    if kind == "rescue":
        begin = admitted + timedelta(minutes=rng.randint(380, 520))
        rescued = (begin, begin + timedelta(minutes=rng.randint(50, 95)))
    return admitted, leaving, operated, rescued
