"""Registry lines and signed notes for the examples of the signature rules. All names are invented."""

from __future__ import annotations

from pipeline.detect.specimens import MEDICAL, NOTE_5, NOTE_7, STAY, record

STAFF = """@staff 沈一帆,住院医师,licensed,2020-01-01
@staff 顾长林,主治医师,licensed,2012-01-01
@staff 陆振华,主任医师,licensed,1998-01-01
@staff 傅玉成,主治医师,licensed,2011-01-01
@staff 蒋小满,,trainee
@staff 汤可心,,intern
@staff 马德民,副主任医师,licensed,1990-01-01,2026-02-28
@staff 丁向荣,住院医师,licensed,2026-03-07,,2026-03-07首次注册 此前为试用期
"""
STAFFED = STAY + STAFF
REST = tuple(d for d in MEDICAL if d not in (NOTE_5, NOTE_7))


def signed(sign_off: str, title: str = "病程记录", when: str = "2026-03-06 10:00") -> str:
    """A daily note with this sign-off."""
    return f"@doc\n{when}　{title}\n患者一般情况好，无腹痛，进半流食，腹软无压痛，继续目前治疗。\n{sign_off}\n"


def stay(*documents: str, registry: bool = True) -> str:
    """A stay of well signed documents and these."""
    return record(*REST, *documents, stay=STAFFED if registry else STAY)
