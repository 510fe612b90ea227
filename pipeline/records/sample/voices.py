"""Three manners of writing the same thing, so that two doctors' notes on the same disease are not word for word the same.

Replacements are applied to the literal words of templates, never to names, figures or dates.
"""

from __future__ import annotations

import re

_PAIRS = """
可能性小 可能不大 可能性低
不支持 与此不符 不相合
可排除 可除外 能够排除
可鉴别 可资区别 易于区分
暂不考虑 目前不考虑 暂可放下
不考虑 不予考虑 无须考虑
暂无 目前没有 眼下无
未闻及 没有听到 无
可闻及 能听到 闻
未见异常 没有异常 无异常
未见 没有见到 未发现
多有 常有 往往有
常伴 每伴 多伴有
本例 该患 此例
本次 此次 这次
今日 今天 本日
今晨 今早 晨起
昨夜 夜里 昨晚
夜间 夜里 晚间
明显 显著 很
减轻 缓解 轻了
升高 增高 上升
降至 降到 回落到
提示 说明 示
监测 观察 监护
告知 交代 说明
家属 家人 亲属
反复 屡次 多次
突发 突然 骤起
注意 留意 当心
避免 防止 勿
加重 加剧 转重
好转 改善 见好
可能 或许 有可能
必须 务必 应
应当 应该 宜
良好 佳 好
减少 变少 少了
增多 变多 多了
消退 退去 退
缓解 减轻 好转
符合 合乎 契合
既往 以往 从前
平素 平时 素来
自觉 自感 自己觉得
随即 接着 立刻
立即 马上 即刻
逐渐 渐渐 慢慢
每日 每天 日
之后 以后 其后
因此 所以 故
为主 居多 为多
较前 比前 同前相比
明日 明天 次日
体温 温度 体温
鼓励 劝其 嘱
继续 仍予 照旧
治疗 处置 治疗
复查 再查 复检
需要 要 须
无需 不必 不需
患者 病人 患者
疼痛 痛 作痛
无明显 没有明显 无甚
常见 多见 往往见
多见 常见 好发
引起 所致 造成
出现 有 见
发热 发烧 发热
及时 随时 尽早
控制 压住 管好
稳定 平稳 稳
平稳 稳定 稳
诊断 判断 诊断
支持 有利于 佐证
证实 证明 确认
除外 排除 剔除
同时 并 一并
若 如果 倘
均 都 皆
都 均 全
但 不过 然而
予 给予 用
"""
_GUARDED = {"予": r"(?<![给仍不])予(?!以)", "均": r"(?<![平])均(?!匀|衡)", "都": "都(?!市)", "但": "(?<!不)但"}
_KEPT = {"诊断", "支持", "治疗", "出现", "控制", "体温"}  # too often part of a fixed term


def _table() -> list[tuple[str, str, str]]:
    rows = [tuple(line.split()) for line in _PAIRS.strip().splitlines()]
    return [(row[0], row[1], row[2]) for row in rows if row[0] not in _KEPT]


_ROWS = sorted(_table(), key=lambda row: -len(row[0]))
_WORDS = re.compile("|".join(_GUARDED.get(row[0], row[0]) for row in _ROWS))
_SPEECH = tuple({row[0]: row[voice] for row in _ROWS} for voice in (1, 2))
VOICES = 3


def spoken(text: str, voice: int) -> str:
    """``text`` in manner 0 (as written), 1 or 2."""
    if voice == 0:
        return text
    words = _SPEECH[voice - 1]
    return _WORDS.sub(lambda found: words[found[0]], text)
