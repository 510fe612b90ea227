"""How well and how fast clones are found. All text is synthetic and seeded; nothing here was measured on real records.

    python benchmarks/clones.py quality [--stays 400] [--plants 60] [--seed 1]
    python benchmarks/clones.py speed [--notes 55000] [--seed 1]
    python benchmarks/clones.py history [--notes 200000] [--night 300]

``quality`` plants copies in tiers (verbatim to paraphrase) among notes that share templates and diseases, and counts pairs found,
false pairs, span characters on both sides, and how often honest look-alikes are flagged by the rules' limits.
``speed`` fingerprints, joins and aligns all notes of many stays against all, with datasketch and rensa beside it on a part of the
same notes if they are installed. ``history`` adds a night to a stored history and queries it.
"""

from __future__ import annotations

import argparse
import itertools
import random
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.detect.case import Case
from pipeline.detect.clones.align import align
from pipeline.detect.clones.fingerprint import Fingerprints, fingerprints
from pipeline.detect.clones.history import History
from pipeline.detect.clones.index import CloneIndex
from pipeline.detect.clones.limits import Degree, degree
from pipeline.detect.clones.model import ClonePair
from pipeline.detect.clones.notes import BODY, EXAM, HPI, Note
from pipeline.detect.clones.search import between
from pipeline.detect.rules.cloning.cln_cross_adm import carried_over
from pipeline.extract.model import ExtractedStay
from pipeline.records.moment import Moment
from pipeline.records.stay import Stay as RecordedStay


def words(text: str) -> list[str]:
    """The words of a list written as one string."""
    return text.split()


SYMPTOMS = words(
    "咳嗽 咳痰 胸闷 气促 头晕 头痛 腹痛 腹胀 恶心 乏力 心悸 胸痛 腰痛 关节痛 水肿 发热 口干 麻木 尿频 失眠 耳鸣 反酸 便秘 皮疹 视物模糊 吞咽不适"
)
SITES = words(
    "右上腹 左侧胸部 剑突下 腰骶部 双膝 右肩背 左下肢 枕部 脐周 右侧季肋部 左手 双足 会阴部 颈项部 咽喉部 心前区"
)
QUALITIES = words(
    "隐隐作痛 阵发性加剧 持续不缓解 夜间明显 活动后加重 平卧时加重 进食后加重 晨起最重 时轻时重 渐趋频繁 弯腰时诱发 情绪激动时出现"
)
TRIGGERS = words(
    "受凉 劳累 饱餐 饮酒 搬重物 情绪激动 久坐 停药 淋雨 长途乘车 熬夜 扭伤 进食海鲜 换用新药 照看孙辈 干农活"
)
DRUGS = words(
    "头孢曲松 莫西沙星 氨溴索 呋塞米 螺内酯 美托洛尔 缬沙坦 氨氯地平 阿托伐他汀 二甲双胍 甘精胰岛素 泮托拉唑 甲泼尼龙 低分子肝素 阿司匹林 氯吡格雷 布地奈德 乙酰半胱氨酸 甲钴胺 塞来昔布 氯化钾 左氧氟沙星 哌拉西林他唑巴坦 替普瑞酮"
)
SIGNS = words(
    "右下肺湿啰音 双肺哮鸣音 双踝凹陷性水肿 墨菲征可疑 直腿抬高试验阳性 颈静脉充盈 肝区叩痛 心尖部收缩期杂音 桶状胸 甲状腺Ⅰ度肿大 右侧肢体肌力四级 病理征阳性 皮肤紫癜 舌红苔黄腻 切口红肿 引流液浑浊 足背动脉减弱 咽部充血"
)
CHANGES = words(
    "较前减轻 明显缓解 无明显变化 反复出现 已基本消失 仍较明显 夜间加重 白天好转 时有发作 减少一半 转为间断 只在用力时出现"
)
REASONS = words(
    "炎症控制不满意 容量负荷过重 疼痛影响睡眠 电解质紊乱未纠正 进食少 基础病控制差 药物不良反应 合并肺部感染 血栓风险高 贫血影响恢复 依从性差 病灶尚未吸收 神经根受压未解除 胃肠功能未恢复"
)
PLANS = words(
    "复查血常规和电解质 调整利尿剂用量 停用抗菌药物 请心内科会诊 下调胰岛素两个单位 改为口服序贯 加强雾化排痰 复查胸部CT 床旁康复训练 监测出入量 行胃镜检查 拔除引流管 加用护胃药 更换降压药 追问用药史 家属谈话 预约磁共振 增加补钾"
)
EXAMINATION = "神志清楚，精神尚可，皮肤巩膜无黄染，浅表淋巴结未触及肿大，颈软，气管居中，双肺呼吸音清，未闻及干湿性啰音，心律齐，各瓣膜听诊区未闻及病理性杂音，腹软，无压痛及反跳痛，肝脾肋下未触及，移动性浊音阴性，双下肢无水肿，生理反射存在，病理反射未引出。"
CLOSINGS = words(
    "继续目前治疗，密切观察病情变化，注意休息，已向患者及家属交代病情，表示理解。 治疗上继续目前方案，注意病情变化，必要时复查，患者及家属表示理解并配合。 嘱患者注意休息，避免受凉，清淡饮食，定期复查，不适随诊。"
)
SYNONYMS = {
    "减轻": "好转",
    "明显": "显著",
    "患者": "病人",
    "出现": "发生",
    "予": "给予",
    "考虑": "认为",
    "查体": "体检",
    "昨夜": "昨晚",
    "今晨": "今早",
    "加重": "加剧",
    "缓解": "减退",
    "复查": "再查",
    "嘱": "告知",
    "继续": "仍用",
}
SURNAMES, GIVEN = (
    "王李张刘陈杨黄吴赵周徐孙马朱胡林郭何高罗",
    "伟芳秀丽强军勇艳杰娟涛明霞平刚桂英华玉萍红梅建国文志荣春兰凤云",
)


def _sentences(rng: random.Random) -> Iterator[Callable[[], str]]:
    """The ways in which a daily note's sentence can go; every call draws new words."""
    pick = rng.choice

    def number(low: int, high: int) -> int:
        return rng.randint(low, high)

    yield (
        lambda: (
            f"患者诉{pick(SYMPTOMS)}{pick(CHANGES)}，{pick(SITES)}{pick(QUALITIES)}，{pick(words('昨夜 今晨 午后 入睡前 晨起后'))}{pick(SYMPTOMS)}{number(1, 5)}次，{pick(TRIGGERS)}后{pick(QUALITIES)}。"
        )
    )
    yield (
        lambda: (
            f"{pick(words('昨日 今晨 夜间 午后'))}{pick(SYMPTOMS)}{pick(CHANGES)}，{pick(words('进食 睡眠 活动量 尿量 食欲'))}{pick(words('增加 减少 如前 恢复一半 仍差'))}，{pick(TRIGGERS)}时{pick(SITES)}{pick(QUALITIES)}。"
        )
    )
    yield (
        lambda: (
            f"查体：T 36.{number(1, 9)}℃，P {number(60, 110)}次/分，BP {number(100, 160)}/{number(60, 95)}mmHg，{pick(SIGNS)}{pick(CHANGES)}，{pick(SITES)}{pick(words('压痛 叩痛 皮温高 触痛 无红肿'))}，{pick(SIGNS)}。"
        )
    )
    yield (
        lambda: (
            f"复查白细胞{number(4, 18)}.{number(0, 9)}×10⁹/L，血钾{number(3, 5)}.{number(0, 9)}mmol/L，{pick(words('较前下降 较前升高 基本正常 与入院时相仿'))}，{pick(REASONS)}有关。"
        )
    )
    yield (
        lambda: (
            f"考虑{pick(REASONS)}，{pick(SIGNS)}与{pick(REASONS)}相互影响，{pick(SYMPTOMS)}尚不能用{pick(REASONS)}解释，{pick(PLANS)}以明确。"
        )
    )
    yield (
        lambda: (
            f"{pick(DRUGS)}{pick(words('加量 减量 停用 改口服 换用'))}，{pick(DRUGS)}{number(1, 9)}0mg每日{number(1, 3)}次，{pick(PLANS)}，{pick(words('明日 两日后 三日后 周一'))}{pick(PLANS)}。"
        )
    )
    yield (
        lambda: (
            f"{pick(words('家属 女儿 配偶 护工 患者本人'))}{pick(words('询问 反映 担心 补充'))}{pick(SYMPTOMS)}与{pick(DRUGS)}{pick(words('是否有关 何时能停 能否减量'))}，{pick(words('当面解释 已答复 记录在案'))}，{pick(PLANS)}。"
        )
    )


class Writer:
    """Writes synthetic notes: own sentences, numbers, and everybody's examination and closing phrases."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - not for secrets
        self._ways = list(_sentences(self.rng))
        letters = [
            chr(c) for c in range(0x4E00, 0x9FA5, 23)
        ]  # free narrative: made-up words, used as unevenly as real ones
        self._words = ["".join(self.rng.choices(letters, k=self.rng.choice((2, 2, 3)))) for _ in range(6000)]
        self._weights = list(itertools.accumulate(1 / (n + 8) for n in range(len(self._words))))

    def _free(self) -> str:
        """A clause of free narrative."""
        return "".join(self.rng.choices(self._words, cum_weights=self._weights, k=self.rng.randint(3, 6)))

    def own(self, sentences: int) -> str:
        """Sentences of this patient and day."""
        return "".join(
            f"{self._free()}，{self.rng.choice(self._ways)()[:-1]}，{self._free()}。" for _ in range(sentences)
        )

    def note(self, sentences: int = 8) -> str:
        """A daily note of about 600 to 700 characters."""
        template = EXAMINATION if self.rng.random() < 0.6 else ""
        return self.own(sentences) + template + self.rng.choice(CLOSINGS)

    def name(self) -> str:
        return self.rng.choice(SURNAMES) + "".join(self.rng.sample(GIVEN, 2))


@dataclass
class Stay:
    """One synthetic stay: its notes in order."""

    stay_id: str
    patient_id: str
    name: str
    admitted: datetime
    notes: list[str]
    unit: str = BODY

    def prints(self) -> Fingerprints:
        """The stay's fingerprints, every note one unit."""
        notes = [self._note(n) for n in range(len(self.notes))]
        return fingerprints(self.stay_id, notes, self.notes)

    def _note(self, n: int) -> Note:
        at = Moment(self.admitted + timedelta(days=n, hours=9))
        return Note(
            self.stay_id, f"{self.stay_id}-{n:02d}", "progress_note", self.unit, ((0, len(self.notes[n])),), n,
            at, f"D{int(self.patient_id[1:]) % 9}", self.patient_id, self.name, "女", "", Moment(self.admitted),
        )  # fmt: skip


def stays(count: int, notes: int, writer: Writer, first: int = 0) -> list[Stay]:
    """``count`` stays of ``notes`` notes each, admitted one after the other, the second half a month after the first."""
    start = datetime(2026, 1, 1) + timedelta(minutes=first)
    return [
        Stay(
            f"S{first + n:08d}",
            f"P{first + n:08d}",
            writer.name(),
            start + timedelta(minutes=n, days=30 * (2 * n >= count)),
            [writer.note() for _ in range(notes)],
        )
        for n in range(count)
    ]


# the tiers: how a copy is altered


def scattered(text: str, share: float, rng: random.Random) -> str:
    """Replace, drop or insert single characters at ``share`` of all places."""
    out = []
    for character in text:
        chance = rng.random()
        if chance < share / 3:
            continue
        out.append(rng.choice(text) if chance < 2 * share / 3 else character)
        if 2 * share / 3 <= chance < share:
            out.append(rng.choice(text))
    return "".join(out)


def light(text: str, rng: random.Random) -> str:
    """New numbers, two synonyms, one clause dropped, one sentence of its own."""
    text = "".join(rng.choice("123456789") if c.isdigit() else c for c in text)
    for word in rng.sample(sorted(SYNONYMS), 2):
        text = text.replace(word, SYNONYMS[word])
    clauses = text.split("，")
    del clauses[rng.randrange(1, len(clauses))]
    return "，".join(clauses)


def reordered(text: str, rng: random.Random) -> str:
    sentences = [s + "。" for s in text.split("。") if s]
    rng.shuffle(sentences)
    return "".join(sentences)


def paraphrased(text: str, rng: random.Random) -> str:
    """Synonyms throughout, clauses swapped within sentences, every eighth clause dropped."""
    for word, other in SYNONYMS.items():
        text = text.replace(word, other)
    sentences = []
    for sentence in text.split("。"):
        clauses = [c for c in sentence.split("，") if rng.random() > 0.125]
        if len(clauses) > 1 and rng.random() < 0.7:
            at = rng.randrange(len(clauses) - 1)
            clauses[at], clauses[at + 1] = clauses[at + 1], clauses[at]
        if clauses:
            sentences.append("，".join(clauses))
    return "。".join(sentences)


TIERS: dict[str, Callable[[str, random.Random], str]] = {
    "verbatim": lambda text, _: text,
    "light edits": light,
    "scattered 2 %": lambda text, rng: scattered(text, 0.02, rng),
    "scattered 5 %": lambda text, rng: scattered(text, 0.05, rng),
    "scattered 10 %": lambda text, rng: scattered(text, 0.10, rng),
    "scattered 20 %": lambda text, rng: scattered(text, 0.20, rng),
    "reordered": reordered,
    "paraphrase": paraphrased,
}
PARTIAL = "partial 30 %"


@dataclass
class Plant:
    """A copy: which note of which stay came from where; ``start`` and ``end`` of the copied text on both sides."""

    tier: str
    here: tuple[str, int]
    there: tuple[str, int]
    here_span: tuple[int, int]
    there_span: tuple[int, int]


def plant(night: list[Stay], each: int, writer: Writer) -> list[Plant]:
    """Overwrite notes of later stays with altered copies of notes of earlier ones."""
    rng, planted = writer.rng, []
    half = len(night) // 2
    sources = rng.sample([(i, n) for i in range(half) for n in range(1, 4)], each * (len(TIERS) + 1))
    targets = rng.sample([(i, n) for i in range(half, len(night)) for n in range(1, 4)], len(sources))
    for number, ((i, n), (j, m)) in enumerate(zip(sources, targets, strict=True)):
        tier = [*TIERS, PARTIAL][number % (len(TIERS) + 1)]
        source = night[i].notes[n]
        body = source[: min(at for at in map(source.find, (EXAMINATION, *CLOSINGS)) if at > 0)]
        if tier == PARTIAL:
            sentences = [s + "。" for s in body.split("。") if s]
            low = rng.randrange(0, max(1, len(sentences) - 2))
            copied = "".join(sentences[low : low + 3])
            begin = body.index(copied)
            before = writer.own(3)
            night[j].notes[m] = before + copied + writer.own(3)
            spans = ((len(before), len(before) + len(copied)), (begin, begin + len(copied)))
        else:
            copied = TIERS[tier](body, rng)
            night[j].notes[m] = copied
            spans = ((0, len(copied)), (0, len(body)))
        planted.append(Plant(tier, (night[j].stay_id, m), (night[i].stay_id, n), *spans))
    return planted


def text_of(night: list[Stay]) -> Callable[[str, str], str]:
    """The callback of the search: stay and document id to text."""
    texts = {(s.stay_id, f"{s.stay_id}-{n:02d}"): t for s in night for n, t in enumerate(s.notes)}
    return lambda stay_id, doc_id: texts[stay_id, doc_id]


def _key(doc_id: str) -> tuple[str, int]:
    stay_id, number = doc_id.rsplit("-", 1)
    return stay_id, int(number)


@dataclass
class Quality:
    """What a run of :func:`measure` found, by tier: planted, found, flagged, characters (right, told, meant); and false pairs."""

    planted: Counter[str]
    found: Counter[str]
    flagged: Counter[str]
    characters: dict[str, list[int]]
    pairs: int
    false: list[ClonePair]


def measure(count: int, each: int, seed: int) -> Quality:
    """Plant ``each`` copies a tier among ``count`` stays of five notes and search."""
    writer = Writer(seed)
    night = stays(count, 5, writer)
    truth = {(p.here, p.there): p for p in plant(night, each, writer)}
    index = CloneIndex()
    for stay in night:
        index.add(stay.prints())
    by_key = {(_key(p.here.doc_id), _key(p.there.doc_id)): p for p in between(index, text_of(night))}
    result = Quality(Counter(), Counter(), Counter(), defaultdict(lambda: [0, 0, 0]), len(by_key), [])
    for key, wanted in truth.items():
        result.planted[wanted.tier] += 1
        pair = by_key.get(key)
        if pair is not None:
            result.found[wanted.tier] += 1
            result.flagged[wanted.tier] += _flagged(pair)
            _count_characters(result.characters[wanted.tier], pair, wanted)
    result.false += [p for k, p in by_key.items() if k not in truth]
    return result


def _flagged(pair: ClonePair) -> bool:
    return degree({}, "CLN-CROSS-PT-NOTE", pair.telling) is not Degree.NONE


def quality(count: int, each: int, seed: int) -> None:
    """Print recall of pairs and spans per tier, precision, and how honest look-alikes fare."""
    result = measure(count, each, seed)
    print(f"{count} stays of 5 notes, {each} copies a tier, seed {seed}; synthetic text")
    print(f"{'tier':16}{'pair recall':>12}{'flagged':>9}{'span P':>8}{'span R':>8}{'span F1':>9}")
    for tier, total in result.planted.items():
        right, told, meant = result.characters[tier]
        p, r = right / max(told, 1), right / max(meant, 1)
        recall, flagged = result.found[tier] / total, result.flagged[tier] / total
        print(f"{tier:16}{recall:12.3f}{flagged:9.3f}{p:8.3f}{r:8.3f}{2 * p * r / max(p + r, 1e-9):9.3f}")
    precision = 1 - len(result.false) / max(result.pairs, 1)
    print(f"pairs kept {result.pairs}, not planted {len(result.false)}: pair precision {precision:.4f}")
    print(f"of them flagged by the rule's limits: {sum(map(_flagged, result.false))}")
    _honest(seed)


def _count_characters(tally: list[int], pair: ClonePair, wanted: Plant) -> None:
    """Characters right, told and meant on both sides; only characters that count in the normal form."""
    for spans, (low, high), quote, start in (
        ([(q.here_start, q.here_end) for q in pair.passages], wanted.here_span, pair.here.quote, pair.here.start),
        ([(q.there_start, q.there_end) for q in pair.passages], wanted.there_span, pair.there.quote, pair.there.start),
    ):
        told = {i for a, b in spans for i in range(a, b) if quote[i - start].isalnum()}
        meant = {i for i in range(low, high) if not start <= i < start + len(quote) or quote[i - start].isalnum()}
        tally[0] += len(told & meant)
        tally[1] += len(told)
        tally[2] += len(meant)


def _honest(seed: int) -> None:
    """Legitimate carry-over: a patient's next stay repeats examination wording and earlier history, with what is new besides."""
    case = Case(ExtractedStay(RecordedStay("S", ()), ()), {})
    for unit in (HPI, EXAM):
        writer, index, texts, flagged = Writer(seed + 1), CloneIndex(), {}, 0
        for n in range(200):
            patient, admitted = (f"P{n:06d}", writer.name()), datetime(2026, 1, 1) + timedelta(hours=n)
            earlier = writer.note() if unit == HPI else EXAMINATION + writer.own(1)
            later = earlier + writer.own(2) if unit == HPI else EXAMINATION + writer.own(1)
            for letter, at, text in (("S", admitted, earlier), ("R", admitted + timedelta(days=60), later)):
                stay = Stay(f"{letter}{n:06d}", *patient, at, [text], unit)
                index.add(stay.prints())
                texts[stay.stay_id] = text
        for pair in between(index, lambda stay_id, _, held=texts: held[stay_id]):
            flagged += carried_over(case, pair) is not Degree.NONE
        print(f"honest carry-over, {unit}: {flagged} of 200 flagged")


# speed


def _rss() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def speed(notes: int, seed: int) -> None:
    """Print notes a second of each step, all against all, and of other libraries on a part of the same notes."""
    writer = Writer(seed)
    night = stays(notes // 11, 11, writer)
    rng = writer.rng
    for stay in night[len(night) // 20 :]:  # half of the stays hold one copy of an earlier note: 4.5 % of all notes
        if rng.random() < 0.5:
            source = rng.choice(night[: len(night) // 2])
            stay.notes[rng.randrange(11)] = scattered(rng.choice(source.notes), rng.random() * 0.1, rng)
    total = sum(len(s.notes) for s in night)
    characters = sum(len(t) for s in night for t in s.notes)
    base = _rss()
    print(
        f"{total} notes, {characters / 1e6:.1f} Mchar, {characters // total} a note; synthetic, seed {seed}; texts {base:.0f} MiB"
    )
    began = time.process_time()
    index = CloneIndex()
    for stay in night:
        index.add(stay.prints())
    signed = time.process_time()
    candidates = index.candidates()
    joined = time.process_time()
    held, verified = index.ordered(), 0
    for c in candidates:
        here, there = held[c.later[0]].unit(c.later[1]), held[c.earlier[0]].unit(c.earlier[1])
        verified += sum(p.equal for p in align(here, there)) >= 0.25 * min(len(here), len(there))
    done = time.process_time()
    for name, seconds in (
        ("fingerprint", signed - began),
        ("join", joined - signed),
        ("align", done - joined),
        ("all", done - began),
    ):
        print(f"  {name:12}{seconds:8.2f} s{total / seconds:12,.0f} notes/s")
    print(f"  {index.report}")
    print(f"  pairs verified {verified}; memory peak {_rss():.0f} MiB ({_rss() - base:.0f} over the texts)")
    _others([t for s in night for t in s.notes][:5000])


def _others(texts: list[str]) -> None:
    """Signatures a second of datasketch and rensa over character 5-grams, 128 permutations, on the same notes."""
    grams = [{t[i : i + 5] for i in range(len(t) - 4)} for t in texts]
    began = time.process_time()
    for n, text in enumerate(texts):
        Stay(f"X{n}", "P0", "", datetime(2026, 1, 1), [text]).prints()
    ours = len(texts) / (time.process_time() - began)
    print(f"  fingerprints alone, {len(texts)} notes: ours {ours:,.0f} notes/s")
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        print("  datasketch is not installed")
    else:
        began = time.process_time()
        lsh = MinHashLSH(threshold=0.5, num_perm=128)
        for n, words in enumerate(grams):
            signature = MinHash(num_perm=128)
            signature.update_batch([w.encode() for w in words])
            lsh.query(signature)
            lsh.insert(str(n), signature)
        seconds = time.process_time() - began
        print(
            f"  datasketch (sign, query, insert): {len(texts) / seconds:,.0f} notes/s, {ours * seconds / len(texts):.1f} times slower"
        )
    try:
        from rensa import RMinHash
    except ImportError:
        print("  rensa is not installed")
    else:
        began = time.process_time()
        for words in grams:
            signature = RMinHash(num_perm=128, seed=1)
            signature.update(list(words))
        seconds = time.process_time() - began
        print(
            f"  rensa (sign only): {len(texts) / seconds:,.0f} notes/s, {ours * seconds / len(texts):.1f} times slower"
        )


def history(notes: int, night: int, seed: int) -> None:
    """Print how long it takes to ask a history of ``notes`` notes about a night of ``night`` stays, and to add the night."""
    writer = Writer(seed)
    with tempfile.TemporaryDirectory() as folder:
        past = History(Path(folder) / "history")
        each, kept = 22_000, []
        for number in range(max(1, notes // each)):
            batch = stays(each // 11, 11, writer, first=number * 2000)
            kept.append(batch[number % len(batch)])
            past.add(f"night-{number:04d}", [s.prints() for s in batch])
        tonight = stays(night, 11, writer, first=10_000_000)
        for stay, source in zip(tonight, kept, strict=False):
            stay.notes[3] = light(source.notes[5], writer.rng)
        texts = text_of([*tonight, *kept])
        began = time.perf_counter(), time.process_time()
        found = past.pairs([s.prints() for s in tonight], texts)
        asked = time.perf_counter(), time.process_time()
        past.add("tonight", [s.prints() for s in tonight])
        added = time.perf_counter()
        count, nights = len(past), len(past.nights)
        size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file()) / 2**20
    hits = sum(bool(found[s.stay_id]) for s, _ in zip(tonight, kept, strict=False))
    print(f"history of {count} notes in {nights} nights, {size:.0f} MiB on disk; synthetic, seed {seed}")
    print(
        f"a night of {night} stays: asked in {asked[0] - began[0]:.1f} s ({asked[1] - began[1]:.1f} s CPU), added in {added - asked[0]:.1f} s"
    )
    print(f"planted copies found {hits} of {min(len(kept), night)}; {past.report}; memory peak {_rss():.0f} MiB")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("quality", "speed", "history"))
    parser.add_argument("--stays", type=int, default=400)
    parser.add_argument("--plants", type=int, default=60)
    parser.add_argument("--notes", type=int, default=55_000)
    parser.add_argument("--night", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.what == "quality":
        quality(args.stays, args.plants, args.seed)
    elif args.what == "speed":
        speed(args.notes, args.seed)
    else:
        history(args.notes, args.night, args.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
