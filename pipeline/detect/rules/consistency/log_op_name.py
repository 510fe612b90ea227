"""手术名称不一致 (LOG-OP-NAME)

检查什么：手术同意书、术前小结或讨论的拟施手术与手术记录的手术名称是否大体一致。名称几乎没有共同之处、又没有说明改变原因的，提示人工复核。

依据：病历书写基本规范第二十三条；手术安全核查制度。

例外：见 exceptions。

整改：说明术式改变的原因及告知情况，或更正错误的名称。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import author, cite_section
from pipeline.detect.rule import Example, Rule

_PLANNED = ("consent_form", "preop_summary", "preop_discussion")
_CHANGED = re.compile(r"改(?:为|行|用)|中转|转为|探查|扩大|追加|临时|术中(?:决定|冰冻)|告知家属|更改")
_LEAST = 0.15
_NOISE = re.compile(r"[（(][^）)]*[）)]|[\s\d.、，。；:：＋+]|拟行|必要时|手术|术|备|级")
_NOT_SURGERY = re.compile(r"麻醉|输血|穿刺|置管|造影|镇痛|化疗|透析|通气|自费|植入物|血制品|冰冻|授权|镜检")


def check(case: Case) -> Verdict:
    """Compare planned and performed names by their character pairs."""
    notes = list(case.extracted.of_type("operation_record"))
    if not notes:
        return not_applicable("没有手术记录")
    if len(notes) > 1:
        return not_assessable("有多次手术，未逐次比较手术名称")
    done = notes[0].section("operation_name")
    if done is None:
        return not_applicable("手术记录没有手术名称栏，其缺失另行判定")
    performed = notes[0].content(done)
    if _CHANGED.search(notes[0].body):
        return judged([])
    defects = []
    for d in case.extracted.of_type(*_PLANNED):
        section = d.section("operation_name")
        if (
            section is None
            or _NOT_SURGERY.search(d.content(section))
            or _alike(d.content(section), performed) >= _LEAST
        ):
            continue
        defects.append(
            Defect(
                message="拟施手术与手术记录的手术名称不同而没有说明，请人工复核",
                doc_id=d.doc_id,
                evidence=(cite_section(case, d, section, 100), cite_section(case, notes[0], done, 100)),
                person=author(d),
                confidence=0.6,
                review=True,
            )
        )
    return judged(defects)


def _alike(a: str, b: str) -> float:
    x, y = ({s[i : i + 2] for i in range(len(s) - 1)} for s in (_NOISE.sub("", t) for t in (a, b)))
    return len(x & y) / min(len(x), len(y)) if x and y else 1.0


def _record(planned: str, performed: str, course: str = "常规消毒铺巾，分离后切除，止血缝合，手术顺利。") -> str:
    return (
        f"@stay sex=男 age=50岁\n@doc\n手术知情同意书\n术前诊断：腹痛待查\n拟行手术：{planned}\n患者签名：王某\n"
        f"@doc\n手术记录\n手术日期：2026-03-05\n术前诊断：腹痛待查\n手术名称：{performed}\n手术者：李四\n麻醉方法：全麻\n手术经过：{course}\n手术者签名：李四\n"
    )


RULE = Rule(
    id="LOG-OP-NAME",
    name="手术名称不一致",
    category="consistency",
    clause="BW 23; HX 11",
    check=check,
    remedy="说明术式改变的原因及告知情况，或更正错误的名称。",
    exceptions=("术中改变术式并已说明", "名称写法不同", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("腹腔镜胆囊切除术", "右侧腹股沟疝修补术"),
            "完全不同",
            review=True,
            shows="一律由人工确认",
        ),
        Example(Outcome.NOT_ASSESSABLE, _record("甲状腺次全切除术", "腰椎间盘髓核摘除术"), "完全不同", review=True),
        Example(Outcome.PASS, _record("腹腔镜胆囊切除术", "腹腔镜下胆囊切除术"), "写法", shows="名称写法不同"),
        Example(
            Outcome.PASS,
            _record("腹腔镜阑尾切除术", "右半结肠根治术", "探查见回盲部肿物，冰冻示腺癌，告知家属后改行右半结肠切除。"),
            "已说明",
            shows="术中改变术式并已说明",
        ),
    ),
    doc=__doc__ or "",
)
