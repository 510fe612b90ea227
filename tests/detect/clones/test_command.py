"""``bingan clones`` on a small bundle: what a user types and sees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError

RUN = CliRunner()
_TEXT = "今日左手能主动抓握直径五厘米的木钉，放开仍需健手帮助，步行由双人扶持改为单人扶持，转身时重心偏右，跨门槛两次失败。作业治疗增加擦桌面动作，步态训练加用足背屈助力带。"


@pytest.fixture
def bundle(tmp_path: Path) -> str:
    rows = [
        {
            "stay_id": f"K-{n}",
            "patient_id": f"P{n}",
            "name": name,
            "admitted_at": f"2026-05-0{n}T09:00",
            "documents": [
                {
                    "doc_id": f"K-{n}-01",
                    "text": f"2026-05-0{n} 15:00　病程记录\n{text}\x1b[31m\n医师签名：{doctor}\n",
                }
            ],
        }
        for n, (name, doctor, text) in enumerate(
            [("钱桂兰", "张伟", _TEXT), ("赵国栋", "李娜", _TEXT.replace("两次", "三次")), ("孙丽华", "王芳", _TEXT)], 1
        )
    ]
    path = tmp_path / "night.jsonl"
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in rows), encoding="utf-8")
    return str(path)


def _out(*words: str) -> str:
    done = RUN.invoke(app, ["clones", *words], env={"COLUMNS": "160"})
    assert done.exit_code == 0, done.output
    return done.output


def test_list_names_the_later_document_and_its_source(bundle: str) -> None:
    out = _out("list", bundle)
    assert "K-2-01" in out
    assert "K-1-01" in out


def test_show_puts_both_texts_side_by_side_and_no_control_character_on_the_terminal(bundle: str) -> None:
    out = _out("show", bundle, "K-2", "K-1")
    assert out.count("木钉") == 2
    assert "三次" in out
    assert "\x1b[31m" not in out


def test_show_without_a_pair_says_what_to_do(bundle: str) -> None:
    done = RUN.invoke(app, ["clones", "show", bundle, "K-1", "nobody"])
    assert isinstance(done.exception, UsageError)
    assert "clones list" in str(done.exception)


def test_search_finds_a_passage_whatever_its_punctuation(bundle: str) -> None:
    assert "共 3 份文书" in _out("search", bundle, "步行由双人扶持改为单人扶持；转身时重心偏右")
    assert "共 0 份文书" in _out("search", bundle, "血液透析四小时过程顺利超滤两升")


def test_templates_lists_what_several_doctors_share(bundle: str) -> None:
    assert "3 次住院　3 名患者　3 名医师" in _out("templates", bundle, "--least", "3")
