# ruff: noqa: ARG002  (a printing hook gets more than every hospital needs)
"""How six hospitals print the same record. Each style is one way of writing that the hand-written corpus does not have.

E county hospital, word processor: spaced headings on lines of their own, no colons, 2026.3.2, bare names at the right margin.
F vendor export: one text, ``====title====``, half-width colons, times to the second, electronic signature stamps.
G TCM and rehabilitation hospital: one text, Chinese numerals, 上午/下午, progress notes under a dated line only, 〔heading〕.
H tertiary hospital: CRLF, tables with pipes and tabs, numbered headings, full-width digits.
I scanned paper: hard line breaks inside sentences, spaces inside words, dates and names, page footers.
J everything of a document in one paragraph, headings in mid-line.
"""

from __future__ import annotations

import random
from datetime import datetime
from typing import ClassVar

from pipeline.records.sample.grammar import Quote, Rich, Signed, Stamp
from pipeline.records.sample.model import Block, Doc, Signer
from pipeline.records.sample.writer import Writer

LABELS = {
    "tcm_basis": "diagnostic_basis",
    "tcm_ddx": "differential_diagnosis",
    "orders": "treatment_plan",
    "postop_orders": "treatment_plan",
    "discharge_admission_diagnosis": "admission_diagnosis",
    "planned_operation": "operation_name",
    "planned_anesthesia": "anesthesia_method",
    "consent_diagnosis": "preop_diagnosis",
    "consent_operation": "operation_name",
    "patient_view": "other",
    "notice_condition": "condition",
    "rescue_condition": "condition",
    "brief": "condition",
    "findings": "other",
    "front_other": "other",
    "report_opinion": "conclusion",
    "death_diagnosis": "discharge_diagnosis",
}
HEADINGS = {
    "general": "一般项目", "chief_complaint": "主诉", "present_illness": "现病史", "past_history": "既往史", "personal_history": "个人史",
    "marital_history": "婚育史", "menstrual_history": "月经史", "family_history": "家族史", "physical_exam": "体格检查",
    "specialist_exam": "专科情况", "auxiliary_exam": "辅助检查", "admission_diagnosis": "初步诊断", "tcm_four_exams": "中医四诊",
    "case_features": "病例特点", "preliminary_diagnosis": "初步诊断", "tcm_basis": "中医辨病辨证依据", "diagnostic_basis": "诊断依据",
    "tcm_ddx": "中医鉴别诊断", "differential_diagnosis": "鉴别诊断", "treatment_plan": "诊疗计划", "orders": "处理",
    "postop_orders": "术后处理", "discharge_admission_diagnosis": "入院诊断", "condition": "入院情况", "course": "诊疗经过",
    "discharge_diagnosis": "出院诊断", "discharge_condition": "出院情况", "discharge_orders": "出院医嘱", "participants": "参加人员",
    "preop_diagnosis": "术前诊断", "postop_diagnosis": "术中诊断", "indication": "手术指征", "planned_operation": "拟施手术",
    "planned_anesthesia": "拟施麻醉", "discussion": "讨论意见", "risks": "风险及防范", "conclusion": "主持人总结",
    "consent_diagnosis": "诊断", "consent_operation": "拟行手术", "patient_view": "患方意见", "operation_name": "手术名称",
    "surgical_team": "手术人员", "anesthesia_method": "麻醉方式", "operation_course": "手术经过", "rescue_course": "抢救经过",
    "notice_condition": "诊断", "rescue_condition": "病情变化", "findings": "检查所见", "report_opinion": "诊断意见", "front_other": "其他信息", "brief": "简要病情", "death_cause": "死亡原因", "death_diagnosis": "死亡诊断", "case_analysis": "分析",
}  # fmt: skip
TITLES = {
    "admission_record": "入院记录", "first_progress_note": "首次病程记录", "progress_note": "病程记录",
    "ward_round_attending": "主治医师查房记录", "ward_round_chief": "主任医师查房记录", "preop_discussion": "术前小结及术前讨论记录",
    "preop_summary": "术前小结", "consent_form": "手术知情同意书", "operation_record": "手术记录", "postop_first_note": "术后首次病程记录",
    "discharge_record": "出院记录", "rescue_record": "抢救记录", "critical_notice": "病危通知书", "death_record": "死亡记录",
    "death_discussion": "死亡病例讨论记录", "admission_discharge_24h": "24小时内入出院记录",
    "lab_report": "影像检查报告单", "nursing_record": "护理记录单", "front_page": "住院病案首页",
}  # fmt: skip
UNHEADED = {"general", "surgical_team"}
ROUND_KEYS = {"case_analysis", "orders"}
_DIGITS = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


def chinese_number(number: int) -> str:
    """1 to 59 in Chinese numerals: 十五, 二十, 二十三."""
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[units] if units else "") or "〇"


class Style:
    """Common printing; subclasses say how their hospital differs."""

    letter = ""
    hospital = ""
    single = False
    newline = "\n"
    colon = "："
    parts: ClassVar[dict[str, str]] = {
        "author": "医师", "superior": "上级医师", "recorder": "记录", "host": "主持人", "surgeon": "手术者", "patient": "患者签名",
        "family": "家属签名", "talk": "谈话医师", "assistant": "第一助手",
        "head": "科主任", "attending": "主治医师", "quality": "质控护士", "reporter": "报告医师", "checker": "审核医师",
    }  # fmt: skip
    headings: ClassVar[dict[str, str]] = {}

    def writer(self, seed: int) -> Writer:
        return Writer(self.newline)

    # ---- dates ----------------------------------------------------------------------------------------------------

    def date(self, at: datetime) -> str:
        return at.strftime("%Y-%m-%d")

    def minute(self, at: datetime) -> str:
        return at.strftime("%Y-%m-%d %H:%M")

    def short(self, at: datetime) -> str:
        return f"{at.month}月{at.day}日"

    def short_minute(self, at: datetime) -> str:
        return self.short(at) + f" {at:%H:%M}"

    def stamp(self, w: Writer, stamp: Stamp) -> None:
        at = stamp.at
        if stamp.timed:
            printed = self.short_minute(at) if stamp.short else self.minute(at)
            w.stamp(printed, f"{at:%Y-%m-%dT%H:%M}", stamp.kind)
        else:
            w.stamp(self.short(at) if stamp.short else self.date(at), f"{at:%Y-%m-%d}", stamp.kind)

    # ---- text -----------------------------------------------------------------------------------------------------

    def rich(self, w: Writer, words: Rich) -> None:
        for piece in words:
            if isinstance(piece, str):
                w.put(piece)
            elif isinstance(piece, Quote):
                with w.quote(piece.key):
                    self.rich(w, piece.words)
            elif isinstance(piece, Signed):
                w.name(self.printed_name(piece.name), piece.name, piece.role)
            else:
                self.stamp(w, piece)

    def heading(self, key: str) -> str:
        return self.headings.get(key) or HEADINGS[key]

    def open_heading(self, w: Writer, key: str, number: int, doc: Doc) -> None:
        w.put(self.heading(key) + self.colon)

    def item(self, number: int) -> str:
        return f"{number}."

    item_gap = "\n"
    field_gap = "　　"

    def content(self, w: Writer, block: Block) -> None:
        if block.fields:
            self.fields(w, block)
        elif block.items:
            self.items(w, block.items)
        else:
            self.rich(w, block.words)
            if block.rows:
                self.table(w, block.rows)

    def items(self, w: Writer, items: list[Rich]) -> None:
        for number, words in enumerate(items, 1):
            if number > 1:
                w.put(self.item_gap)
            w.put(self.item(number) if len(items) > 1 else "")
            self.rich(w, words)

    def fields(self, w: Writer, block: Block) -> None:
        for number, (key, words) in enumerate(block.fields):
            if number:
                w.put("\n" if number % 3 == 0 else self.field_gap)
            w.put(key + self.colon)
            self.rich(w, words)

    def table(self, w: Writer, rows: list[tuple[str, str, str, str]]) -> None:
        w.put("化验：" + "，".join(f"{name}{value}{unit}" for name, value, unit, _ in rows) + "。")

    # ---- documents ------------------------------------------------------------------------------------------------

    def document(self, w: Writer, doc: Doc) -> None:
        self.title(w, doc)
        number = 0
        for block in doc.blocks:
            if block.key and not (block.key == "case_analysis" and self.plain_rounds):
                number += block.key not in UNHEADED
                self.block(w, block, number, doc)
            else:
                self.narrative(w, block)
        self.sign_off(w, doc)

    plain_rounds = False

    def block(self, w: Writer, block: Block, number: int, doc: Doc) -> None:
        with w.section(LABELS.get(block.key, block.key)):
            if block.key not in UNHEADED:
                self.open_heading(w, block.key, number, doc)
            self.content(w, block)
        w.put("\n")

    def narrative(self, w: Writer, block: Block) -> None:
        w.put("　　")
        self.rich(w, block.words)
        w.put("\n")

    def title_words(self, doc: Doc) -> str:
        return doc.lead + "查房记录" if doc.lead else TITLES[doc.type]

    def title(self, w: Writer, doc: Doc) -> None:
        """A form has its title; a note its time and title."""
        if doc.form == "form":
            w.put(self.title_words(doc) + "\n")
            self.loose_time(w, doc)
        else:
            self.written(w, doc)
            w.put("　" + self.title_words(doc) + "\n")

    def written(self, w: Writer, doc: Doc) -> None:
        with w.quote(doc.at_quote):
            self.stamp(w, Stamp(doc.at, "written"))

    def loose_time(self, w: Writer, doc: Doc) -> None:
        """Forms carry their time in the general block; one without (consent, notice) has only that of the signature."""

    def sign_off(self, w: Writer, doc: Doc) -> None:
        for signer in doc.signers:
            with w.quote(signer.quote):
                self.sign(w, signer)
            w.put("\n")

    def sign(self, w: Writer, signer: Signer) -> None:
        w.put(self.part(signer) + self.colon)
        self.name(w, signer)
        if signer.at is not None and signer.name:
            w.put("　")
            self.stamp(w, Stamp(signer.at, "signed"))

    def part(self, signer: Signer) -> str:
        if signer.part == "author" and signer.title:
            return signer.title
        return self.parts.get(signer.part, signer.part)

    def name(self, w: Writer, signer: Signer) -> None:
        if not signer.name:
            w.name(self.blank, "", self.part(signer))
            return
        w.name(self.printed_name(signer.name), signer.name, self.part(signer))
        if signer.stand_in:
            w.put("（")
            w.name(self.printed_name(signer.stand_in), signer.stand_in, "代")
            w.put("代签）")

    blank = "　　　　"

    def printed_name(self, name: str) -> str:
        return name

    def close(self, w: Writer, page: int) -> None:
        """After the last document of a text."""


def _spread(words: str) -> str:
    """主　　诉: short headings are spaced to the width of four characters."""
    gaps = {2: "　　", 3: "　"}
    return gaps.get(len(words), "").join(words)


class County(Style):
    letter, hospital = "E", "河口县人民医院"
    colon = "　"
    margin = "　" * 22

    def date(self, at: datetime) -> str:
        return f"{at.year}.{at.month}.{at.day}"

    def minute(self, at: datetime) -> str:
        return f"{self.date(at)} {at:%H:%M}"

    def short(self, at: datetime) -> str:
        return f"{at.month}月{at.day}日"

    def open_heading(self, w: Writer, key: str, number: int, doc: Doc) -> None:
        w.put(_spread(self.heading(key)) + "\n")

    def title(self, w: Writer, doc: Doc) -> None:
        if doc.form == "note":
            self.written(w, doc)
            w.put(
                ("　　　" + doc.lead + "查房" if doc.lead else "　　　术后首次病程" if doc.tag == "postop" else "")
                + "\n"
            )
            return
        if doc.tag in ("adm", "disc"):
            w.put("　" * 9 + self.hospital + "\n")
        w.put("　" * 10 + "　".join(self.title_words(doc)) + "\n")
        if doc.form == "first":
            self.written(w, doc)
            w.put("\n")

    def sign_off(self, w: Writer, doc: Doc) -> None:
        if not doc.signers:
            return
        if doc.form == "note" and all(s.name and not s.stand_in and s.quote is None for s in doc.signers):
            w.put(self.margin)
            for number, signer in enumerate(doc.signers):
                w.put("/" if number else "")
                w.name(signer.name, signer.name, "")
            w.put("\n")
            return
        for signer in doc.signers:
            w.put(self.margin)
            with w.quote(signer.quote):
                w.put(self.part(signer) + "　")
                self.name(w, signer)
                if signer.at is not None and signer.name:
                    w.put("　　")
                    self.stamp(w, Stamp(signer.at, "signed", timed=False))
            w.put("\n")


class Vendor(Style):
    letter, hospital = "F", "江北新区医院"
    single = True
    colon = ":"
    field_gap = "  "
    headings: ClassVar[dict[str, str]] = {
        "general": "基本信息",
        "orders": "处置",
        "case_analysis": "查房意见",
        "risks": "可能风险",
        "conclusion": "结论",
    }

    def date(self, at: datetime) -> str:
        return at.strftime("%Y-%m-%d")

    def minute(self, at: datetime) -> str:
        return f"{at:%Y-%m-%d %H:%M}:{(at.minute * 7 + at.day) % 60:02d}"

    def short(self, at: datetime) -> str:
        return f"{at:%m-%d}"

    def item(self, number: int) -> str:
        return f"{number})"

    def title(self, w: Writer, doc: Doc) -> None:
        words = TITLES[doc.type]
        if doc.type == "ward_round_chief" and doc.lead.endswith("副主任医师"):
            words = "副" + words
        w.put(f"=========={words}==========\n")
        if doc.form != "form":
            w.put("记录时间:")
            self.written(w, doc)
            w.put(f"  查房医师:{doc.lead}\n" if doc.lead else "\n")

    def narrative(self, w: Writer, block: Block) -> None:
        self.rich(w, block.words)
        w.put("\n")

    def sign(self, w: Writer, signer: Signer) -> None:
        w.put("[电子签名]" + self.part(signer) + ":")
        self.name(w, signer)
        if signer.at is not None and signer.name:
            w.put(" ")
            self.stamp(w, Stamp(signer.at, "signed"))


class Tcm(Style):
    letter, hospital = "G", "云麓中医康复医院"
    single = True
    headings: ClassVar[dict[str, str]] = {
        "orders": "医嘱",
        "discharge_orders": "出院医嘱",
        "diagnostic_basis": "西医诊断依据",
        "differential_diagnosis": "西医鉴别诊断",
    }

    def date(self, at: datetime) -> str:
        year = "".join(_DIGITS[int(c)] for c in str(at.year))
        return f"{year}年{chinese_number(at.month)}月{chinese_number(at.day)}日"

    def minute(self, at: datetime) -> str:
        return f"{self.date(at)}{self._clock(at)}"

    def _clock(self, at: datetime) -> str:
        hour = at.hour if at.hour <= 12 else at.hour - 12
        part = "凌晨" if at.hour < 6 else "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
        past = (
            f"{chinese_number(at.minute)}分" if at.minute >= 10 else f"〇{_DIGITS[at.minute]}分" if at.minute else "整"
        )
        return f"{part}{chinese_number(hour)}时{past}"

    def short(self, at: datetime) -> str:
        return f"{chinese_number(at.month)}月{chinese_number(at.day)}日"

    def short_minute(self, at: datetime) -> str:
        return self.short(at) + self._clock(at)

    def open_heading(self, w: Writer, key: str, number: int, doc: Doc) -> None:
        w.put(f"〔{self.heading(key)}〕")

    def item(self, number: int) -> str:
        return f"{chinese_number(number)}、"

    def title(self, w: Writer, doc: Doc) -> None:
        if doc.form == "form":
            w.put(self.title_words(doc) + "\n")
            return
        self.written(w, doc)
        tail = doc.lead + "查房" if doc.lead else TITLES[doc.type] if doc.tag in ("fpn", "postop") else ""
        w.put(("　" + tail if tail else "") + "\n")

    def part(self, signer: Signer) -> str:
        return {"author": "书写医师", "superior": "审阅医师", "recorder": "记录医师"}.get(signer.part) or super().part(
            signer
        )

    def sign_off(self, w: Writer, doc: Doc) -> None:
        if not doc.signers:
            return
        w.put("　" * 12)
        for number, signer in enumerate(doc.signers):
            w.put("　　" if number else "")
            with w.quote(signer.quote):
                w.put(self.part(signer) + " ")
                self.name(w, signer)
        last = doc.signers[-1].at if doc.signers else None
        if last is not None and doc.form == "form":
            w.put("　")
            self.stamp(w, Stamp(last, "signed", timed=False))
        w.put("\n")


class Tertiary(Style):
    letter, hospital = "H", "海东大学附属第三医院"
    newline = "\r\n"
    headings: ClassVar[dict[str, str]] = {"general": "一般资料", "case_analysis": "病情分析", "orders": "处理意见"}

    def date(self, at: datetime) -> str:
        return _wide(at.strftime("%Y-%m-%d"))

    def minute(self, at: datetime) -> str:
        return _wide(at.strftime("%Y-%m-%d")) + "　" + _wide(at.strftime("%H:%M"))

    def short(self, at: datetime) -> str:
        return _wide(f"{at:%m-%d}")

    def short_minute(self, at: datetime) -> str:
        return _wide(f"{at:%m-%d}") + "　" + _wide(f"{at:%H:%M}")

    def open_heading(self, w: Writer, key: str, number: int, doc: Doc) -> None:
        if doc.form == "form":
            w.put(f"{chinese_number(number)}、{self.heading(key)}\n")
        elif doc.form == "first":
            w.put(f"（{chinese_number(number)}）{self.heading(key)}\n")
        else:
            w.put(self.heading(key) + "｜")

    def item(self, number: int) -> str:
        return f"（{number}）"

    def title(self, w: Writer, doc: Doc) -> None:
        w.put(self.title_words(doc))
        if doc.form != "form":
            w.put("　　")
            self.written(w, doc)
        w.put("\n")

    def fields(self, w: Writer, block: Block) -> None:
        for number, (key, words) in enumerate(block.fields):
            w.put("| " if number % 3 == 0 else " | ")
            w.put(key + " | ")
            self.rich(w, words)
            if number % 3 == 2 or number == len(block.fields) - 1:
                w.put(" |" + ("\n" if number < len(block.fields) - 1 else ""))

    def table(self, w: Writer, rows: list[tuple[str, str, str, str]]) -> None:
        w.put("\n项目\t结果\t单位\t参考范围")
        for row in rows:
            w.put("\n" + "\t".join(row).rstrip("\t"))

    def sign(self, w: Writer, signer: Signer) -> None:
        w.put("| " + self.part(signer) + "签名 | ")
        self.name(w, signer)
        if signer.at is not None and signer.name:
            w.put(" | 签名时间 | ")
            self.stamp(w, Stamp(signer.at, "signed"))
        w.put(" |")

    def part(self, signer: Signer) -> str:
        return super().part(signer).removesuffix("签名")


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


class Scanned(Style):
    letter, hospital = "I", "铁路第二医院"
    colon = ": "
    blank = "______"

    def writer(self, seed: int) -> Writer:
        return Writer(wrap=38, rng=random.Random(seed))  # noqa: S311

    def date(self, at: datetime) -> str:
        return f"{at.year} 年{at.month} 月{at.day} 日"

    def minute(self, at: datetime) -> str:
        return f"{self.date(at)} {at.hour} 时{at.minute:02d} 分"

    def short(self, at: datetime) -> str:
        return f"{at.month} 月{at.day} 日"

    def heading(self, key: str) -> str:
        words = super().heading(key)
        return " ".join(words) if len(words) < 4 else words

    def title(self, w: Writer, doc: Doc) -> None:
        if doc.form == "form":
            w.put("      " + " ".join(self.title_words(doc)) + "\n")
        else:
            self.written(w, doc)
            w.put("  " + self.title_words(doc) + "\n")

    def narrative(self, w: Writer, block: Block) -> None:
        self.rich(w, block.words)
        w.put("\n")

    def printed_name(self, name: str) -> str:
        return f"{name[0]} {name[1]}" if len(name) == 2 else name

    def sign(self, w: Writer, signer: Signer) -> None:
        w.put(self.part(signer) + ": ")
        self.name(w, signer)
        if signer.at is not None and signer.name and signer.part != "recorder":
            w.put("  ")
            self.stamp(w, Stamp(signer.at, "signed", timed=False))

    def close(self, w: Writer, page: int) -> None:
        w.put(f"               第 {page} 页\n")


class Paragraph(Style):
    letter, hospital = "J", "南屏镇中心卫生院"
    single = True
    item_gap = "；"
    field_gap = "，"
    plain_rounds = True

    def date(self, at: datetime) -> str:
        return at.strftime("%Y年%m月%d日")

    def minute(self, at: datetime) -> str:
        return at.strftime("%Y年%m月%d日%H:%M")

    def item(self, number: int) -> str:
        return _CIRCLED[number - 1]

    def title(self, w: Writer, doc: Doc) -> None:
        if doc.form == "form":
            w.put(self.title_words(doc) + " ")
            return
        self.written(w, doc)
        w.put(self.title_words(doc) + " ")

    def fields(self, w: Writer, block: Block) -> None:
        for number, (key, words) in enumerate(block.fields):
            w.put(self.field_gap if number else "")
            w.put(key + self.colon)
            self.rich(w, words)
        w.put("。")

    def content(self, w: Writer, block: Block) -> None:
        """Every section ends with a full stop, numbered points are parted by semicolons."""
        if block.items:
            for number, words in enumerate(block.items, 1):
                w.put("；" if number > 1 else "")
                w.put(self.item(number) if len(block.items) > 1 else "")
                self.rich(w, _without_stop(words))
            w.put("。")
        elif block.words:
            self.rich(w, _without_stop(block.words))
            w.put("。")
            if block.rows:
                self.table(w, block.rows)
        else:
            super().content(w, block)

    def document(self, w: Writer, doc: Doc) -> None:
        self.title(w, doc)
        note = doc.form == "note"
        for block in doc.blocks:
            if not block.key or (note and block.key in ROUND_KEYS):
                if block.key == "orders":
                    w.put("予")
                self.content(w, block)
            else:
                with w.section(LABELS.get(block.key, block.key)):
                    if block.key not in UNHEADED:
                        w.put(self.heading(block.key) + self.colon)
                    self.content(w, block)
        self.sign_off(w, doc)

    def sign_off(self, w: Writer, doc: Doc) -> None:
        for number, signer in enumerate(doc.signers):
            w.put(" " if number else "")
            with w.quote(signer.quote):
                w.put(self.part(signer) + self.colon)
                self.name(w, signer)
        w.put("\n")


def _without_stop(words: Rich) -> Rich:
    last = words[-1]
    if isinstance(last, Quote):
        return [*words[:-1], Quote(last.key, _without_stop(last.words))]
    return [*words[:-1], last.removesuffix("。")] if isinstance(last, str) else words


STYLES: dict[str, Style] = {s.letter: s for s in (County(), Vendor(), Tcm(), Tertiary(), Scanned(), Paragraph())}
