"""Names replaced by others of equal length, the same name always by the same one, so that offsets hold.

What is replaced: the names of patients (metadata, fields such as 姓名, 联系人), of signers and of the staff registry, with or without
spaces between the characters; telephone numbers, identity numbers, and the numbers of stay and patient. What is not: persons who are
named in running text only, surnames before a title (王主任), places of work, addresses.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import count
from typing import Any

from pipeline.paths import shipped

_GAP = "[ \t\u3000\xa0]{0,4}"
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_GIVEN = "安邦宝斌波博昌超晨成诚川春达德迪栋恩帆方飞丰峰福刚歌庚冠光广桂国海涵航豪和恒衡宏洪鸿厚华怀辉慧吉佳嘉建杰金锦晋京景静钧俊凯康可坤兰乐立丽利莲良林玲龙璐茂梅美萌民敏明铭宁培佩朋鹏平琪启千倩强琴青清庆秋泉群然仁荣如瑞若善尚绍胜诗书舒淑硕思松涛天婷廷同彤婉望伟文雯希熙夏贤翔晓欣新兴秀旭轩雪雅妍彦阳尧业怡艺益英盈颖永勇优宇雨玉钰元远悦云泽哲珍振正志智忠竹卓子紫"
_LABELLED = re.compile(
    r"(?:姓\s{0,4}名|联系人|陪护人|监护人|病史陈述者|供史者|陈述者|委托人|被委托人|患者家属|家属姓名|法定代理人)"
    rf"[\s：:]{{1,4}}([{_HAN}·]{{2,12}})"
)
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])(?:1[3-9]\d{9}|\d{17}[\dXx]|0\d{2,3}-\d{7,8})(?![0-9A-Za-z])")
_RELATIONS = (
    "本人",
    "患者",
    "配偶",
    "父",
    "母",
    "子",
    "女",
    "夫",
    "妻",
    "兄",
    "弟",
    "姐",
    "妹",
    "家属",
    "同事",
    "朋友",
)


@cache
def _surnames() -> tuple[str, ...]:
    text = (shipped("configs") / "lexicons" / "surnames.txt").read_text(encoding="utf-8")
    rows = [row for row in text.splitlines() if row and not row.startswith("#")]
    return tuple(dict.fromkeys("".join(row for row in rows if len(row.split()) == 1)))


def names_in_fields(text: str) -> list[str]:
    """Names that stand in a field of their own (姓名：, 联系人：), whoever they are."""
    found = []
    for match in _LABELLED.finditer(text):
        name = match[1][:4] if "·" not in match[1] else match[1]
        if name[0] in _surnames() and not name.startswith(_RELATIONS) and len(match[1]) <= 4:
            found.append(name)
    return found


class Pseudonyms:
    """Replace ``names`` (and ``numbers``, whole) in any text. Without ``key`` nobody can tell which name stands for which."""

    def __init__(self, key: bytes, names: Iterable[str], numbers: Iterable[str] = ()) -> None:
        self._key = key
        cleaned = {re.sub(r"\s", "", name) for name in names}
        self.names = sorted(name for name in cleaned if len(name) >= 2 and any(c.isalpha() for c in name))
        self.replaced: Counter[str] = Counter()
        self._fake = self._assign()
        self._pattern = _pattern(self.names)
        self._numbers = _numbers(numbers)

    def _digest(self, *parts: str) -> bytes:
        return hmac.digest(self._key, "\x1f".join(parts).encode("utf-8", "surrogatepass"), hashlib.sha256)

    def token(self, *parts: str) -> str:
        """An id that stands for ``parts``."""
        return self._digest("id", *parts).hex()[:16]

    def _assign(self) -> dict[str, str]:
        """One pseudonym a name, no two alike, and none that is a real name."""
        taken, fake = set(self.names), {}
        for name in sorted(self.names, key=lambda n: self._digest("order", n)):
            made = (self._made(name, str(n)) for n in count())
            fake[name] = next(candidate for candidate in made if candidate not in taken)
            taken.add(fake[name])
        return fake

    def _made(self, name: str, salt: str) -> str:
        noise = self._digest("name", name, salt) * (1 + len(name) // 8)
        signs = [_alike(c, int.from_bytes(noise[2 * i : 2 * i + 2]), i == 0) for i, c in enumerate(name)]
        return "".join(signs)

    def text(self, text: str) -> str:
        """``text`` with other names and numbers, of the same length in code points."""
        text = self._pattern.sub(self._name, text) if self._pattern else text
        text = self._numbers.sub(self._number, text) if self._numbers else text
        return _NUMBERS.sub(self._number, text)

    def value(self, value: Any) -> Any:
        """The same for every text inside a JSON value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.value(item) for key, item in value.items()}
        return [self.value(item) for item in value] if isinstance(value, list | tuple) else value

    def _name(self, match: re.Match[str]) -> str:
        self.replaced["names"] += 1
        signs = iter(self._fake[re.sub(r"\s", "", match[0])])
        return "".join(c if c.isspace() else next(signs) for c in match[0])

    def _number(self, match: re.Match[str]) -> str:
        self.replaced["numbers"] += 1
        noise = self._digest("number", match[0]) * (1 + len(match[0]) // 8)
        return "".join(_alike(c, noise[i], False) for i, c in enumerate(match[0]))


def _alike(sign: str, noise: int, first: bool) -> str:
    """Another sign of the same sort."""
    if sign.isascii() and sign.isdigit():
        return str(noise % 10)
    if sign.isascii() and sign.isalpha():
        return chr((ord("A") if sign.isupper() else ord("a")) + noise % 26)
    if not sign.isalpha():
        return sign
    pool = _surnames()[:60] if first else _GIVEN
    return pool[noise % len(pool)]


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    """The names by first character, the longest first, so that a position is tried by one lookup."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=len, reverse=True):
        by_first[name[0]].append(name[1:])
    branches = [
        re.escape(first) + "(?:" + "|".join(_GAP + _GAP.join(map(re.escape, rest)) for rest in rests) + ")"
        for first, rests in by_first.items()
    ]
    return re.compile("|".join(branches)) if branches else None


def _numbers(numbers: Iterable[str]) -> re.Pattern[str] | None:
    wanted = sorted({n for n in numbers if len(n) >= 4 and any(c.isdigit() for c in n)}, key=len, reverse=True)
    by_first: dict[str, list[str]] = defaultdict(list)
    for number in wanted:
        by_first[number[0]].append(re.escape(number[1:]))
    branches = [f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items()]
    return re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(branches)})(?![0-9A-Za-z])") if branches else None
