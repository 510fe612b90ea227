"""缺治则治法、方药 (TCM-METHOD)

检查什么：中医病历首次病程记录有诊疗计划，而没有治则治法、方药、针灸等任何中医治疗。方与证是否相符不作判断。

依据：中医病历书写基本规范（2010）。

例外：见 exceptions。

整改：诊疗计划写明治则治法、方药，与辨证一致。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import entry, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.tcm.specimens import ADMISSION, FPN, WEST, stay, western
from pipeline.detect.tcm import not_kept, standing, tcm_defect

_WESTERN = "西医病房"
_REASON = "写明暂不用中医治疗的理由"
_OTHER = "中成药、针灸、推拿等非汤剂治疗"
_TREATED = re.compile(
    r"治则|治法|治以|治宜|拟以|以[^。；\n]{2,16}为(?:法|则|治|主)|方[药选用拟]|[汤散丸饮丹](?:加减|合|化裁|[，。；、\d]|$)|中药|中成药|草药|颗粒|针刺|针灸|电针|取穴|穴位|艾灸|温灸|推拿|拔罐|刮痧|敷贴|熏[洗蒸]|耳穴|中医|膏方|注射液.{0,8}(?:活血|益气)|胶囊.{0,12}(?:活血|益气|化瘀|通络)"
)
_EXCUSED = re.compile(
    r"暂(?:不|缓)[^。；\n]{0,10}中[药医]|禁食[^。；\n]{0,10}中药|(?:中药|汤剂)[^。；\n]{0,8}暂(?:不|缓)|西医治疗为主"
)
_TCM_PLAN = "3.治以熄风化痰通络为法，方选半夏白术天麻汤加减，水煎服；针刺取曲池、足三里。"


def check(case: Case) -> Verdict:
    state = standing(case)
    kept = not_kept(state)
    if kept is not None:
        return kept
    written = [n for n in first_progress_notes(case) if len(entry(n, "treatment_plan").strip()) >= 10]
    if not written:
        return not_applicable("没有首次病程记录，或没有诊疗计划（另计）")
    if any(_TREATED.search(entry(n, "treatment_plan")) or _EXCUSED.search(n.body) for n in written):
        return judged([])
    return judged([tcm_defect(written[0], "诊疗计划没有治则治法、方药等中医治疗", state, "首次病程记录：诊疗计划")])


def _plan(text: str) -> str:
    note = FPN.replace(_TCM_PLAN, text)
    return stay(
        ADMISSION,
        note.replace("中医诊断：", "").replace("中医辨病辨证依据", "辨病辨证依据").replace("中医鉴别诊断", "类证鉴别"),
    )


RULE = Rule(
    id="TCM-METHOD",
    name="缺治则治法或方证不符",
    category="tcm",
    clause="TCM-2010",
    check=check,
    remedy="诊疗计划写明治则治法、方药，与辨证一致",
    exceptions=(_WESTERN, _REASON, _OTHER),
    examples=(
        Example(Outcome.FAIL, _plan("3.调脂、控制血压，康复训练。"), "只有西医治疗"),
        Example(Outcome.FAIL, _plan("3.阿托伐他汀20mg口服。"), "只有西药"),
        Example(Outcome.PASS, stay(ADMISSION, FPN), "治法方药齐全"),
        Example(Outcome.PASS, _plan("3.电针治疗，每日1次。"), "", shows=_OTHER),
        Example(Outcome.PASS, _plan("3.吞咽障碍禁食，汤剂暂缓。"), "", shows=_REASON),
        Example(Outcome.NOT_APPLICABLE, stay(western(ADMISSION), western(FPN), head=WEST), "", shows=_WESTERN),
    ),
    doc=__doc__ or "",
)
