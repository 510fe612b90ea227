"""A generated set of stays with signature violations and look-alikes. Synthetic: invented names, invented hospitals.

``python benchmarks/signature_set.py [--stays 2000] [--seed 7]`` prints precision and recall per rule. Every stay is written in one of ten
styles of signing and holds one situation: a violation, or the lawful thing that looks like it.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from pipeline.detect import examples
from pipeline.detect.case import Case
from pipeline.detect.concurrency import events_of, find_clashes
from pipeline.detect.engine import judge
from pipeline.detect.rule import Rule
from pipeline.detect.rules import all_rules
from pipeline.extract import extract
from pipeline.standards.load import load

FAMILIES = "乜逄亓晁仉阚蔺祁容卞邬茅谌郗郇王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞平刚桂英华玉兰志建文斌宇欣怡子涵雨泽浩轩思远晨曦若琳清扬嘉树明哲书瑶安然予辰景行可凡一鸣远山"
SENTENCES = (
    "患者今日精神可，饮食睡眠尚可，二便如常",
    "诉咳嗽较前减轻，痰少易咳出，无胸闷气促",
    "查体生命体征平稳，双肺呼吸音清，未闻及干湿啰音",
    "心律齐，各瓣膜听诊区未闻及病理性杂音",
    "腹软，无压痛及反跳痛，肠鸣音正常",
    "复查血常规、肝肾功能未见明显异常",
    "继续目前治疗方案，注意观察病情变化",
    "嘱清淡饮食，适当活动，避免受凉",
)


@dataclass(slots=True)
class Person:
    name: str
    title: str
    role: str
    since: str = "2012-01-01"
    until: str = ""
    note: str = ""
    printed: str = ""  # how the print calls him, if not by title

    @property
    def shown(self) -> str:
        return self.printed or self.title or "医师"

    def line(self) -> str:
        return f"@staff {self.name},{self.title},{self.role},{self.since},{self.until},{self.note}\n"


Style = Callable[[list[tuple[Person, str]], str], str]
"""Writes the sign-off of (person, task) pairs; tasks: write, review, host, surgeon."""

TASK = {"write": "记录", "review": "审签", "host": "主持人", "surgeon": "术者"}


def _titled(p: Person) -> str:
    return p.shown if p.shown.endswith(("医师", "医生")) else p.shown + "医师"


def _labelled(pairs: list[tuple[Person, str]], when: str) -> str:
    return "　".join(f"{TASK[t] if t in ('host', 'surgeon') else _titled(p)}：{p.name}" for p, t in pairs) + f"　{when}"


def _plain(pairs: list[tuple[Person, str]], when: str) -> str:
    label = {"write": "医师签名", "review": "上级医师签名", "host": "主持人签名", "surgeon": "手术者签名"}
    return f"\n{' ' * 30}".join(f"{label[t]}：{p.name}" for p, t in pairs) + f"  {when}"


def _right(pairs: list[tuple[Person, str]], _: str) -> str:
    return "　" * 18 + "／".join(p.name for p, _ in pairs)


def _write_review(pairs: list[tuple[Person, str]], when: str) -> str:
    label = {"write": "书写", "review": "审核", "host": "主持", "surgeon": "术者"}
    return "　".join(f"{label[t]}: {p.name}({p.shown})" for p, t in pairs) + f" {when.replace('-', '/')}"


def _bracket(pairs: list[tuple[Person, str]], _: str) -> str:
    return "　" * 12 + "　".join(f"{p.name}（{p.shown}）" for p, _ in pairs)


def _bar(pairs: list[tuple[Person, str]], when: str) -> str:
    return "　".join(f"{TASK[t]}|{p.name}" for p, t in pairs) + f"　{when}"


def _below(pairs: list[tuple[Person, str]], _: str) -> str:
    return "\n".join(
        f"{TASK[t]}者：\n　　　　　　　{p.name}" if t == "write" else f"{TASK[t]}：{p.name}" for p, t in pairs
    )


def _no_colon(pairs: list[tuple[Person, str]], when: str) -> str:
    return "　　".join(f"{_titled(p)}　{p.name}" for p, _ in pairs) + f"　　{when}"


def _stamped(pairs: list[tuple[Person, str]], when: str) -> str:
    return "　".join(f"{TASK[t]}：{p.name}【电子签名】" for p, t in pairs) + f"　{when}"


def _spaced(pairs: list[tuple[Person, str]], when: str) -> str:
    return (
        "　".join(
            f"{' '.join(TASK[t])}：{p.name[0]}　{p.name[1:]}" if len(p.name) == 2 else f"{TASK[t]} ：{p.name}"
            for p, t in pairs
        )
        + f"　{when}"
    )


STYLES: tuple[Style, ...] = (
    _labelled,
    _plain,
    _right,
    _write_review,
    _bracket,
    _bar,
    _below,
    _no_colon,
    _stamped,
    _spaced,
)


@dataclass(slots=True)
class Ward:
    """The people and the style of one invented ward."""

    chance: random.Random
    style: Style
    people: dict[str, Person] = field(default_factory=dict)

    def text(self, least: int = 3) -> str:
        return "；".join(self.chance.sample(SENTENCES, self.chance.randint(least, 6))) + "。"

    def sign(self, *pairs: tuple[str, str], when: str = "2026-03-05 10:30") -> str:
        return self.style([(self.people[who], task) for who, task in pairs], when)


def _ward(chance: random.Random) -> Ward:
    names: list[str] = []
    while len(names) < 14:
        name = chance.choice(FAMILIES) + "".join(chance.sample(GIVEN, chance.choice((1, 2, 2))))
        if name not in names:
            names.append(name)
    n = iter(names)
    people = {
        "chief": Person(next(n), "主任医师", "licensed", "1998-01-01"),
        "associate": Person(next(n), "副主任医师", "licensed", "2004-01-01"),
        "attending": Person(next(n), "主治医师", "licensed"),
        "resident": Person(next(n), "住院医师", "licensed", "2021-01-01"),
        "licensed_trainee": Person(
            next(n), "住院医师", "licensed", "2024-01-01", note="规培第三年 已取得执业证书", printed="规培"
        ),
        "trainee": Person(next(n), "", "trainee", "", printed="规培"),
        "intern": Person(next(n), "", "intern", "", printed="实习"),
        "gone": Person(next(n), "住院医师", "licensed", "2015-01-01", "2026-02-28"),
        "future": Person(next(n), "住院医师", "licensed", "2026-03-20"),
        "probation": Person(next(n), "住院医师", "licensed", "2026-03-20", note="2026-03-20首次注册 此前为试用期"),
        "visiting": Person(
            next(n), "住院医师", "visiting", "2018-01-01", note="由外县来进修 文书须本院医师审签", printed="进修"
        ),
        "welcome": Person(
            next(n), "住院医师", "visiting", "2026-01-01", "2026-08-31", "来院进修 已变更备案", printed="进修"
        ),
        "anaesthetist": Person(next(n), "主治医师", "licensed"),
        "nurse": Person(next(n), "", "nurse", ""),
    }
    return Ward(chance, chance.choice(STYLES), people)


STAY = "@stay id=G-{n} name=患者甲 sex=男 age=56岁 admitted=2026-03-01T09:00 discharged=2026-03-12T10:00 outcome=好转\n"


def _note(ward: Ward, sign_off: str, title: str = "病程记录", day: int = 5) -> str:
    return f"@doc\n2026-03-{day:02d} 10:00　{title}\n{ward.text()}\n{sign_off}\n"


def _fpn(ward: Ward, sign_off: str) -> str:
    return (
        f"@doc\n首次病程记录\n2026-03-01 11:00\n患者因咳嗽、咳痰3天入院。\n病例特点：{ward.text()}\n初步诊断：急性支气管炎\n"
        f"诊断依据：{ward.text()}\n鉴别诊断：肺炎：可有发热、咳嗽，胸片可见片状影，本例胸片未见，暂不支持。\n诊疗计划：{ward.text()}\n{sign_off}\n"
    )


def _admission(ward: Ward, sign_off: str) -> str:
    return (
        "@doc\n入院记录\n姓名：患者甲　性别：男　年龄：56岁　入院时间：2026-03-01 09:00　记录时间：2026-03-01 14:00\n主诉：咳嗽、咳痰3天。\n"
        f"现病史：患者3天前受凉后出现咳嗽、咳痰，{ward.text()}\n既往史：体健。\n体格检查：T 36.8℃，P 80次/分，{ward.text()}\n初步诊断：急性支气管炎\n{sign_off}\n"
    )


def _operation(ward: Ward, sign_off: str, assistants: tuple[str, ...] = ("attending",)) -> str:
    p = ward.people
    helpers = "　".join(f"{'第' + '一二三'[i] + '助手'}：{p[who].name}" for i, who in enumerate(assistants))
    return (
        "@doc\n手术记录\n手术开始：2026-03-04 09:00　手术结束：2026-03-04 10:30　记录时间：2026-03-04 12:00\n术前诊断：胆囊结石\n术后诊断：胆囊结石\n"
        f"手术名称：腹腔镜胆囊切除术\n手术者：{p['chief'].name}　{helpers}　麻醉医师：{p['anaesthetist'].name}\n麻醉方式：全身麻醉\n"
        f"手术经过：麻醉成功后消毒铺巾，建立气腹，探查腹腔，分离胆囊三角，夹闭胆囊管及动脉，切除胆囊，查无出血，清点器械无误，关腹。\n{sign_off}\n"
    )


def _consent(doctor: str) -> str:
    return (
        "@doc\n手术知情同意书\n患者姓名：患者甲　性别：男　年龄：56岁\n术前诊断：胆囊结石\n拟行手术：腹腔镜胆囊切除术\n"
        f"可能的风险：麻醉意外，出血，胆管损伤，中转开腹。\n患方意见：同意手术。\n患者签名：赵大山　2026-03-03 17:00\n{doctor}　2026-03-03 17:00\n"
    )


def _consult(ward: Ward, who: str, title: str = "会诊记录") -> str:
    p = ward.people
    return (
        f"@doc\n{title}　申请科室：普外科　申请医师：{p['resident'].name}　2026-03-03 09:00\n会诊目的：血压升高，请协助诊治。\n"
        f"会诊意见：{ward.text()}\n会诊医师：{p[who].name}　2026-03-03 15:00\n"
    )


def _rescue(ward: Ward, people: tuple[str, ...], sign_off: str) -> str:
    listed = "、".join(ward.people[who].name + (ward.people[who].title or "") for who in people)
    return f"@doc\n抢救记录　2026-03-06 05:10\n抢救经过：患者突发意识丧失，立即胸外按压、除颤，恢复自主心律。\n参加人员：{listed}\n{sign_off}\n"


def _discussion(ward: Ward, host: str, sign_off: str) -> str:
    p = ward.people
    return (
        f"@doc\n疑难病例讨论记录　2026-03-05 15:00\n主持人：{p[host].name}{p[host].title}\n参加人员：{p['attending'].name}主治医师、{p['associate'].name}副主任医师、{p['resident'].name}住院医师\n"
        f"讨论意见：{p['attending'].name}：{ward.text()}\n主持人总结：{ward.text()}\n{sign_off}\n"
    )


def _from(text: str, since: str, until: str) -> str:
    return text.replace(
        "手术开始：2026-03-04 09:00　手术结束：2026-03-04 10:30",
        f"手术开始：2026-03-04 {since}　手术结束：2026-03-04 {until}",
    )


def _footers(text: str) -> str:
    return text.replace("\n@doc\n", "\n第1页 共3页\n@doc\n")


def _half_width(text: str) -> str:
    return text.replace("：", ": ").replace("（", "(").replace("）", ")").replace("　", "  ")


def _loose(text: str) -> str:
    return (
        text.replace("：", " ： ")
        .replace("\n", "  \n\n")
        .replace("\n\n@doc  \n\n", "\n@doc\n")
        .replace("@doc  \n\n", "@doc\n", 1)
    )


def _one_text(text: str) -> str:
    return "@single\n" + text.replace("@doc\n", "\n")


def _numbered(text: str) -> str:
    """Times with seconds, and the printing time below every document."""
    return text.replace("10:30", "10:30:15").replace("\n@doc\n", "\n打印时间：2026-03-12 09:00\n@doc\n")


DRESSES: tuple[Callable[[str], str], ...] = (str, str, _footers, _half_width, _loose, _one_text, _numbered)
"""Changes of a record that must change no finding."""

Situation = tuple[str, Callable[[Ward], list[str]]]  # expected rule ("" for a look-alike), the documents


def _situations() -> dict[str, Situation]:
    w, r = "write", "review"

    def daily(*pairs: tuple[str, str], day: int = 5) -> Callable[[Ward], list[str]]:
        return lambda ward: [_note(ward, ward.sign(*pairs), day=day)]

    return {
        "blank": ("SIG-DOC", lambda ward: [_note(ward, ward.chance.choice(["医师签名：", "医师签名：　　　　", "住院医师：＿＿＿＿", "签名：______ 2026-03-05"]))]),
        "struck": ("", lambda ward: [_consent(f"委托代理人签名：／　谈话医师：{ward.people['attending'].name}")]),
        "blank beside a name": ("", lambda ward: [_note(ward, f"住院医师：　　　　主治医师：{ward.people['attending'].name}")]),
        "intern fpn": ("SIG-INTERN-DOC", lambda ward: [_fpn(ward, ward.sign(("intern", w), when=_FIRST))]),
        "trainee fpn": ("", lambda ward: [_fpn(ward, ward.sign(("trainee", w), ("attending", r), when=_FIRST))]),
        "intern admission": ("SIG-INTERN-DOC", lambda ward: [_admission(ward, ward.sign(("intern", w), when=_FIRST))]),
        "trainee admission": ("", lambda ward: [_admission(ward, ward.sign(("trainee", w), ("attending", r), when=_FIRST))]),
        "intern alone": ("SIG-COSIGN", daily(("intern", w))),
        "intern cosigned": ("", daily(("intern", w), ("resident", r))),
        "trainee alone": ("SIG-COSIGN", daily(("trainee", w))),
        "trainee cosigned": ("", daily(("trainee", w), ("resident", r))),
        "licensed trainee alone": ("", daily(("licensed_trainee", w))),
        "probation alone": ("SIG-COSIGN", daily(("probation", w))),
        "probation cosigned": ("", daily(("probation", w), ("attending", r))),
        "visiting alone": ("SIG-COSIGN", daily(("visiting", w))),
        "visiting cosigned": ("", daily(("visiting", w), ("attending", r))),
        "welcome alone": ("", daily(("welcome", w))),
        "expired": ("SIG-UNLICENSED", daily(("gone", w))),
        "future": ("SIG-UNLICENSED", daily(("future", w))),
        "outside copy": ("", lambda ward: [_note(ward, ward.sign(("gone", w)), title="外院病程记录（复印件）")]),
        "forged": (
            "SIG-FORGED",
            lambda ward: [
                _note(
                    ward,
                    ward.chance.choice(["主任医师：{a}（{b}代签）", "上级医师签名：{a}（{b}代）", "主任医师：{a}／{b}代", "审签：{a}(代签:{b})", "主任医师：{a}由{b}代签"]).format(
                        a=ward.people["chief"].name, b=ward.people["attending"].name
                    ),
                )
            ],
        ),
        "patient's proxy": ("", lambda ward: [_consent(f"家属代签：孙小梅　与患者关系：夫妻　谈话医师：{ward.people['attending'].name}")]),
        "note without surgeon": ("SIG-OPNOTE-SURGEON", lambda ward: [_operation(ward, ward.sign(("attending", w)))]),
        "assistant and surgeon": ("", lambda ward: [_operation(ward, ward.sign(("attending", w), ("chief", "surgeon")))]),
        "stranger": ("SIG-OPNOTE-NONPART", lambda ward: [_operation(ward, ward.sign(("resident", w)))]),
        "scribe and surgeon": ("", lambda ward: [_operation(ward, ward.sign(("resident", w), ("chief", "surgeon")))]),
        "second assistant and surgeon": ("", lambda ward: [_operation(ward, ward.sign(("resident", w), ("chief", "surgeon")), ("attending", "resident"))]),
        "intern consent": ("SIG-INTERN-CONSENT", lambda ward: [_consent(f"谈话医师：{ward.people['intern'].name}")]),
        "intern witness": ("", lambda ward: [_consent(f"谈话医师：{ward.people['attending'].name}　实习医师：{ward.people['intern'].name}")]),
        "junior consult": ("SIG-CONSULT-RANK", lambda ward: [_consult(ward, "resident")]),
        "attending consult": ("", lambda ward: [_consult(ward, "attending")]),
        "urgent consult": ("", lambda ward: [_consult(ward, "resident", "急会诊记录")]),
        "rescue of juniors": ("SIG-RESCUE-ATT", lambda ward: [_rescue(ward, ("resident", "trainee"), ward.sign(("resident", w)))]),
        "rescue": ("", lambda ward: [_rescue(ward, ("attending", "resident"), ward.sign(("resident", w), ("attending", r)))]),
        "rescue by another": ("SIG-RESCUE-NONPART", lambda ward: [_rescue(ward, ("attending", "resident"), ward.sign(("associate", w)))]),
        "junior host": ("SIG-DISC-HOST", lambda ward: [_discussion(ward, "attending", ward.sign(("resident", w), ("attending", "host")))]),
        "host": ("", lambda ward: [_discussion(ward, "chief", ward.sign(("resident", w), ("chief", "host")))]),
    }  # fmt: skip


Across = tuple[bool, Callable[[Ward], tuple[list[str], list[str]]]]  # a candidate is due; documents of both patients


def _across() -> dict[str, Across]:
    """Two patients and one doctor. A candidate for review is due, or nothing."""

    def operated(ward: Ward) -> str:
        return _operation(ward, ward.sign(("attending", "write"), ("chief", "surgeon"), when="2026-03-04 13:00"))

    def pair(since: str, until: str) -> Callable[[Ward], tuple[list[str], list[str]]]:
        return lambda ward: ([operated(ward)], [_from(operated(ward), since, until)])

    def other(ward: Ward, title: str) -> str:
        return f"@doc\n2026-03-04 {title}\n{ward.text()}\n{ward.sign(('resident', 'write'), when='2026-03-04 18:30')}\n"

    def rounding(at: str) -> Callable[[Ward], tuple[list[str], list[str]]]:
        return lambda ward: (
            [operated(ward)],
            [other(ward, f"{at}　{ward.people['chief'].name}主任医师查房记录"), other(ward, "18:00　病程记录")],
        )

    return {
        "two operations at once": (True, pair("09:40", "11:30")),
        "operations one after the other": (False, pair("10:35", "12:00")),
        "operations five minutes into each other": (False, pair("10:25", "12:00")),
    } | {
        "rescue of another during an operation": (True, _rescued("09:20", "10:10")),
        "rescue of another after the operation": (False, _rescued("10:50", "11:40")),
        "round and an early signature": (False, rounding("08:10")),
    }


def _rescued(since: str, until: str) -> Callable[[Ward], tuple[list[str], list[str]]]:
    def documents(ward: Ward) -> tuple[list[str], list[str]]:
        operation = _operation(ward, ward.sign(("attending", "write"), ("chief", "surgeon"), when="2026-03-04 13:00"))
        chief, resident = ward.people["chief"], ward.people["resident"]
        rescue = (
            f"@doc\n抢救记录　2026-03-04 16:00\n抢救时间：2026-03-04 {since} 至 2026-03-04 {until}\n"
            f"抢救经过：患者突发意识丧失，立即胸外按压、除颤，恢复自主心律。\n参加人员：{chief.name}主任医师、{resident.name}住院医师\n"
            f"{ward.sign(('resident', 'write'), ('chief', 'host'), when='2026-03-04 16:20')}\n"
        )
        return [operation], [rescue]

    return documents


_FIRST = "2026-03-01 15:10"
ACROSS = _across()
SITUATIONS = _situations()
ALLOWED = {
    "stranger": {"SIG-OPNOTE-SURGEON"},
    "intern admission": {"SIG-SUPERIOR"},
}  # true consequences of the situation


def generate(count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """``count`` stays as (situation, expected rule, record in the notation of examples)."""
    chance = random.Random(seed)  # noqa: S311 - a test set, no secret
    names = sorted(SITUATIONS)
    for number in range(count):
        situation = names[number % len(names)]
        expected, documents = SITUATIONS[situation]
        ward = _ward(chance)
        w, r = "write", "review"
        special = documents(ward)
        frame = [
            _admission(ward, ward.sign(("resident", w), ("attending", r), when="2026-03-01 15:00")),
            _fpn(ward, ward.sign(("resident", w), when="2026-03-01 11:30")),
            _note(
                ward,
                ward.sign(("attending", w), when="2026-03-02 10:30"),
                f"{ward.people['attending'].name}主治医师查房记录",
                2,
            ),
            _note(
                ward,
                ward.sign(("chief", w), when="2026-03-03 10:30"),
                f"{ward.people['chief'].name}主任医师查房记录",
                3,
            ),
            *special,
            _note(ward, ward.sign(("resident", w), when="2026-03-07 10:30"), day=7),
            _note(ward, ward.sign(("resident", w), ("attending", r), when="2026-03-09 10:30"), day=9),
        ]
        kinds = [part.split("\n")[1][:4] for part in special]
        frame = [
            d for d in frame if d in special or not any(k in ("首次病程", "入院记录") and k in d[:30] for k in kinds)
        ]
        staff = "".join(p.line() for p in ward.people.values())
        yield situation, expected, STAY.format(n=number) + staff + chance.choice(DRESSES)("".join(frame))


def run(count: int = 2000, seed: int = 7) -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """Judge the set: true positives, false positives and misses by rule, and a line for every error."""
    rules: list[Rule] = [rule for rule in all_rules() if rule.category == "signature"]
    parameters = load("S000-P2").parameters
    hit: Counter[str] = Counter()
    extra: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    errors = []
    for situation, expected, text in generate(count, seed):
        stays, registry = examples.parse(text)
        case = Case(extract(stays[0]), parameters, registry=registry)
        judged = judge(case, rules)
        found = {j.rule.id for j in judged for d in j.verdict.defects if not d.review}
        broken = [j.rule.id for j in judged if j.error]
        if expected:
            hit[expected] += expected in found
            missed[expected] += expected not in found
        for rule in found - {expected} - ALLOWED.get(situation, set()):
            extra[rule] += 1
        if broken or (expected and expected not in found) or found - {expected} - ALLOWED.get(situation, set()):
            errors.append(
                f"{stays[0].stay_id}\t{situation}\texpected {expected or '-'}\tfound {sorted(found)}\tbroken {broken}"
            )
    return hit, extra, missed, errors


def run_across(count: int = 300, seed: int = 7) -> tuple[int, int, int, list[str]]:
    """Pairs of stays joined by their events: true, extra and missed candidates, and a line for every error."""
    chance = random.Random(seed)  # noqa: S311 - a test set, no secret
    (rule,) = (rule for rule in all_rules() if rule.id == "SIG-FORGED")
    parameters = load("S000-P2").parameters
    hit = extra = missed = 0
    errors = []
    for number in range(count):
        situation = sorted(ACROSS)[number % len(ACROSS)]
        due, documents = ACROSS[situation]
        ward = _ward(chance)
        staff = "".join(p.line() for p in ward.people.values())
        found = set()
        cases = []
        for stay, special in enumerate(documents(ward)):
            text = STAY.format(n=f"{number}-{stay}") + staff + chance.choice(DRESSES)("".join(special))
            stays, registry = examples.parse(text)
            cases.append(Case(extract(stays[0]), parameters, registry=registry))
        clashes = find_clashes(event for case in cases for event in events_of(case))
        for case in cases:
            mine = clashes.get(case.extracted.stay.stay_id, ())
            joined = Case(case.extracted, parameters, registry=case.registry, clashes=mine)
            judged = judge(joined, [rule])
            found |= {(d.review, bool(d.related)) for j in judged for d in j.verdict.defects}
        good = found == ({(True, True)} if due else set())
        hit += good and due
        missed += due and (True, True) not in found
        extra += bool(found - {(True, True)}) or (bool(found) and not due)
        if not good:
            errors.append(f"{number}\t{situation}\tfound {sorted(found)}")
    return hit, extra, missed, errors


def kinds() -> tuple[list[str], list[str]]:
    """The names of the situations that are violations, and of those that only look so."""
    inside = {name: bool(expected) for name, (expected, _) in SITUATIONS.items()}
    everything = inside | {name: due for name, (due, _) in ACROSS.items()}
    return [n for n, bad in everything.items() if bad], [n for n, bad in everything.items() if not bad]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stays", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    hit, extra, missed, errors = run(args.stays, args.seed)
    for line in errors[:40]:
        print(line)
    for rule in sorted({*hit, *extra, *missed}):
        p = hit[rule] / max(1, hit[rule] + extra[rule])
        r = hit[rule] / max(1, hit[rule] + missed[rule])
        print(
            f"{rule:22} precision {p:.4f}  recall {r:.4f}  ({hit[rule]} of {hit[rule] + missed[rule]}, {extra[rule]} extra)"
        )
    pairs = max(len(ACROSS), args.stays // 7)
    found, more, lost, errors = run_across(pairs, args.seed)
    for line in errors[:20]:
        print(line)
    print(f"across two patients    {pairs} pairs: {found} candidates found, {lost} missed, {more} extra")
    violations, alike = kinds()
    print(f"{len(violations)} kinds of violation: {', '.join(violations)}")
    print(f"{len(alike)} look-alikes: {', '.join(alike)}")
    tp, fp, fn = (sum(c.values()) for c in (hit, extra, missed))
    tp, fp, fn = tp + found, fp + more, fn + lost
    print(f"all (synthetic): precision {tp / max(1, tp + fp):.4f}  recall {tp / max(1, tp + fn):.4f}")


if __name__ == "__main__":
    main()
