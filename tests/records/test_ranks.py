"""Printed titles as hospitals write them."""

from __future__ import annotations

import pytest

from pipeline.records.ranks import Rank, Role, Title, find_titles, parse_title


@pytest.mark.parametrize(
    ("printed", "rank", "role"),
    [
        ("主任医师", Rank.CHIEF, Role.LICENSED),
        ("副主任医师", Rank.ASSOCIATE_CHIEF, Role.LICENSED),
        ("副 主 任 医 师", Rank.ASSOCIATE_CHIEF, Role.LICENSED),
        ("心血管内科 主治医师", Rank.ATTENDING, Role.LICENSED),
        ("心内科副主任医师", Rank.ASSOCIATE_CHIEF, Role.LICENSED),
        ("骨科主任医师", Rank.CHIEF, Role.LICENSED),
        ("主治", Rank.ATTENDING, Role.LICENSED),
        ("住院医师", Rank.RESIDENT, Role.LICENSED),
        ("住院总医师", Rank.RESIDENT, Role.LICENSED),
        ("副主任中医师", Rank.ASSOCIATE_CHIEF, Role.LICENSED),
        ("主治中医师", Rank.ATTENDING, Role.LICENSED),
        ("主任医师 教授", Rank.CHIEF, Role.LICENSED),
        ("副主任医师、教授", Rank.ASSOCIATE_CHIEF, Role.LICENSED),
        ("规培", Rank.TRAINEE, Role.TRAINEE),
        ("规培住院医师", Rank.TRAINEE, Role.TRAINEE),
        ("住院医师规范化培训第二年", Rank.TRAINEE, Role.TRAINEE),
        ("试用期", Rank.TRAINEE, Role.TRAINEE),
        ("实习医师", Rank.INTERN, Role.INTERN),
        ("进修医师", None, Role.VISITING),
        ("进修主治医师", Rank.ATTENDING, Role.VISITING),
        ("主管护师", None, Role.NURSE),
        ("副主任护师", None, Role.NURSE),
        ("主管药师", None, Role.TECHNICIAN),
        ("医师", None, Role.UNKNOWN),
        ("责任医生", None, Role.UNKNOWN),
        ("", None, Role.UNKNOWN),
        ("主治疗方案", None, Role.UNKNOWN),
        ("主要任务", None, Role.UNKNOWN),
    ],
)
def test_printed_title(printed: str, rank: Rank | None, role: Role) -> None:
    title = parse_title(printed)
    assert (title.rank, title.role) == (rank, role)


@pytest.mark.parametrize("address", ["王主任", "李教授", "二线医师", "科主任"])
def test_a_form_of_address_is_not_certain(address: str) -> None:
    assert not parse_title(address).certain


def test_titles_are_found_with_their_places() -> None:
    text = "陶国梁主任医师、史慧副主任医师查房"
    assert [text[start:end] for start, end, _ in find_titles(text)] == ["主任医师", "副主任医师"]


def test_ranks_are_ordered() -> None:
    assert Rank.INTERN < Rank.TRAINEE < Rank.RESIDENT < Rank.ATTENDING < Rank.ASSOCIATE_CHIEF < Rank.CHIEF
    assert Title() == parse_title("无职称")
