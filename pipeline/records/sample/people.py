"""Invented people: staff rosters of the sample hospitals, patients and relatives. The three name pools share no name."""

from __future__ import annotations

import random
from functools import lru_cache

from pipeline.records.sample.model import Patient, Person, Team

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛"
)
_STAFF = [
    "启明",
    "怀远",
    "思齐",
    "景澄",
    "若谷",
    "维桢",
    "书屹",
    "承佑",
    "立夏",
    "昱",
    "砚",
    "清和",
    "知微",
    "克勤",
    "允之",
    "叔衡",
    "望舒",
    "一苇",
    "牧之",
    "令仪",
    "静姝",
    "采薇",
    "南乔",
    "佩瑜",
    "晚晴",
    "以宁",
    "舒窈",
    "映雪",
    "筱",
    "桐",
    "言蹊",
    "亦凡",
    "嘉树",
    "子衿",
    "颂",
    "弘毅",
]
_MEN = [
    "长顺",
    "保田",
    "福贵",
    "永年",
    "大勇",
    "守义",
    "铁山",
    "根生",
    "来喜",
    "满仓",
    "兴旺",
    "炳文",
    "玉柱",
    "德厚",
    "春生",
    "广财",
    "金锁",
    "连生",
    "树声",
    "祥林",
    "志学",
    "国华",
    "建军",
    "卫东",
    "海洋",
    "小龙",
    "一鸣",
    "俊峰",
    "浩然",
    "家豪",
    "天佑",
    "明远",
    "占魁",
    "学武",
]
_WOMEN = [
    "桂兰",
    "秀芝",
    "凤英",
    "玉珍",
    "淑芬",
    "腊梅",
    "翠莲",
    "素琴",
    "月娥",
    "巧云",
    "爱华",
    "美玲",
    "丽君",
    "红霞",
    "春燕",
    "晓燕",
    "彩萍",
    "银凤",
    "慧敏",
    "雪梅",
    "佳怡",
    "梦瑶",
    "诗涵",
    "雅琪",
    "小满",
    "香草",
    "冬梅",
    "菊芳",
    "兰英",
    "会琴",
    "珊珊",
    "倩倩",
]
_CHILDREN = ["梓轩", "沐阳", "子墨", "可欣", "安安", "乐乐", "芮宁", "昊宇", "语桐", "星辰", "糖糖", "果果"]
_KIN = [
    "建平",
    "建忠",
    "建成",
    "学明",
    "学军",
    "晓东",
    "晓红",
    "永红",
    "永强",
    "志勇",
    "志平",
    "文斌",
    "文静",
    "立新",
    "立群",
    "丽萍",
    "国强",
    "国平",
    "海燕",
    "少华",
    "春雷",
    "新民",
    "亚男",
    "红兵",
]
HOSPITALS = "EFGHIJ"


def _licence(rng: random.Random, year: int) -> str:
    return f"{rng.randrange(110, 990)}{rng.randrange(10**11, 10**12)}{year % 10}"


@lru_cache(maxsize=1)
def rosters(departments: tuple[str, ...]) -> dict[str, tuple[Person, ...]]:
    """Registry of every sample hospital; the same on every machine, no name twice."""
    rng = random.Random("bingan sample staff")  # noqa: S311  (invented names, no secret)
    names = [s + g for s in SURNAMES for g in _STAFF]
    rng.shuffle(names)
    return {letter: tuple(_roster(letter, departments, names, rng)) for letter in HOSPITALS}


def _roster(letter: str, departments: tuple[str, ...], names: list[str], rng: random.Random) -> list[Person]:
    people: list[Person] = []

    def add(title: str, role: str, department: str, since: int = 0, until: str = "", note: str = "") -> None:
        start = f"{since}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 28):02d}" if since else ""
        number = _licence(rng, since) if since else ""
        staff_id = f"{letter}{len(people) + 1:03d}"
        people.append(Person(staff_id, names.pop(), title, role, department, number, start, until, note))

    for department in departments:
        add(rng.choice(("主任医师", "副主任医师")), "licensed", department, rng.randrange(1992, 2005))
        add("主治医师", "licensed", department, rng.randrange(2008, 2016))
        add("住院医师", "licensed", department, rng.randrange(2018, 2024))
        add("住院医师", "licensed", department, rng.randrange(2018, 2024))
    for title, since in (("副主任医师", 2002), ("主治医师", 2012)):
        add(title, "licensed", "麻醉科", since)
    add("副主任医师", "licensed", "医学影像科", 2003)
    add("主治医师", "licensed", "医学影像科", 2014)
    add("", "trainee", "轮转", note="规培学员 未取得执业医师资格")
    add("", "trainee", "轮转", note="试用期 未注册")
    add("", "intern", "轮转", note="实习生")
    add("", "intern", "轮转", note="实习生")
    add("主治医师", "visiting", "轮转", 2015, note="进修 已办变更备案")
    add("住院医师", "licensed", "轮转", 2016, "2025-12-31", "2025年底调离 执业注册注销")
    add("", "nurse", "手术室", 2014)
    add("", "nurse", "病区", 2017)
    return people


def team_for(letter: str, departments: tuple[str, ...], department: str, rng: random.Random) -> Team:
    people = rosters(departments)[letter]
    own = [p for p in people if p.department == department]
    others = [p for p in people if p.title == "住院医师" and p.role == "licensed" and not p.license_to and p not in own]
    return Team(
        chief=own[0],
        attending=own[1],
        resident=own[2],
        resident2=own[3],
        trainee=rng.choice([p for p in people if p.role == "trainee"]),
        intern=rng.choice([p for p in people if p.role == "intern"]),
        expired=next(p for p in people if p.license_to),
        anesthetist=rng.choice([p for p in people if p.department == "麻醉科"]),
        stranger=rng.choice(others),
        reporters=tuple(p for p in people if p.department == "医学影像科"),
        nurse=next(p for p in reversed(people) if p.role == "nurse"),
    )


def patient_for(letter: str, number: int, sex: str, years: float, rng: random.Random) -> Patient:
    surname = rng.choice(SURNAMES)
    child = years < 14
    given = rng.choice(_CHILDREN if child else _MEN if sex == "男" else _WOMEN)
    if child:
        relation = rng.choice(("母子", "父子") if sex == "男" else ("母女", "父女"))
        kin_surname = surname if relation.startswith("父") else rng.choice(SURNAMES)
    elif years > 50:
        father = "父" if sex == "男" else "母"
        relation = father + rng.choice(("子", "女"))
        kin_surname = surname if sex == "男" else rng.choice(SURNAMES)
    else:
        relation, kin_surname = "夫妻", rng.choice(SURNAMES)
    age = f"{int(years)}岁" if years >= 3 else f"{int(years)}岁{int(years * 12) % 12 or 1}个月"
    name = surname + given
    return Patient(f"{letter}P{number:06d}", name, sex, age, years, kin_surname + rng.choice(_KIN), relation)
