"""The one authority on printed titles, ranks and roles (职称、职级、身份).

Nothing else in the project may compare title strings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache


class Rank(IntEnum):
    """Rank of a doctor, ordered: comparisons such as ``rank >= Rank.ATTENDING`` are what the clauses ask for."""

    INTERN = 1  # 实习医师
    TRAINEE = 2  # 规培、试用期: no licence of their own
    RESIDENT = 3  # 住院医师
    ATTENDING = 4  # 主治医师
    ASSOCIATE_CHIEF = 5  # 副主任医师
    CHIEF = 6  # 主任医师


class Role(StrEnum):
    """What a person is in the hospital; values equal the staff registry's ``role`` column where it has one."""

    LICENSED = "licensed"
    TRAINEE = "trainee"
    VISITING = "visiting"  # 进修
    INTERN = "intern"
    NURSE = "nurse"
    PATIENT_SIDE = "patient_side"  # 患者、家属、代理人
    TECHNICIAN = "technician"  # 检验、报告等非医师
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Title:
    """What a printed title says. ``rank`` is None where it says nothing about it (医师, 进修医师).

    ``certain`` is False for forms of address that only suggest the rank (王主任, 李教授, 二线医师): enough to read a heading,
    never enough to accuse anybody.
    """

    rank: Rank | None = None
    role: Role = Role.UNKNOWN
    certain: bool = True


NO_TITLE = Title()
_DOCTOR = ("医师", "医生", "中医师", "军医")
_WEAKER = (Role.INTERN, Role.VISITING, Role.TRAINEE)  # one such word outweighs any title beside it: 规培住院医师

_PROBATION = ("试用期", "试用医师", "试用期医师", "见习期医师")
_OTHERS: tuple[tuple[Title, tuple[str, ...]], ...] = (
    (
        Title(Rank.TRAINEE, Role.TRAINEE),
        ("规培", "规范化培训", "规培医师", "规培医生", "规培生", "规培学员", "住培", "研究生", *_PROBATION),
    ),
    (
        Title(Rank.INTERN, Role.INTERN),
        ("实习", "实习医师", "实习医生", "实习生", "见习", "见习医师", "见习医生", "见习生", "医学生"),
    ),
    (Title(None, Role.VISITING), ("进修", "进修医师", "进修医生", "进修生")),
    (
        Title(None, Role.NURSE),
        ("主任护师", "副主任护师", "主管护师", "护师", "护士", "护士长", "助产士", "护理员"),
    ),
)


def _titles() -> dict[str, Title]:
    found: dict[str, Title] = {}
    for stem, rank in (
        ("副主任", Rank.ASSOCIATE_CHIEF),
        ("主任", Rank.CHIEF),
        ("主治", Rank.ATTENDING),
        ("住院", Rank.RESIDENT),
    ):
        found |= {stem + doctor: Title(rank, Role.LICENSED) for doctor in _DOCTOR}
    resident = Title(Rank.RESIDENT, Role.LICENSED)
    found |= dict.fromkeys(("总住院医师", "住院总医师", "住院总", "总住院", "总住院医生", "医士", "助理医师"), resident)
    found |= {"主治": Title(Rank.ATTENDING, Role.LICENSED), "正高级": Title(Rank.CHIEF, Role.LICENSED)}
    found |= {"副高级": Title(Rank.ASSOCIATE_CHIEF, Role.LICENSED)}
    for rank, addresses in (
        (Rank.CHIEF, ("主任", "教授", "三线医师", "三线医生")),
        (Rank.ASSOCIATE_CHIEF, ("副主任", "副教授")),
        (Rank.ATTENDING, ("讲师", "二线医师", "二线医生", "二线班")),
        (Rank.RESIDENT, ("一线医师", "一线医生", "一线班")),
    ):
        found |= dict.fromkeys(addresses, Title(rank, Role.LICENSED, certain=False))
    for title, words in _OTHERS:
        found |= dict.fromkeys(words, title)
    for stem in ("", "主任", "副主任", "主管", "中"):
        found |= dict.fromkeys((stem + "药师", stem + "技师", stem + "检验师"), Title(None, Role.TECHNICIAN))
    found |= dict.fromkeys(("药士", "技士", "技术员", "营养师", "治疗师", "康复师"), Title(None, Role.TECHNICIAN))
    found |= dict.fromkeys(_DOCTOR, NO_TITLE)
    return found


_KNOWN = _titles()
TITLE_FIRST = frozenset(word[0] for word in _KNOWN)
"""The characters that a printed title can begin with: a gate before :func:`find_titles`."""
# 主治疗 and 主任务 are no titles; longest first, so that 副主任医师 is never read as 主任医师
_TITLE = re.compile(
    "|".join(
        re.escape(word)
        + {"主治": "(?![疗愈好])", "主任": "(?!务)", "实习": "(?!期|单位)", "见习": "(?!期)"}.get(word, "")
        for word in sorted(_KNOWN, key=len, reverse=True)
    )
)


def find_titles(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, Title]]:
    """Every printed title in ``text[start:end]`` as (start, end, title), left to right.

    For short texts: headings and sign-off lines. A title may be part of a role label (主治医师签名) or stand by a name.
    """
    stop = len(text) if end is None else end
    return [(m.start(), m.end(), _KNOWN[m[0]]) for m in _TITLE.finditer(text, start, stop)]


@lru_cache(maxsize=4096)
def parse_title(text: str) -> Title:
    """What the printed ``text`` (副主任医师; 规培(二年级); 心内科 主任医师 教授) says of rank and role.

    Several titles together give the highest certain rank; 规培, 试用, 实习 or 进修 decides the role, and the rank too unless
    the person visits from another hospital (进修主治医师). Spaces inside are ignored. No known title gives ``NO_TITLE``.
    """
    titles = [title for _, _, title in find_titles("".join(text.split()))]
    weaker = next((title for role in _WEAKER for title in titles if title.role == role), None)
    if weaker is not None and weaker.rank is not None:
        return weaker
    ranked = [title for title in titles if title.rank is not None]
    best = max(ranked, key=lambda title: (title.certain, title.rank), default=None)
    if weaker is not None:
        return weaker if best is None else Title(best.rank, weaker.role, best.certain)
    return best or next((title for title in titles if title.role != Role.UNKNOWN), NO_TITLE)
