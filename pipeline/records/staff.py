"""The staff registry (人员名册) as history: who somebody is, as of a date.

A member has one or several titles with the days on which they hold, a role, and a licence with its first and last day.
Histories come from several rows of one ``staff_id`` with ``title_from``/``title_to``, and from plain phrases in ``note``
(2026年3月10日起聘副主任医师 此前为主治医师). What is not understood makes the answer unknown, never a violation.
Without a registry a rule that needs one answers ``not_assessable``; it never guesses.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.records.ranks import Rank, Role, find_titles, parse_title

COLUMNS = ("staff_id", "name", "title", "role", "department", "license_no", "license_from", "license_to", "note")
HISTORY_COLUMNS = ("title_from", "title_to")  # optional: several rows of one person
_ROLES = frozenset(role.value for role in (Role.LICENSED, Role.TRAINEE, Role.VISITING, Role.INTERN, Role.NURSE))
_SPACE = re.compile(r"\s+")
_DOTS = str.maketrans("•・‧∙．", "·····")

Days = tuple[date, date]
"""First and last day, both included."""


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One row of the registry; open ends of the licence and of the title are None."""

    staff_id: str
    name: str
    title: str = ""
    role: Role = Role.UNKNOWN
    department: str = ""
    license_no: str = ""
    license_from: date | None = None
    license_to: date | None = None
    note: str = ""
    title_from: date | None = None
    title_to: date | None = None


class Licence(StrEnum):
    """State of a licence to practise (执业注册) over the days asked about."""

    VALID = "valid"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    ABSENT = "absent"  # the registry says that the person has none: interns, trainees
    UNKNOWN = "unknown"


class Recognition(StrEnum):
    """Whether a visiting doctor (进修) may write here on his own."""

    RECOGNISED = "recognised"  # registered or put on file here
    COSIGN = "cosign"  # the registry says that a doctor of this hospital must sign too
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """Who a person is over the days asked about. ``why`` says in Chinese what the registry leaves open.

    With namesakes a property is known only where all of them agree; ``member`` is then None.
    """

    name: str
    rank: Rank | None
    role: Role
    licence: Licence
    member: StaffMember | None = None
    recognition: Recognition = Recognition.UNKNOWN
    left: bool = False  # certainly gone: retired, resigned, moved
    probation: bool = False  # the registry names 试用期 or 规培 for the time before the licence
    namesakes: int = 1
    why: str = ""

    @property
    def may_sign_alone(self) -> bool | None:
        """True or False where the registry settles it, None where it does not say."""
        if self.role in (Role.INTERN, Role.NURSE):
            return False
        if self.licence == Licence.UNKNOWN or self.role == Role.UNKNOWN:
            return None
        if self.licence != Licence.VALID:
            return False
        if self.role == Role.VISITING:
            return {Recognition.RECOGNISED: True, Recognition.COSIGN: False}.get(self.recognition)
        return True


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a registry file. ``line`` counts from 1, the header included; 0 means the whole file."""

    line: int
    message: str


_REMEMBERED = 16384  # standings that a registry keeps at hand


class StaffRegistry:
    """All members, looked up by the name as printed. Namesakes are kept apart and reported, never merged."""

    def __init__(self, members: Iterable[StaffMember]) -> None:
        people: dict[str, dict[str, list[StaffMember]]] = {}
        for number, member in enumerate(members):
            rows = people.setdefault(name_key(member.name), {})
            rows.setdefault(member.staff_id or f"#{number}", []).append(member)
        self._people = {key: tuple(tuple(r) for r in rows.values()) for key, rows in people.items()}
        self._standings: dict[tuple[int, int, Days], Standing] = {}

    def __iter__(self) -> Iterator[StaffMember]:
        return (member for people in self._people.values() for rows in people for member in rows)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name as the registry prints it."""
        return frozenset(member.name for member in self)

    @cached_property
    def nurses(self) -> frozenset[str]:
        """The keys (:func:`name_key`) of the names that nurses have and nobody else."""
        others = {name_key(m.name) for m in self if m.role != Role.NURSE}
        return frozenset(name_key(m.name) for m in self if m.role == Role.NURSE) - others

    def named(self, name: str) -> tuple[StaffMember, ...]:
        """Everybody of that name, the newest row of each; empty if the registry does not know it."""
        return tuple(rows[-1] for rows in self._people.get(name_key(name), ()))

    def standing(self, name: str, on: date | Days | None, department: str | None = None) -> Standing | None:
        """Who ``name`` is on a day, or over all days of an interval; ``None`` if the registry does not know the name.

        ``department`` chooses among namesakes if exactly one of them works there. ``on=None`` means that the day is unknown.
        """
        people = self._people.get(name_key(name), ())
        if len(people) > 1 and department:
            there = tuple(rows for rows in people if rows[-1].department == department)
            people = there if len(there) == 1 else people
        if not people:
            return None
        return self._standing_of(people, _days(on))

    def identified(self, staff_id: str, on: date | Days | None) -> Standing | None:
        """Who the person of that ``staff_id`` (工号) is; ``None`` if the registry does not know it. Namesakes do not matter."""
        rows = self._by_id.get(staff_id.strip())
        return _standing(rows, _days(on)) if rows else None

    @cached_property
    def _by_id(self) -> dict[str, tuple[StaffMember, ...]]:
        return {rows[-1].staff_id: rows for people in self._people.values() for rows in people if rows[-1].staff_id}

    def _standing_of(self, people: tuple[tuple[StaffMember, ...], ...], days: Days) -> Standing:
        """As :meth:`standing`; the same few doctors sign the same days' notes of a whole ward."""
        key = (id(people[0]), len(people), days)
        found = self._standings.get(key)
        if found is None:
            standings = [_standing(rows, days) for rows in people]
            found = standings[0] if len(standings) == 1 else _agreed(standings)
            if len(self._standings) >= _REMEMBERED:
                self._standings.clear()
            self._standings[key] = found
        return found

    def __getstate__(self) -> dict[str, object]:
        return {"_people": self._people, "_standings": {}}  # the keys of what is remembered hold in this process only


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """The form in which names are compared: without spaces, with one kind of dot."""
    return _SPACE.sub("", name).translate(_DOTS)


def _days(on: date | Days | None) -> Days:
    if on is None:
        return date.min, date.max
    return on if isinstance(on, tuple) else (on, on)


def _agreed(standings: list[Standing]) -> Standing:
    first = standings[0]

    def same(values: set[object]) -> bool:
        return len(values) == 1

    return Standing(
        name=first.name,
        rank=first.rank if same({s.rank for s in standings}) else None,
        role=first.role if same({s.role for s in standings}) else Role.UNKNOWN,
        licence=first.licence if same({s.licence for s in standings}) else Licence.UNKNOWN,
        recognition=first.recognition if same({s.recognition for s in standings}) else Recognition.UNKNOWN,
        left=all(s.left for s in standings),
        probation=all(s.probation for s in standings),
        namesakes=len(standings),
        why=f"名册中有{len(standings)}位同名人员，须核对工号",
    )


def _standing(rows: tuple[StaffMember, ...], days: Days) -> Standing:
    member = rows[-1]
    told = _read_note(member.note)
    licence = _licence(member, days, told)
    left = told.left_after is not None and days[0] > told.left_after
    role = member.role
    if role == Role.LICENSED and licence == Licence.NOT_YET:
        role = Role.TRAINEE if told.probation else Role.UNKNOWN
    return Standing(
        name=member.name,
        rank=_rank(rows, days, told),
        role=role,
        licence=licence,
        member=member,
        recognition=_recognition(member, days, told),
        left=left,
        probation=told.probation,
        why=_open_questions(member, licence, days),
    )


def _licence(member: StaffMember, days: Days, told: _Told) -> Licence:
    if member.role in (Role.INTERN, Role.TRAINEE) and member.license_from is None and not member.license_no:
        return Licence.ABSENT
    if member.role == Role.NURSE:
        return Licence.UNKNOWN  # nurses are registered elsewhere; nothing here is judged by it
    if member.role == Role.UNKNOWN and member.license_from is None and not member.license_no:
        return Licence.UNKNOWN
    first, last = member.license_from or date.min, member.license_to or date.max
    if days[1] < first:
        return Licence.NOT_YET
    if days[0] > last:
        return Licence.UNKNOWN if told.back else Licence.EXPIRED  # 返聘: the row contradicts itself
    if days[0] < first or days[1] > last:
        return Licence.UNKNOWN
    if told.left_before is not None and days[1] >= told.left_before and member.license_to is None:
        return Licence.UNKNOWN  # gone, or perhaps gone, and the row does not say what became of the licence
    return Licence.VALID


def _rank(rows: tuple[StaffMember, ...], days: Days, told: _Told) -> Rank | None:
    """The rank over all of ``days``; None where rows and note do not settle it."""
    if rows[-1].role in (Role.INTERN, Role.TRAINEE):
        return Rank.INTERN if rows[-1].role == Role.INTERN else Rank.TRAINEE
    if any(row.title_from or row.title_to for row in rows):
        covering = [r for r in rows if (r.title_from or date.min) <= days[0] and days[1] <= (r.title_to or date.max)]
        ranks = {_certain_rank(r.title) for r in covering}
        return ranks.pop() if len(ranks) == 1 else None
    for change in told.changes:
        if days[1] < change.earliest:
            return change.before
        if days[0] <= change.latest:
            return None
    return _certain_rank(rows[-1].title)


def _certain_rank(title: str) -> Rank | None:
    found = parse_title(title)
    return found.rank if found.certain else None


def _recognition(member: StaffMember, days: Days, told: _Told) -> Recognition:
    if member.role != Role.VISITING:
        return Recognition.UNKNOWN
    if told.visit and not (told.visit[0] <= days[0] and days[1] <= told.visit[1]):
        return Recognition.UNKNOWN
    return told.recognition


def _open_questions(member: StaffMember, licence: Licence, days: Days) -> str:
    if licence != Licence.UNKNOWN or member.role == Role.NURSE:
        return ""
    if days[0] != days[1]:
        return "签名日期不能确定，无法核对当日执业状态"
    return "名册未写明当日执业状态"


# --- notes -----------------------------------------------------------------------------------------------------------

_DATE = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*[年.\-/]\s*(?P<m>\d{1,2})(?:\s*[月.\-/]\s*(?P<d>\d{1,2})\s*[日号]?|\s*月(?P<part>初|中旬|上旬|下旬|底|末)?份?)?"
)
_PROMOTED = re.compile(
    r"\s*(?:起|开始)?\s*(?:被)?(?:聘任为|聘任|聘为|受聘|聘|晋升为|晋升|晋|升任|升|起任|任职|任|改任|取得|获)(?!期)"
)
_FORMERLY = re.compile(r"(?:此前|之前|以前|原|原任|前为|曾为|前任)\s*(?:为|是|任)?\s*$")
_UNTIL = re.compile(r"\s*(?:以前|之前|及以前|前)(?:均)?(?:为|是|任)")
_LEFT = re.compile(
    r"退休|离职|辞职|调离|调出|调往|离院|离开本院|解聘|合同终止|注销|变更(?:执业)?注册|注册变更|变更至|变更注册|外调|去世"
)
_BACK = re.compile(r"返聘|回聘|续聘")
_NOT_BACK = re.compile(r"未(?:被)?(?:返聘|回聘|续聘)")
_RECOGNISED = re.compile(r"变更备案|备案|多点执业|在(?:本|我)院(?:变更)?注册|注册于(?:本|我)院|认定|授权独立")
_MUST_COSIGN = re.compile(r"(?:须|需|应|必须)(?:由)?[^，；。,;]{0,10}(?:审签|审阅|签名|签字|审核)|不得单独")
_PROBATION = re.compile(r"试用期|规培|规范化培训|住培|见习期")


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of title on some day between ``earliest`` and ``latest``; ``before`` is the rank until then, if known."""

    earliest: date
    latest: date
    before: Rank | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What a note says."""

    changes: tuple[_Change, ...] = ()
    left_before: date | None = None  # gone on this day at the earliest
    left_after: date | None = None  # gone certainly after this day
    visit: Days | None = None
    recognition: Recognition = Recognition.UNKNOWN
    probation: bool = False
    back: bool = False  # 返聘 after leaving


@dataclass(frozen=True, slots=True)
class _Dated:
    start: int
    end: int
    first: date
    last: date


@lru_cache(maxsize=8192)
def _read_note(note: str) -> _Told:
    if not note:
        return _Told()
    dates = [d for d in (_dated(m) for m in _DATE.finditer(note)) if d is not None]
    told = _Told(probation=bool(_PROBATION.search(note)), recognition=_recognition_told(note))
    told = replace(told, changes=tuple(sorted(_changes(note, dates), key=lambda change: change.earliest)))
    told = replace(told, visit=_visit(note, dates))
    return _leaving(note, dates, told)


def _dated(found: re.Match[str]) -> _Dated | None:
    year, month = int(found["y"]), int(found["m"])
    try:
        if found["d"]:
            day = date(year, month, int(found["d"]))
            return _Dated(found.start(), found.end(), day, day)
        first = date(year, month, 1)
    except ValueError:
        return None
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if found["part"] in ("底", "末"):
        first = last
    return _Dated(found.start(), found.end(), first, last)


def _recognition_told(note: str) -> Recognition:
    if _MUST_COSIGN.search(note):
        return Recognition.COSIGN
    return Recognition.RECOGNISED if _RECOGNISED.search(note) else Recognition.UNKNOWN


def _changes(note: str, dates: list[_Dated]) -> Iterator[_Change]:
    titles = find_titles(note)
    for place, when in enumerate(dates):
        stop = dates[place + 1].start if place + 1 < len(dates) else len(note)
        after = [(s, e, t) for s, e, t in titles if when.end <= s < stop and t.rank is not None]
        until = _UNTIL.match(note, when.end)
        if until and after and after[0][0] - until.end() <= 2:
            rank = after[0][2].rank if after[0][2].certain else None
            yield _Change(when.first, when.last, rank)
            continue
        promoted = _PROMOTED.match(note, when.end)
        if promoted and after and after[0][0] - promoted.end() <= 4:
            former = [t for s, _, t in after[1:] if _FORMERLY.search(note, 0, s)]
            yield _Change(when.first, when.last, former[0].rank if former and former[0].certain else None)


def _visit(note: str, dates: list[_Dated]) -> Days | None:
    if "进修" not in note:
        return None
    for one, two in pairwise(dates):
        if note[one.end : two.start].strip() in ("至", "到", "-", "—", "～", "~", "－", "--", "——"):
            return one.first, two.last
    return None


def _leaving(note: str, dates: list[_Dated], told: _Told) -> _Told:
    if _BACK.search(note) and not _NOT_BACK.search(note):
        return replace(told, back=True)
    if not _LEFT.search(note):
        return told
    for when in dates:
        found = _LEFT.search(note, when.end, min(len(note), when.end + 12))
        if found and not _RECOGNISED.search(note):
            return replace(told, left_before=when.first, left_after=when.last)
    return told


# --- files -----------------------------------------------------------------------------------------------------------


def read_staff(path: Path) -> StaffRegistry:
    """Read a registry CSV (UTF-8 with or without BOM, GB18030, or UTF-16 with BOM; blank lines are skipped).

    Raises UsageError with file, line and remedy for the first thing that is wrong; :func:`check_staff` lists all of them.
    """
    members, problems = _read(path)
    if problems:
        first = problems[0]
        code = "E201" if first.line <= 1 else "E202"
        more = f"（共{len(problems)}处问题）" if len(problems) > 1 else ""
        place = f" 第{first.line}行" if first.line > 1 else ""
        raise UsageError(code, f"{path}{place}：{first.message}{more}")
    return StaffRegistry(members)


def check_staff(path: Path) -> list[Problem]:
    """Everything that is wrong with a registry CSV, in order of lines; an empty list if it can be used as it is."""
    return _read(path)[1]


def registry_from(rows: Iterable[Mapping[str, object]], where: str = "人员名册") -> StaffRegistry:
    """Build a registry from table or SQL rows with the columns of the CSV. Raises UsageError for the first bad row."""
    members, problems = _members((number, _strings(row)) for number, row in enumerate(rows, 1))
    if problems:
        raise UsageError("E202", f"{where} 第{problems[0].line}行：{problems[0].message}")
    return StaffRegistry(members)


def _strings(row: Mapping[str, object]) -> dict[str, str]:
    return {key: "" if value is None else str(value).strip() for key, value in row.items()}


def _read(path: Path) -> tuple[list[StaffMember], list[Problem]]:
    try:
        text = _decode(path.read_bytes())
    except OSError as error:
        return [], [Problem(0, f"无法读取人员名册（{error.__class__.__name__}）。请检查路径与权限")]
    except UnicodeDecodeError:
        return [], [Problem(0, "无法识别文件编码。请另存为 UTF-8 编码的 CSV")]
    if "\0" in text:
        return [], [Problem(0, "不是 CSV 文本。请从表格软件另存为 CSV（UTF-8）")]
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first and "," not in first else ",")
    try:
        header = [(name or "").strip() for name in rows.fieldnames or ()]
        rows.fieldnames = header
        missing = [c for c in COLUMNS if c not in header]
        if missing:
            return [], [Problem(1, f"人员名册缺少列 {'、'.join(missing)}。请补上表头：{','.join(COLUMNS)}")]
        numbered = [(rows.line_num, _cells(row)) for row in rows]
    except csv.Error:
        return [], [Problem(rows.line_num, "CSV 格式不对（引号未成对？）。请检查这一行")]
    return _members((line, row) for line, row in numbered if any(row.values()))


def _decode(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _cells(row: Mapping[str | None, str | list[str] | None]) -> dict[str, str]:
    return {key: value.strip() for key, value in row.items() if key is not None and isinstance(value, str)}


def _members(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[StaffMember], list[Problem]]:
    members: list[StaffMember] = []
    problems: list[Problem] = []
    seen: dict[str, StaffMember] = {}
    for line, row in rows:
        try:
            member = _member(row)
        except ValueError as error:
            problems.append(Problem(line, str(error)))
            continue
        earlier = seen.get(member.staff_id)
        if earlier is not None:
            wrong = _repeated(earlier, member)
            if wrong:
                problems.append(Problem(line, wrong))
                continue
        seen[member.staff_id] = member
        members.append(member)
    members.sort(key=lambda m: m.title_from or date.min)
    return members, problems


def _repeated(earlier: StaffMember, later: StaffMember) -> str:
    if name_key(earlier.name) != name_key(later.name):
        return f"工号 {later.staff_id} 重复，姓名却不同。每人应有唯一的 staff_id"
    if not (later.title_from or later.title_to or earlier.title_from or earlier.title_to):
        return f"工号 {later.staff_id} 重复。同一人的职称变动请用 title_from、title_to 两列分行写明"
    return ""


def _member(row: Mapping[str, str]) -> StaffMember:
    """Raises ValueError with a message for the user."""
    name = row.get("name", "")
    if not row.get("staff_id"):
        raise ValueError("缺少 staff_id（工号）")
    if not name:
        raise ValueError("缺少 name（姓名）")
    role = row.get("role", "").lower()
    if role and role not in _ROLES:
        raise ValueError(f"role 应为 {'、'.join(sorted(_ROLES))} 之一")
    dates = {key: _date(row.get(key, ""), key) for key in ("license_from", "license_to", *HISTORY_COLUMNS)}
    for first, last in (("license_from", "license_to"), ("title_from", "title_to")):
        one, two = dates[first], dates[last]
        if one and two and two < one:
            raise ValueError(f"{last} 早于 {first}")
    return StaffMember(
        staff_id=row["staff_id"],
        name=name,
        title=row.get("title", ""),
        role=Role(role) if role else Role.UNKNOWN,
        department=row.get("department", ""),
        license_no=row.get("license_no", ""),
        note=row.get("note", ""),
        **dates,
    )


def _date(text: str, column: str) -> date | None:
    if not text:
        return None
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0?0:00(?::00)?)?", text)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise ValueError(f"{column} 写法不对或日期不存在，应为 YYYY-MM-DD")
