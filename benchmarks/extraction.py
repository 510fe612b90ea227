"""How fast is extraction? Characters per second on one core, per component and together.

    python benchmarks/extraction.py [PATH ...] [--repeat N] [--sizes 1000,10000,…]

PATH is a JSONL bundle of stays (several may be given); without one, invented texts in four layouts are used. Printed are:

1. every component and all four together: characters a second, nanoseconds a character;
   ("first pass": texts not seen before, so that caches of names and dates are of no help);
2. the ratio to a bare scan of the same texts with four plain patterns (headings, dates, signature words, titles) by Python's ``re``
   in the same run, because absolute figures of shared machines differ from hour to hour;
3. nanoseconds a character for single texts of 1,000 to 1,000,000 characters: flat means linear cost.

Pin it to one core for figures worth quoting: ``taskset -c 0 python benchmarks/extraction.py``.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.extract.documents import split_documents
from pipeline.extract.model import ExtractedDocument
from pipeline.extract.pipeline import read_documents
from pipeline.extract.sections import find_sections
from pipeline.extract.signatures import find_signatures
from pipeline.extract.timestamps import find_timestamps
from pipeline.records.moment import Moment
from pipeline.records.readers.bundle import stay_from
from pipeline.records.stay import Document, Stay

BARE = (
    re.compile(
        r"主诉|现病史|既往史|个人史|家族史|婚育史|月经史|体格检查|专科情况|辅助检查|初步诊断|入院诊断|病例特点|诊断依据|鉴别诊断|诊疗计划|"
        r"诊疗经过|出院诊断|出院医嘱|出院情况|手术经过|术前诊断|术后诊断|抢救经过|死亡原因|会诊意见|病情摘要|分析|处理|计划"
    ),
    re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:[ \u3000]?\d{1,2}[:：时]\d{0,2}分?)?|\d{1,2}月\d{1,2}日"),
    re.compile(r"(?:医师|签名|记录者?|术者|审核|审阅|上级医师|主治医师|住院医师)[:：]"),
    re.compile(
        r"入\s*院\s*记\s*录|首次病程记录|病程记录|查房记录?|出\s*院\s*记\s*录|手\s*术\s*记\s*录|会\s*诊\s*记\s*录|讨论记录|抢救记录"
    ),
)
_SENTENCES = (
    "患者{n}天前受凉后出现咳嗽，咳黄白色黏痰，每日约{m}ml，伴发热，体温最高38.{d}℃，无胸痛、咯血。",
    "查体：T 36.{d}℃，P {m}次/分，R 20次/分，BP 13{d}/8{d}mmHg，神志清，精神可，双肺呼吸音粗，右下肺可闻及湿啰音。",
    "血常规（2026-03-0{d}）：WBC 1{d}.4×10⁹/L，N 86.{d}%，Hb 1{m}g/L，CRP {m}mg/L；血气pH 7.3{d}，PaCO₂ 4{d}mmHg。",
    "予头孢哌酮舒巴坦3.0g q8h抗感染，氨溴索30mg bid化痰，布地奈德雾化，低流量吸氧，观察{n}日后复查胸部CT。",
    "腹软，无压痛及反跳痛，肝脾肋下未触及，移动性浊音阴性，肠鸣音{n}次/分，双下肢无水肿，病理反射未引出。",
    "3月{d}日复查血钾3.{d}mmol/L，继续补钾；昨日入量{m}00ml，尿量1{m}0ml，大便1次，夜间睡眠可。",
    "否认高血压、糖尿病、冠心病病史，否认肝炎、结核病史及密切接触史，否认食物及药物过敏史，无外伤、输血史。",
)
_STYLES = (
    ("【{}】", "{y}-03-{d:02} {h:02}:{m:02}", "住院医师：王某某　{time}", "{time}　{title}"),
    ("{}：", "{y}年3月{d}日{h}时{m}分", "　　　　　　　　医师签名：李某某", "{title}　　{time}"),
    ("一、{}\n", "{y}.3.{d} {h}:{m:02}", "签名：张某(主治医师) {time}", "{time}\n{title}"),
    ("{} | ", "{y}/03/{d:02} {h:02}:{m:02}", "记录: 赵某　审核: 周某 副主任医师 {time}", "{title} {time}"),
)


def sample_note(
    rng: random.Random, style: tuple[str, str, str, str], title: str, headings: Iterable[str], day: int
) -> str:
    """One invented note of about 500 characters per four headings."""
    heading, form, sign, head = style
    stamp = form.format(y=2026, d=day, h=rng.randint(8, 17), m=rng.randint(0, 59))
    lines = [head.format(time=stamp, title=title)]
    for name in headings:
        text = "".join(
            rng.choice(_SENTENCES).format(n=rng.randint(2, 9), m=rng.randint(10, 99), d=rng.randint(1, 9))
            for _ in range(3)
        )
        lines.append(heading.format(name) + text)
    lines.append(sign.format(time=stamp))
    return "\n".join(lines) + "\n"


def sample_stay(number: int) -> str:
    """The text of one invented stay (about 7,000 characters): admission, first note, daily notes, discharge."""
    rng = random.Random(number)  # noqa: S311  invented text, no secret
    style = _STYLES[number % len(_STYLES)]
    parts = [
        sample_note(
            rng,
            style,
            "入 院 记 录",
            ("主诉", "现病史", "既往史", "个人史", "家族史", "体格检查", "辅助检查", "初步诊断"),
            1,
        ),
        sample_note(rng, style, "首次病程记录", ("病例特点", "初步诊断", "诊断依据", "鉴别诊断", "诊疗计划"), 1),
    ]
    parts += [
        sample_note(rng, style, title, ("病情", "处理"), 2 + n)
        for n, title in enumerate(
            ("李某某主治医师查房记录", "病程记录", "病程记录", "周某某主任医师查房记录", "病程记录")
        )
    ]
    parts.append(
        sample_note(rng, style, "出 院 记 录", ("入院诊断", "诊疗经过", "出院诊断", "出院情况", "出院医嘱"), 9)
    )
    return "".join(parts)


def sample_stays(count: int) -> list[Stay]:
    return [_stay(f"S-{n:04}", sample_stay(n)) for n in range(count)]


def _stay(stay_id: str, text: str) -> Stay:
    return Stay(
        stay_id,
        (Document(stay_id, text),),
        whole=True,
        admitted_at=Moment.parse("2026-03-01T08:00"),
        discharged_at=Moment.parse("2026-03-10T10:00"),
    )


def read_stays(paths: Iterable[Path]) -> list[Stay]:
    rows = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [stay_from(json.loads(row)) for row in rows]


def bare_scan(text: str) -> int:
    return sum(1 for pattern in BARE for _ in pattern.finditer(text))


def fastest(run: Callable[[], object], repeat: int) -> float:
    """Seconds of processor time of the fastest of ``repeat`` runs (what others do on the machine counts less so)."""
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        began = time.process_time()
        run()
        best = min(best, time.process_time() - began)
    return best


def prepared(stays: list[Stay]) -> list[tuple[Stay, ExtractedDocument]]:
    """Every document with its sections and timestamps, so that each component is timed alone."""
    result = []
    for stay in stays:
        for source in stay.documents:
            for document in split_documents(source, stay):
                headed = replace(document, sections=tuple(find_sections(document)))
                result.append((stay, replace(headed, timestamps=tuple(find_timestamps(headed, stay)))))
    return result


def _each(work: Callable[..., object], items: Iterable[tuple[object, ...]]) -> Callable[[], None]:
    def run() -> None:
        for item in items:
            work(*item)

    return run


def components(stays: list[Stay]) -> dict[str, Callable[[], None]]:
    """What is timed, by name; the bare scan first."""
    documents = prepared(stays)
    sources = [(source, stay) for stay in stays for source in stay.documents]
    return {
        "bare re scan (4 patterns)": _each(bare_scan, [(s.text,) for s, _ in sources]),
        "documents": _each(split_documents, sources),
        "sections": _each(find_sections, [(d,) for _, d in documents]),
        "timestamps": _each(find_timestamps, [(d, s) for s, d in documents]),
        "signatures": _each(find_signatures, [(d,) for _, d in documents]),
        "together": _each(read_documents, [(s,) for s in stays]),
    }


def print_components(stays: list[Stay], repeat: int) -> None:
    chars = sum(len(d.text) for s in stays for d in s.documents)
    read_documents(_stay("W-1", sample_stay(987_654)))  # lexicons loaded, caches of these texts still empty
    first_pass = fastest(_each(read_documents, [(s,) for s in stays]), 1)
    print(f"{len(stays)} stays, {chars:,} characters, one core, fastest of {repeat}\n")
    print(f"{'':28}{'Mchar/s':>9}{'ns/char':>9}{'× bare scan':>13}")
    floor = 0.0
    for name, run in components(stays).items():
        seconds = fastest(run, repeat)
        floor = floor or seconds
        _print_row(name, chars, seconds, floor)
    _print_row("together, first pass", chars, first_pass, floor)


def _print_row(name: str, chars: int, seconds: float, floor: float) -> None:
    print(f"{name:28}{chars / seconds / 1e6:9.2f}{seconds / chars * 1e9:9.1f}{floor / seconds:13.3f}")


def print_sizes(stays: list[Stay], sizes: list[int], repeat: int) -> None:
    """One text of each size, made of the stays' texts end to end."""
    print(f"\n{'one text of':>14}{'ns/char':>10}   documents + sections + timestamps + signatures")
    joined = "\n".join(d.text for s in stays for d in s.documents)
    for size in sizes:
        text = (joined * (size // len(joined) + 1))[:size]
        repeats = max(1, min(50, 1_000_000 // size)) if repeat > 1 else 1
        stay = _stay("L-1", text)
        seconds = fastest(_each(read_documents, [(stay,)] * repeats), max(1, min(repeat, 3)))
        print(f"{size:>14,}{seconds / size / repeats * 1e9:10.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", nargs="*", type=Path, help="JSONL bundles of stays; none: invented texts")
    parser.add_argument("--stays", type=int, default=60, help="number of invented stays")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--sizes", default="1000,10000,100000,1000000", help="text lengths for the second table")
    args = parser.parse_args()
    stays = read_stays(args.path) if args.path else sample_stays(args.stays)
    print("invented texts" if not args.path else f"{len(args.path)} bundles", end=": ")
    print_components(stays, args.repeat)
    print_sizes(stays, [int(n) for n in args.sizes.split(",") if n], args.repeat)
    return 0


if __name__ == "__main__":
    sys.exit(main())
