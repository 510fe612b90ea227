"""What a printed personal name looks like, and what only looks like one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.paths import shipped


def words(text: str) -> list[str]:
    """The words of a list written as one string."""
    return text.split()


MASK = "某×＊*△□○〇"  # as de-identified records print a hidden character
_DOT = "·•・‧∙．"
_DOTS = frozenset(_DOT)
_HAN = "㐀-䶿一-鿿\U00020000-\U0003134f"
_RUN = re.compile(rf"[{_HAN}{re.escape(MASK)}XxＸ]+(?:[{_DOT}][{_HAN}{re.escape(MASK)}]+)*")
_HAN_ONLY = re.compile(rf"[{_HAN}]")
_GAP = " \t\u3000\xa0"
_COMPOUND, _DOTTED = 4, 25  # longest names: with a compound family name; with a dot (minorities, foreigners)
_LABELLED_MOST = 6
_OPINIONS = (
    "同意",
    "拒绝",
    "不",
    "未",
    "无",
    "已",
    "要求",
    "自愿",
    "知情",
    "了解",
    "详见",
    "见",
)  # what patients write there
# characters that given names do not use and that words of records end in: 高血压, 白内障, 水肿, 全麻, 同意手术
_NOT_GIVEN = frozenset(
    "病炎症痛癌瘤疡疹疸疝疮癣癫痫痰痢痒瘀瘫瘢疗痊痔瘘疣癔疱疖疤疫疼瘙瘦瘪痘痿痹痞瘿瘰瘤肿肝肾肺胃肠脾胆胰膀胱尿粪便屎血腹腰臀臂腿膝踝腕肘颈咽喉鼻腔腺膜瓣吐泻咳喘呕噎醉"
    "药片剂针术麻检查诊未无不没否的了是在等者院室床号压损折障碍溃裂脉脱疲乏晕胀闷悸饿渴死亡孕产娩型级度量率值例次项种类限钾钠钙镁皮茎足蹄"
    "右侧签拒绝给嘱请每另被把使则或吗呢吧着过么邀"
)
_NOT_NAMES = frozenset(
    words(
        "高龄 平车 平稳 安静 常规 方案 方法 时间 成人 成年 农民 安全 明显 高危 白天 白班 夜班 "
        "全部 全程 全身 全体 严重 严密 强直 通知 包括 于今 于是 应用 应当 应予 经治 管床 本人 "
        "家属 患者 病人 代签 代理 授权 委托 关系 联系 陪护 护士 医生 医师 主任 上级 左侧 右侧 "
        "双侧 查房 会诊 记录 审核 审阅 合格 正常 阴性 阳性 通过 同上 同前 详见 附后 如上 略 暂缺 "
        "补签 漏签 空白 手印 指印 盖章 公章 单位 公司 部门 医务 门诊 急诊 住院 出院 入院 转科 "
        "转院 温水 水化 甘油 金黄 文盲 边界 房间 房颤 路况 项目 农合 居民 费用 自费 自愿 支持 "
        "计划 申请 申报 报告 普食 流食 禁食 流质 半流质 牛奶 米粥 向上 向下 连续 时有 时常 简要 "
        "易怒 解释 解除 能量 能力 鲜红 暗红 红润 白色 黄色 单纯 相关 相符 相应 计算 支气管 车祸 "
        "石膏 石蜡 钱币 毛巾 毛发 花生 童年 安慰 安排 康复 康复中 温和 温度 高度 高峰 高压 高热量 "
        "低盐 江米 汤剂 汤药 方剂 段落 强化 权衡 权利 权益 伏案 匡正 满月 满意 平安出院 全麻 腰麻 "
        "局麻 静麻 硬麻 伍用 古方 经方 连用 应激 成分 成熟 成立 成功 程序 容易 容量 向好 车床 "
        "米汤 柳叶 幸无 那么 习惯 印象 符合 关节 关于 关闭 项下 诸症 诸药 谈话 谈及 房缺 室缺 "
        "单侧 闻及 文书 国药 时段 祖父 祖母 童车 苗条 权威 计时 计数 占位 相对 云雾 容积 顺利 "
        "良好 无殊 局部 清醒 平顺 窦缓 窦速 窦性 房早 房扑 静脉 "
    )
)


@cache
def _families() -> tuple[frozenset[str], frozenset[str]]:
    """Single and compound family names."""
    text = (shipped("configs") / "lexicons" / "surnames.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    compound = frozenset(word for line in lines if " " in line for word in line.split())
    return frozenset("".join(line for line in lines if " " not in line)), compound


def read_run(text: str, start: int, end: int) -> tuple[str, int]:
    """The run of name characters at ``start``, and where it ends; spaced names (张　伟, 王 小 明) come together.

    Returns ``("", start)`` when no name character stands there.
    """
    found = _RUN.match(text, start, end)
    if not found:
        return "", start
    run, stop = found[0], found.end()
    single, compound = _families()
    if run in single or run in compound:
        joined = _spaced(text, run, stop, end)
        if joined is not None:
            return joined
    return run, stop


def _spaced(text: str, family: str, start: int, end: int) -> tuple[str, int] | None:
    """A family name alone: its given name follows after one or two spaces, one or two characters, or one by one."""
    name, place = family, start
    while len(name) - len(family) < 2:
        after = place
        while after < end and after - place < 3 and text[after] in _GAP:
            after += 1
        part = _RUN.match(text, after, end)
        if after == place or not part or len(name) - len(family) + len(part[0]) > 2:
            break
        name, place = name + part[0], part.end()
    return None if place == start else (name, place)


@lru_cache(maxsize=16384)
def is_name(word: str) -> bool:
    """True if ``word`` has the form of a personal name: a known family name, one or two further characters, no word of records."""
    if not _DOTS.isdisjoint(word):
        return len(word) <= _DOTTED
    if word in _NOT_NAMES or not 2 <= len(word) <= _COMPOUND or word.startswith("同意"):
        return False
    single, compound = _families()
    if word[:2] in compound and len(word) > 2:
        return _NOT_GIVEN.isdisjoint(word[2:])
    if word[0] in MASK:
        return False
    return word[0] in single and len(word) < _COMPOUND and _NOT_GIVEN.isdisjoint(word[1:])


@lru_cache(maxsize=16384)
def may_be_name(word: str) -> bool:
    """True if ``word`` after an explicit label may be a name, whatever its family name."""
    if not _DOTS.isdisjoint(word):
        return len(word) <= _DOTTED
    if word in _NOT_NAMES or not 2 <= len(word) <= _LABELLED_MOST or word.startswith(_OPINIONS):
        return False
    return is_name(word) or (_NOT_GIVEN.isdisjoint(word) and (len(word) <= 3 or len(set(word) & set(MASK)) > 0))


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or bool(_HAN_ONLY.match(character))
