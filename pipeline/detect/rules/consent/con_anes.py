"""缺麻醉同意书 (CON-ANES)

检查什么：在全身麻醉、椎管内麻醉或神经阻滞下手术，病历中有没有麻醉知情同意书，或在手术同意书中合并写明了麻醉方式及其风险。

依据：病历书写基本规范第二十四条；S000 篇2 四（二）5（丙级）。

例外：见 exceptions。麻醉科文书一份也没有导出的，不判断。

整改：查找是否漏归档；确未签署的按缺陷上报。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.consents import absent_consent, by_patients_side, consents
from pipeline.detect.finding import Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.operated import describe, operations
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import ANAESTHESIA, FULL, operated
from pipeline.detect.specimens import MEDICAL, record

_LOCAL = "手术者实施的局部麻醉"
_MERGED = "手术同意书合并写明麻醉方式和麻醉风险"
_ELSEWHERE = "麻醉科文书一份也没有导出"
_DEEP = re.compile(r"全身|全麻|腰|硬膜外|椎管|蛛网膜|骶管|插管|喉罩|静脉(?!曲张)|臂丛|阻滞|静吸")
_METHOD = re.compile(r"麻醉(?:方式|方法)|全麻|全身麻醉|腰麻|腰硬|椎管内|硬膜外|静脉麻醉|阻滞")
_SHEETS = ("anesthesia_record", "anesthesia_previsit", "anesthesia_postvisit")
_SHEET = """@doc
麻醉记录单
姓名：林素云　性别：女　年龄：52岁
麻醉方式：全身麻醉　麻醉开始：2026-03-05 08:40　麻醉结束：2026-03-05 10:40
诱导：丙泊酚100mg，舒芬太尼20ug，罗库溴铵50mg，插管顺利。
麻醉医师：傅玉成
"""


def check(case: Case) -> Verdict:
    deep = [op for op in operations(case) if _DEEP.search(op.anaesthesia)]
    if not deep:
        return not_applicable("没有在全麻、椎管内麻醉或阻滞下的手术")
    forms = consents(case)
    own = [c for c in forms if "anaesthesia" in c.kinds]
    if own:
        return by_patients_side(case, own, "麻醉同意书")
    if any(c.says("麻醉") and _METHOD.search(c.doc.body) for c in forms):
        return judged([])
    if not any(True for _ in case.extracted.of_type(*_SHEETS)):
        return not_assessable("麻醉科文书未导出，无法判断有无麻醉同意书")
    op = deep[0]
    return absent_consent(
        case,
        "麻醉知情同意书",
        (case.cite_mention(op.mention),),
        about=("麻醉",),
        firm=not any(c.says("麻醉") for c in forms) and not op.emergency,
        what=describe(op) + f"在{op.anaesthesia.split()[0][:12]}下施行",
    )


RULE = Rule(
    id="CON-ANES",
    name="缺麻醉同意书",
    category="consent",
    clause="BW 24; S000-P2 C5",
    check=check,
    remedy="查找是否漏归档；确未签署的按缺陷上报，麻醉前由麻醉医师告知并签署",
    exceptions=(_LOCAL, _MERGED, _ELSEWHERE),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE, operated(FULL, _SHEET), "手术同意书只提到麻醉意外，没有麻醉同意书", review=True
        ),
        Example(
            Outcome.FAIL,
            operated(FULL.replace("麻醉意外、呼吸", "呼吸"), _SHEET),
            "有麻醉记录单和手术同意书，没有麻醉告知",
        ),
        Example(
            Outcome.FAIL,
            operated(FULL, ANAESTHESIA.replace("患者签名：林素云　2026-03-04 18:00", "患者签名：＿＿＿＿"), _SHEET),
            "麻醉同意书患方签名栏空白",
        ),
        Example(Outcome.PASS, operated(FULL, ANAESTHESIA, _SHEET), "齐全"),
        Example(
            Outcome.PASS,
            operated(FULL.replace("可能的风险：", "麻醉方式：全身麻醉\n可能的风险："), _SHEET),
            "合并告知",
            shows=_MERGED,
        ),
        Example(Outcome.NOT_ASSESSABLE, operated(FULL), "没有麻醉科文书", shows=_ELSEWHERE),
        Example(
            Outcome.NOT_APPLICABLE,
            operated(FULL)
            .replace("麻醉方式：全身麻醉", "麻醉方式：局部浸润麻醉")
            .replace("在全麻下", "在局麻下")
            .replace("全身麻醉", "局麻"),
            "局麻",
            shows=_LOCAL,
        ),
        Example(Outcome.NOT_APPLICABLE, record(*MEDICAL), "没有手术"),
    ),
    doc=__doc__ or "",
)
