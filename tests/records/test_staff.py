"""The registry as history: titles, licences and notes as of a day; files with mistakes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.records.ranks import Rank, Role
from pipeline.records.staff import (
    COLUMNS,
    Licence,
    Recognition,
    StaffMember,
    StaffRegistry,
    check_staff,
    read_staff,
    registry_from,
)

HEADER = ",".join(COLUMNS) + "\n"


def one(note: str = "", *, title: str = "副主任医师", role: Role = Role.LICENSED, **more: object) -> StaffRegistry:
    return StaffRegistry([StaffMember("S1", "王海涛", title, role, note=note, **more)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "note",
    [
        "2026年3月10日起聘副主任医师 此前为主治医师",
        "2026-03-10起聘任为副主任医师，此前为主治医师",
        "2026.3.10晋升副主任医师（原主治医师）",
        "2026/3/10 聘为副主任医师；之前为主治医师",
    ],
)
def test_promotion_told_by_the_note(note: str) -> None:
    registry = one(note, license_from=date(2010, 1, 1))
    assert registry.standing("王海涛", date(2026, 3, 9)).rank == Rank.ATTENDING  # type: ignore[union-attr]
    assert registry.standing("王海涛", date(2026, 3, 11)).rank == Rank.ASSOCIATE_CHIEF  # type: ignore[union-attr]
    assert registry.standing("王海涛", (date(2026, 3, 1), date(2026, 3, 20))).rank is None  # type: ignore[union-attr]


def test_title_until_a_day() -> None:
    registry = one("2025-12-31以前为主治医师")
    assert registry.standing("王海涛", date(2025, 11, 1)).rank == Rank.ATTENDING  # type: ignore[union-attr]
    assert registry.standing("王海涛", date(2026, 1, 1)).rank == Rank.ASSOCIATE_CHIEF  # type: ignore[union-attr]


def test_promotion_without_the_former_title_leaves_it_unknown() -> None:
    registry = one("2026-03-10晋升副主任医师")
    assert registry.standing("王海涛", date(2026, 3, 1)).rank is None  # type: ignore[union-attr]
    assert registry.standing("王海涛", date(2026, 3, 11)).rank == Rank.ASSOCIATE_CHIEF  # type: ignore[union-attr]


def test_note_that_is_not_understood_changes_nothing() -> None:
    standing = one("轮转外科各病区；科秘书；2024-05获评先进", license_from=date(2010, 1, 1)).standing(
        "王海涛", date(2026, 1, 1)
    )
    assert standing is not None
    assert (standing.rank, standing.licence, standing.left) == (Rank.ASSOCIATE_CHIEF, Licence.VALID, False)


def test_title_periods_in_rows_of_their_own() -> None:
    registry = StaffRegistry(
        [
            StaffMember("S1", "王海涛", "主治医师", Role.LICENSED, title_to=date(2026, 3, 9)),
            StaffMember("S1", "王海涛", "副主任医师", Role.LICENSED, title_from=date(2026, 3, 10)),
        ]
    )
    ranks = [registry.standing("王海涛", date(2026, 3, day)).rank for day in (9, 10)]  # type: ignore[union-attr]
    assert ranks == [Rank.ATTENDING, Rank.ASSOCIATE_CHIEF]
    assert registry.standing("王海涛", None).namesakes == 1  # type: ignore[union-attr]


def test_licence_begins_and_ends_on_its_days() -> None:
    registry = one(license_from=date(2026, 3, 18), license_to=date(2026, 4, 30), title="住院医师")
    states = [
        registry.standing("王海涛", d).licence
        for d in (date(2026, 3, 17), date(2026, 3, 18), date(2026, 4, 30), date(2026, 5, 1))
    ]  # type: ignore[union-attr]
    assert states == [Licence.NOT_YET, Licence.VALID, Licence.VALID, Licence.EXPIRED]
    assert registry.standing("王海涛", None).licence == Licence.UNKNOWN  # type: ignore[union-attr]


def test_probation_before_the_licence() -> None:
    registry = one("取得执业证书以前为试用期", title="住院医师", license_from=date(2026, 3, 18))
    before, after = (registry.standing("王海涛", d) for d in (date(2026, 3, 1), date(2026, 3, 18)))
    assert before is not None
    assert after is not None
    assert (before.role, before.may_sign_alone) == (Role.TRAINEE, False)
    assert (after.role, after.may_sign_alone) == (Role.LICENSED, True)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("进修医师 2026-03-01至2026-08-31 注册于邻县中医院", None),
        ("县医院来院进修 进修期内变更备案", True),
        ("由邻县医院来进修（2026-01-05至2026-06-30）；文书须本院医师审签", False),
        ("", None),
    ],
)
def test_visiting_doctor_signs_alone_only_if_recognised(note: str, expected: bool | None) -> None:
    registry = one(note, role=Role.VISITING, title="住院医师", license_from=date(2018, 1, 1))
    assert registry.standing("王海涛", date(2026, 4, 1)).may_sign_alone is expected  # type: ignore[union-attr]


def test_visit_is_over() -> None:
    registry = one("进修 2026-01-05至2026-02-28 已备案", role=Role.VISITING, license_from=date(2018, 1, 1))
    assert registry.standing("王海涛", date(2026, 3, 1)).recognition == Recognition.UNKNOWN  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("note", "day", "left", "licence"),
    [
        ("2026年4月底退休", date(2026, 5, 2), True, Licence.UNKNOWN),
        ("2026年4月底退休", date(2026, 4, 20), False, Licence.VALID),
        ("2026年4月退休", date(2026, 4, 20), False, Licence.UNKNOWN),
        ("2026年4月底退休 已返聘", date(2026, 5, 2), False, Licence.VALID),
    ],
)
def test_leaving(note: str, day: date, left: bool, licence: Licence) -> None:
    standing = one(note, license_from=date(1990, 1, 1)).standing("王海涛", day)
    assert standing is not None
    assert (standing.left, standing.licence) == (left, licence)


def test_namesakes_are_known_only_where_they_agree() -> None:
    registry = StaffRegistry(
        [
            StaffMember("S1", "王伟", "主任医师", Role.LICENSED, "内科", license_from=date(2000, 1, 1)),
            StaffMember("S2", "王伟", "", Role.INTERN, "外科"),
        ]
    )
    both = registry.standing("王 伟", date(2026, 1, 1))
    assert both is not None
    assert (both.rank, both.role, both.licence, both.member) == (None, Role.UNKNOWN, Licence.UNKNOWN, None)
    assert "同名" in both.why
    assert both.may_sign_alone is None
    assert registry.standing("王伟", date(2026, 1, 1), "内科").rank == Rank.CHIEF  # type: ignore[union-attr]
    assert registry.standing("李伟", date(2026, 1, 1)) is None


def test_names_are_compared_without_spaces_and_with_any_dot() -> None:
    registry = StaffRegistry([StaffMember("S1", "阿依古丽•买买提", "主治医师", Role.LICENSED)])
    assert registry.standing("阿依古丽·买买提", None) is not None


def write(tmp_path: Path, body: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "staff.csv"
    path.write_bytes((HEADER + body).encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_and_blank_lines(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "\nS1,王海涛,主治医师,licensed,内科,1,2010-01-01,,\n,,,,,,,,\n", encoding)
    assert [m.name for m in read_staff(path)] == ["王海涛"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("S1,王海涛,主治医师,doctor,内科,1,,,", "role"),
        ("S1,王海涛,主治医师,licensed,内科,1,2010-02-30,,", "license_from"),
        ("S1,王海涛,主治医师,licensed,内科,1,2012-01-01,2011-01-01,", "早于"),
        (",王海涛,主治医师,licensed,内科,1,,,", "staff_id"),
        ("S1,,主治医师,licensed,内科,1,,,", "姓名"),
        ("S0,李敏,主治医师,licensed,内科,1,,,", "重复"),
    ],
)
def test_bad_rows_name_their_line(tmp_path: Path, row: str, words: str) -> None:
    path = write(tmp_path, f"S0,周全,主任医师,licensed,内科,1,2000-01-01,,\n{row}\n")
    with pytest.raises(UsageError, match="第3行") as caught:
        read_staff(path)
    assert words in str(caught.value)
    assert [p.line for p in check_staff(path)] == [3]


def test_missing_column(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("staff_id,name\nS1,王海涛\n", encoding="utf-8")
    with pytest.raises(UsageError, match="license_from"):
        read_staff(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="无法读取"):
        read_staff(tmp_path / "no.csv")


def test_rows_of_a_table() -> None:
    registry = registry_from(
        [{"staff_id": 7, "name": "王海涛", "title": "主任医师", "role": "licensed", "license_from": None}]
    )
    assert registry.standing("王海涛", None).rank == Rank.CHIEF  # type: ignore[union-attr]


@given(st.text(max_size=60), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_no_note_breaks_the_registry(note: str, day: date) -> None:
    assert one(note).standing("王海涛", day) is not None
