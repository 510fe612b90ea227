"""``bingan standards`` as quality-control staff use it."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.standards import app
from pipeline.standards.diff import differences
from pipeline.standards.load import load

HEAD = 'id = "ours"\nname = "本院[red]"\nversion = "1"\nextends = "S000-P2"\n'


def run(*words: str) -> tuple[int, str, str]:
    result = CliRunner(env={"COLUMNS": "200"}).invoke(app, list(words))
    return result.exit_code, result.stdout, result.stderr


def test_a_good_file_passes_and_a_bad_one_fails_the_check(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(HEAD, encoding="utf-8")
    bad.write_text(HEAD + "[parameters]\nfpn_hours = 6\n", encoding="utf-8")
    code, out, err = run("check", str(good), str(bad), "NAT-2018")
    assert code == 2
    assert "good.toml：可用" in out
    assert "NAT-2018：可用" in out
    assert "bad.toml" in err
    assert "parameters.fpn_hours" in err
    assert run("check", str(good))[0] == 0


def test_the_list_names_every_shipped_standard() -> None:
    code, out, _ = run("list")
    assert code == 0
    assert all(name in out for name in ("NAT-2018", "S000-P2", "S000-P3", "S000-P6", "S003", "ZJ-2021"))


def test_show_prints_parameters_verdicts_and_fines() -> None:
    code, out, _ = run("show", "S000-P2")
    assert code == 0
    for words in ("round_chief_h", "168", "乙级否决 B2", "经治医师 400 元", "扣 2 分/处（至多 6）", "人工复核"):
        assert words in out
    narrow = run("show", "S000-P2", "--rule", "cln-*")[1]
    assert "CLN-PROGRESS" in narrow
    assert "CMP-FPN" not in narrow


def test_a_hospitals_name_is_never_markup(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(HEAD, encoding="utf-8")
    assert "本院[red]" in run("show", str(path))[1]


def test_diff_tells_what_a_hospital_changed(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(
        HEAD + "[parameters]\nfpn_h = 6\n[parameters.clone_ratio]\nCLN-PROGRESS = 0.5\n"
        "[severities]\nLOG-AGE = { points = 3 }\n[grading]\nb_items_to_c = 3\n",
        encoding="utf-8",
    )
    code, out, _ = run("diff", "S000-P2", str(path))
    assert code == 0
    found = {d.key: (d.area, d.old, d.new) for d in differences(load("S000-P2"), load(path))}
    assert found["fpn_h"] == ("parameter", "8", "6")
    assert found["LOG-AGE"] == ("severity", "扣 2 分", "扣 3 分")
    assert found["b_items_to_c"] == ("grading", "2", "3")
    assert set(found) == {"fpn_h", "clone_ratio.CLN-PROGRESS", "LOG-AGE", "b_items_to_c"}
    assert all(key in out for key in found)
    assert "完全相同" in run("diff", "S003", "S003")[1]


@pytest.mark.parametrize(
    "words", [("show", "nope"), ("diff", "NAT-2018", "nope"), ("show", "NAT-2018", "--rule", "XYZ")]
)
def test_unknown_names_are_usage_errors(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code != 0
    assert type(result.exception).__name__ == "UsageError"
