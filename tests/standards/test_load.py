"""The shipped standards are complete, and a standard that does not add up is refused with file, key and remedy."""

import os
import pickle
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pipeline.detect.rules import all_rules
from pipeline.errors import UsageError
from pipeline.standards.catalogue import catalogue, parameter_specs
from pipeline.standards.load import available, load, load_series, resolve
from pipeline.standards.model import LEVELS

SHIPPED = ("NAT-2018", "S000-P2", "S000-P3", "S000-P6", "S003", "ZJ-2021")
HEAD = 'id = "ours"\nname = "本院"\nversion = "1"\nextends = "S000-P2"\n'


def own(folder: Path, text: str, name: str = "ours.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(UsageError) as caught:
        load(path)
    assert str(path) in caught.value.message
    return caught.value.message


def test_the_catalogue_is_whole() -> None:
    assert len(catalogue()) == 282
    assert all(e.name and e.category and e.source and e.level for e in catalogue().values())
    assert {r.id for r in all_rules()} <= set(catalogue())


def test_the_shipped_standards_are_listed() -> None:
    assert tuple(row.id for row in available()) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_every_standard_judges_every_rule_and_sets_every_parameter(name: str) -> None:
    standard = load(name)
    assert set(standard.severities) == set(catalogue())
    assert set(parameter_specs()) <= set(standard.parameters)
    assert round(sum(standard.scheme.sections.values()), 2) == 100
    assert set(standard.scheme.cuts) == set(LEVELS)
    assert standard.source
    assert pickle.loads(pickle.dumps(standard)) == standard


@pytest.mark.parametrize("name", SHIPPED)
def test_every_score_has_exactly_one_level(name: str) -> None:
    cuts = load(name).scheme.cuts
    for hundredths in range(10_001):
        assert sum(hundredths / 100 in cut for cut in cuts.values()) == 1


def test_parameters_that_rules_read_exist() -> None:
    known = load("NAT-2018").parameters
    assert {(r.id, p) for r in all_rules() for p in r.parameters if p not in known} == set()


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [  # rules.md 3.1
        ("NAT-2018", "fpn_h", 8),
        ("NAT-2018", "round_chief_h", None),
        ("NAT-2018", "ddx_policy", "if_unclear"),
        ("NAT-2018", "grade_cut", (90, 75)),
        ("S000-P2", "fpn_h", 8),
        ("S000-P2", "round_chief_h", 168),
        ("S000-P2", "round_chief_critical_h", 48),
        ("S000-P2", "ddx_policy", "always"),
        ("S000-P2", "preop_disc_scope", "major"),
        ("S000-P2", "notice_filing_h", 12),
        ("S000-P2", "b_items_to_c", 2),
        ("S000-P3", "archive_wd", 1),
        ("S000-P6", "fpn_h", 6),
        ("S000-P6", "op_note_h", 6),
        ("S000-P6", "progress_stable_d", 2),
        ("S000-P6", "round_attending_h", 24),
        ("S003", "talk_h", 72),
        ("S003", "los_review_d", 30),
        ("ZJ-2021", "veto_mode", "points"),
        ("ZJ-2021", "grade_cut", (90, 80)),
        ("ZJ-2021", "round_signature_required", True),
    ],
)
def test_the_parameter_sheet(name: str, parameter: str, value: object) -> None:
    assert load(name).parameters[parameter] == value


def test_the_eight_second_class_items_and_their_rules() -> None:
    """篇2 四(一): each printed item is one bundle; what only a person can judge is review."""
    severities = load("S000-P2").severities
    items: dict[str, set[str]] = {}
    for rule, severity in severities.items():
        if severity.kind == "VETO_B":
            items.setdefault(severity.bundle, set()).add(rule)
    assert items == {
        "B1": {"CMP-HOMEPAGE", "HOM-3ITEMS"},
        "B2": {"CNT-FPN-BASIS", "CNT-FPN-DDX", "CNT-FPN-ANALYSIS", "CNT-FPN-PLAN"},
        "B4": {"CMP-KEY-REPORT"},
        "B5": {"CMP-PREOP-DISC"},
        "B6": {"CMP-THREE-LEVEL", "TIM-ROUND-CRITICAL", "TIM-ROUND-CHIEF"},
        "B7": {"CMP-DISCHARGE", "CMP-DEATH", "CMP-DEATH-DISC", "CMP-DEATH-RESCUE"},
        "B8": {"CMP-PAGES", "EMR-ALTER"},
    }
    judgement = {"CNT-PLAN-ERROR": "B2", "CNT-THIN": "B3", "CNT-READABLE": "B8"}
    assert {r: (severities[r].kind, severities[r].confirmed, severities[r].bundle) for r in judgement} == {
        r: ("review", "VETO_B", b) for r, b in judgement.items()
    }


def test_the_third_class_items_and_their_rules() -> None:
    severities = load("S000-P2").severities
    third = {rule for rule, severity in severities.items() if severity.kind == "VETO_C"}
    fifth = {"CON-MISSING", "CON-SURGERY", "CON-ANES", "CON-TRANSFUSION", "CON-SPECIAL", "CON-CHEMO-RADIO"}
    sixth = {"CMP-ADMISSION", "CMP-FPN", "CMP-HPI", "CMP-PE", "CMP-OPNOTE", "CMP-ANES", "CMP-NURSING"}
    assert third == fifth | sixth | {"CMP-LOST", "EMR-TAMPER", "SIG-FORGED"}


def test_a_hospitals_file_of_differences(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        HEAD + '[parameters]\nfpn_h = 6\ntalk_h = 72\nround_chief_h = "off"\n'
        '[severities]\nLOG-AGE = { points = 3 }\n"TCM-*" = { kind = "off" }\nTCM-DX = { kind = "review" }\n'
        'CNT-FPN-DDX = { kind = "points", points = 5 }\n'
        '[grading]\nb_items_to_c = 3\n[[penalties]]\nid = "P3"\nfines = []\n',
    )
    ours, theirs = load(path), load("S000-P2")
    assert (ours.id, ours.lineage) == ("ours", ("S000-P2", "NAT-2018"))
    assert (ours.parameters["fpn_h"], ours.parameters["talk_h"], ours.parameters["round_chief_h"]) == (6, 72, None)
    assert ours.parameters["b_items_to_c"] == 3
    age = ours.severities["LOG-AGE"]
    assert (age.points, age.section, age.kind) == (3, theirs.severities["LOG-AGE"].section, "points")
    assert {r: s.kind for r, s in ours.severities.items() if r.startswith("TCM-")} == {
        **dict.fromkeys((r for r in catalogue() if r.startswith("TCM-")), "off"),
        "TCM-DX": "review",
    }
    assert ours.severities["CNT-FPN-DDX"].bundle == ""  # no longer a veto of item B2
    assert {p.id for p in theirs.scheme.penalties} - {p.id for p in ours.scheme.penalties} == {"P3"}
    assert ours.digest != theirs.digest
    changed = {r for r in catalogue() if ours.severities[r] != theirs.severities[r]}
    assert changed == {"LOG-AGE", "CNT-FPN-DDX"} | {r for r in catalogue() if r.startswith("TCM-")}


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    guide = (available()[0].path.parent / "README.md").read_text(encoding="utf-8")
    ours = load(own(tmp_path, guide.split("```toml\n")[1].split("```")[0]))
    assert ours.scheme.cuts["甲级"].low_closed is False
    assert ours.severities["TCM-DX"].kind == "off"


def test_one_ratio_can_be_changed_alone(tmp_path: Path) -> None:
    ours = load(own(tmp_path, HEAD + "[parameters.clone_ratio]\nCLN-PROGRESS = 0.5\n"))
    theirs = load("S000-P2").parameters["clone_ratio"]
    assert ours.parameters["clone_ratio"] == theirs | {"CLN-PROGRESS": 0.5}


def test_a_file_may_extend_its_neighbour(tmp_path: Path) -> None:
    own(tmp_path, HEAD + "[parameters]\nfpn_h = 6\n")
    ward = own(tmp_path, 'id = "ward"\nname = "病区"\nversion = "1"\nextends = "ours"\n', "ward.toml")
    assert load(ward).parameters["fpn_h"] == 6
    by_path = own(tmp_path, 'id = "w2"\nname = "病区"\nversion = "1"\nextends = "ours.toml"\n', "w2.toml")
    assert load(by_path).lineage == ("ours", "S000-P2", "NAT-2018")


def test_equal_content_has_equal_digests() -> None:
    assert load("NAT-2018").digest == load("NAT-2018").digest
    assert len({load(name).digest for name in SHIPPED}) == len(SHIPPED)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[parameters]\nfpn_hours = 6\n", r"parameters\.fpn_hours.*没有这个参数"),
        ('[parameters]\nfpn_h = "六"\n', r"parameters\.fpn_h.*数字（小时）"),
        ('[parameters]\nfpn_h = "off"\n', r"parameters\.fpn_h"),  # no limit at all would be a silent pass
        ("[parameters]\nfpn_h = -1\n", r"parameters\.fpn_h.*不小于 0"),
        ("[parameters]\nfpn_h = true\n", r"parameters\.fpn_h"),
        ("[parameters]\nfpn_h = nan\n", r"parameters\.fpn_h"),
        ('[parameters]\nddx_policy = "sometimes"\n', r"parameters\.ddx_policy.*always、if_unclear"),
        ('[parameters]\nddx_exemptions = ["holiday"]\n', r"parameters\.ddx_exemptions.*delivery"),
        ("[parameters.clone_ratio]\nCLN-PROGRESS = 1.5\n", r"parameters\.clone_ratio.*0 与 1"),
        ("[severities]\nCMP-FNP = { points = 1 }\n", r"severities\.CMP-FNP.*没有这样的规则编号"),
        ("[severities]\nLOG-AGE = { point = 1 }\n", r"severities\.LOG-AGE\.point：没有这个键"),
        ('[severities]\nLOG-AGE = { kind = "veto" }\n', r"severities\.LOG-AGE\.kind"),
        ("[severities]\nLOG-AGE = { points = 1.005 }\n", r"severities\.LOG-AGE.*两位小数"),
        ("[severities]\nLOG-AGE = { points = -2 }\n", r"severities\.LOG-AGE\.points"),
        ('[severities]\nLOG-AGE = { section = "别处" }\n', r"severities\.LOG-AGE.*别处"),
        ('[severities]\nLOG-AGE = { confirmed = "VETO_B" }\n', r"severities\.LOG-AGE.*confirmed"),
        ('[severities]\nLOG-FUTURE = { confirmed = "VETO_B" }\n', r"severities\.LOG-FUTURE.*bundle"),
        ('[severities]\nLOG-FUTURE = { confirmed = "points" }\n', r"severities\.LOG-FUTURE.*points"),
        ('[severities]\nLOG-AGE = { kind = "VETO_B" }\n', r"severities\.LOG-AGE.*bundle"),
        ('[severities]\nLOG-AGE = { kind = "VETO_B", bundle = "B99" }\n', r"severities\.LOG-AGE.*B99.*\[bundles\]"),
        ('[severities]\nCMP-FPN = { kind = "points" }\n', r"severities\.CMP-FPN.*points"),
        ("[severities]\nCNT-ASSESS = { points = 9 }\n", r"severities\.CNT-ASSESS.*cap"),
        ('[sections]\n"全部" = 90\n', r"sections.*合计 90，应为 100"),
        ('[grading.cuts]\n"甲级" = "[90,100]"\n"乙级" = "[80,90)"\n"丙级" = "[0,79)"\n', r"grading\.cuts.*空档"),
        ('[grading.cuts]\n"甲级" = "(90,100]"\n"乙级" = "[75,90)"\n', r"grading\.cuts.*空档"),  # 90 itself
        ('[grading.cuts]\n"乙级" = "[75,90]"\n', r"grading\.cuts.*重叠"),
        ('[grading.cuts]\n"乙级" = "[70,95)"\n', r"grading\.cuts.*重叠"),
        ('[grading.cuts]\n"甲级" = "[90,99]"\n', r"grading\.cuts.*100\]"),
        ('[grading.cuts]\n"甲级" = "90分以上"\n', r"grading\.cuts\.甲级.*区间"),
        ('[grading.cuts]\n"丁级" = "[0,10)"\n', r"grading\.cuts\.丁级"),
        ("[grading]\nb_items_to_c = 0\n", r"grading\.b_items_to_c"),
        ('[grading]\nveto_mode = "always"\n', r"grading\.veto_mode"),
        ("[grading]\ncolour = 1\n", r"grading\.colour：没有这个键"),
        ('[supersedes]\nLOG-AGE = ["LOG-SEX"]\nLOG-SEX = ["LOG-AGE"]\n', r"supersedes.*LOG-AGE → LOG-SEX → LOG-AGE"),
        ('[absent_roots]\nCNT-FPN-DDX-THIN = ["CNT-FPN-DDX"]\n', r"supersedes.*CNT-FPN-DDX → CNT-FPN-DDX-THIN → CNT"),
        ('[absent_roots]\nCMP-FPN = ["XYZ-*"]\n', r"absent_roots\.CMP-FPN.*XYZ"),
        (
            '[[penalties]]\nid = "X"\nfines = [{ who = "doctor", kind = "yuan", amount = 1 }]\n',
            r"penalties\[X\].*只须写一个",
        ),
        (
            '[[penalties]]\nid = "X"\nscore = "85"\nfines = [{ who = "doctor", kind = "yuan", amount = 1 }]\n',
            r"penalties\[X\]\.score.*区间",
        ),
        (
            '[[penalties]]\nid = "X"\nrules = ["CLONE-*"]\nfines = [{ who = "doctor", kind = "yuan", amount = 1 }]\n',
            r"penalties\[X\]\.rules.*CLONE",
        ),
    ],
)
def test_a_standard_that_does_not_add_up_is_refused(tmp_path: Path, text: str, says: str) -> None:
    assert re.search(says, refused(own(tmp_path, HEAD + text)))


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    message = refused(own(tmp_path, HEAD + "[parameters]\nfoo = 1\nbar = 2\n[severities]\nABC = { points = 1 }\n"))
    assert all(word in message for word in ("parameters.foo", "parameters.bar", "severities.ABC"))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "找不到" in refused(tmp_path / "absent.toml")
    assert "TOML" in refused(own(tmp_path, "id = \n"))
    path = tmp_path / "gbk.toml"
    path.write_bytes('name = "本院"'.encode("gbk"))
    assert "UTF-8" in refused(path)
    assert "缺少这个键" in refused(own(tmp_path, 'id = "x"\n', "x.toml"))
    whole = refused(own(tmp_path, 'id = "x"\nname = "x"\nversion = "1"\n', "y.toml"))
    assert "grading.cuts.甲级" in whole


def test_a_circle_of_parents_is_refused(tmp_path: Path) -> None:
    text = 'id = "{}"\nname = "x"\nversion = "1"\nextends = "{}"\n'
    own(tmp_path, text.format("b", "a"), "b.toml")
    with pytest.raises(UsageError, match=r"圈（a → b → a）"):
        load(own(tmp_path, text.format("a", "b"), "a.toml"))


def test_two_processes_see_the_same_standard() -> None:
    """A run's identity is taken from the standard: it must not depend on the order in which a process hashes."""
    code = "from pipeline.standards.load import load; print(repr(load('S000-P2')), load('S000-P2').digest)"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(seen) == 1


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"S000-P9.*NAT-2018、S000-P2"):
        load("S000-P9")


def test_an_unknown_parent_names_the_file(tmp_path: Path) -> None:
    assert "extends" in refused(own(tmp_path, HEAD.replace("S000-P2", "S000-P9")))


def test_the_version_in_force_on_the_day(tmp_path: Path) -> None:
    path = own(tmp_path, HEAD + "effective_from = 2025-07-01\neffective_to = 2026-06-30\n")
    assert resolve(path, date(2025, 7, 1)).id == "ours"
    assert resolve(path, date(2026, 6, 30)).id == "ours"
    for day in (date(2025, 6, 30), date(2026, 7, 1)):
        with pytest.raises(UsageError, match=f"{day} 没有生效"):
            resolve(path, day)
    assert resolve("S000-P2", date(2026, 1, 1)).id == "S000-P2"
    with pytest.raises(UsageError, match="没有生效"):
        resolve("ZJ-2021", date(2020, 12, 31))
    assert "effective_to" in refused(own(tmp_path, HEAD + "effective_from = 2026-01-01\neffective_to = 2025-01-01\n"))


def test_versions_of_one_standard_follow_each_other(tmp_path: Path) -> None:
    old = own(tmp_path, HEAD + "effective_to = 2026-06-30\n[parameters]\nfpn_h = 8\n", "2025.toml")
    new = own(
        tmp_path, HEAD.replace('"1"', '"2"') + "effective_from = 2026-07-01\n[parameters]\nfpn_h = 6\n", "2026.toml"
    )
    own(tmp_path, "[settings]\nworkers = 2\n", "settings.toml")  # no standard: passed over
    for path in (old, new):
        assert resolve(path, date(2026, 6, 30)).parameters["fpn_h"] == 8
        assert resolve(path, date(2026, 7, 1)).parameters["fpn_h"] == 6
    assert load_series(old).on(None).version == "2"
    own(tmp_path, HEAD.replace('"1"', '"3"') + "effective_from = 2026-09-01\n", "third.toml")
    with pytest.raises(UsageError, match=r"同时生效（2026.toml、third.toml）"):
        resolve(new, date(2026, 9, 1))
