"""体格检查系统缺项 (CNT-PE-SYSTEMS)

检查什么：入院记录的体格检查是否查了头颈、胸肺、心脏、腹部、脊柱四肢、神经系统。缺两个系统以上判为缺陷，缺一个的提示人工复核。

依据：病历书写基本规范第十八条（六）。

例外：见 exceptions。

整改：补查并补写缺项；不能查的写明原因。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author, entry
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission

_SYSTEMS = {
    "头颈": re.compile(r"头|颈|瞳孔|巩膜|咽|口唇|甲状腺|囟|面|眼|耳|鼻|五官"),
    "胸肺": re.compile(r"胸|肺|呼吸音|啰音|罗音|乳房"),
    "心脏": re.compile(r"(?<!恶)心(?:率|律|界|音|脏|尖|前区|浊音|、|，|肺|（|\()|杂音|HR|胎心"),
    "腹部": re.compile(r"腹|肝|脾|肠鸣|宫高|宫底|移动性浊音"),
    "脊柱四肢": re.compile(r"脊柱|四肢|下肢|上肢|肢体|关节|双下|水肿|杵状指|肌力"),
    "神经系统": re.compile(r"反射|神经|肌力|肌张力|病理征|脑膜刺激|巴氏|巴宾斯基|Babinski|克氏|Kernig|神志|意识|感觉"),
}
_SHORTEST = 30


def check(case: Case) -> Verdict:
    """Which systems neither the examination nor the specialist's part mention."""
    records = [r for r in admission_records(case) if len(entry(r, "physical_exam")) >= _SHORTEST]
    if not records:
        return not_applicable("没有体格检查栏，其缺失另由CMP-PE判定")
    defects = []
    for record in records:
        told = entry(record, "physical_exam", "specialist_exam", "tcm_four_exams")
        lacking = [n for n, p in _SYSTEMS.items() if not p.search(told)]
        if lacking:
            review = len(lacking) == 1
            defects.append(
                Defect(
                    message="体格检查缺少：" + "、".join(lacking) + ("（请人工确认）" if review else ""),
                    doc_id=record.doc_id,
                    searched=tuple(f"入院记录体格检查、专科情况：{n}" for n in lacking),
                    person=author(record),
                    confidence=0.6 if review else 0.85,
                    review=review,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-PE-SYSTEMS",
    name="体格检查系统缺项",
    category="content",
    clause="BW 18(6); ST1",
    check=check,
    remedy="补查并补写缺项；不能查的写明原因。",
    exceptions=("写在专科情况内", "只缺一个系统的提示人工复核"),
    examples=(
        Example(
            Outcome.FAIL,
            admission(
                exam="体格检查：T 36.5℃　P 88次/分　R 18次/分　BP 118/70mmHg\n双肺呼吸音清，心率88次/分，律齐，无杂音。腹软，上腹压痛。\n"
            ),
            "只写心肺腹",
        ),
        Example(
            Outcome.FAIL,
            admission(
                exam="体格检查：T 36.5℃　P 88次/分　R 18次/分　BP 118/70mmHg\n一般情况可，查体合作，腹平软，上腹压痛，无反跳痛，肝脾肋下未触及，肠鸣音5次/分。\n"
            ),
            "只写腹部",
        ),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.PASS,
            admission(
                exam=ENTRIES["exam"].replace("脊柱四肢无畸形，双下肢无水肿。生理反射存在，病理反射未引出。", ""),
                aux="专科情况：右下肢短缩外旋，足趾感觉正常，膝反射存在。\n" + ENTRIES["aux"],
            ),
            "写在专科情况",
            shows="写在专科情况内",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(exam=ENTRIES["exam"].replace("脊柱四肢无畸形，双下肢无水肿。", "")),
            "缺脊柱四肢",
            shows="只缺一个系统的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
