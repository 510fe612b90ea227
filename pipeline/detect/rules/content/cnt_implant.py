"""植入物记录不符 (CNT-IMPLANT)

检查什么：手术记录写明植入支架、钢板、假体、补片、人工晶体、起搏器等，而全份病历没有型号、规格、编号、条码等任何标识。只提示人工复核。

依据：病案质控指标（ZB15）；医疗器械使用质量监督管理办法。

例外：见 exceptions。

整改：在手术记录中写明植入物名称、型号、数量，粘贴条形码。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import author, whole_text
from pipeline.detect.rule import Example, Rule

_IMPLANT = re.compile(
    r"(?:植入|置入|放置|安装|打入|固定)[^，。；\n]{0,14}(?:支架|钢板|螺钉|髓内钉|假体|补片|人工晶体|人工晶状体|起搏器|人工关节|人工股骨头|椎间融合器|封堵器|弹簧圈|人工瓣膜)"
)
_IDENTIFIED = re.compile(
    r"型\s*号|规\s*格|编\s*号|条\s*(?:形)?码|批\s*号|序列号|厂家|生产商|品牌|合格证|粘贴|标签|SN|REF|LOT|[\d.]+\s*[×xX*]\s*[\d.]+|\d\s*(?:mm|cm|D|枚|孔|号|片|套)|PFNA|Fr|F\d"
)
_TEMPORARY = re.compile(r"双J管|引流|导尿|鼻胆管|胃管|钛夹|取出|拔除")


def check(case: Case) -> Verdict:
    """An implant without any mark of identity in the whole record."""
    defects = []
    notes = list(case.extracted.of_type("operation_record"))
    for d in notes:
        m = _IMPLANT.search(d.text, d.start, d.end)
        if m is None or _TEMPORARY.search(m[0]):
            continue
        if not _IDENTIFIED.search(d.body) and not re.search(r"条\s*形?\s*码|型\s*号|序列号", whole_text(case)):
            defects.append(
                Defect(
                    message="手术记录写明植入物，没有型号、规格或条码，请人工复核",
                    doc_id=d.doc_id,
                    evidence=(case.cite(d, *m.span()),),
                    person=author(d),
                    confidence=0.6,
                    review=True,
                )
            )
    return judged(defects) if notes else not_applicable("没有手术记录")


def _record(course: str) -> str:
    return f"@stay sex=男 age=60岁\n@doc\n手术记录\n手术日期：2026-03-05\n术前诊断：右眼白内障\n手术名称：手术\n手术者：李四\n手术经过：{course}\n手术者签名：李四\n"


RULE = Rule(
    id="CNT-IMPLANT",
    name="植入物记录不符",
    category="content",
    clause="ZB15",
    check=check,
    remedy="在手术记录中写明植入物名称、型号、数量，粘贴条形码。",
    exceptions=("引流管等临时置入物", "写有规格数量或粘贴条码", "一律由人工确认"),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("超声乳化吸除晶体，囊袋内植入人工晶体，结束手术。"),
            "没有型号",
            review=True,
            shows="一律由人工确认",
        ),
        Example(Outcome.NOT_ASSESSABLE, _record("复位后放置钢板、螺钉固定，冲洗缝合。"), "没有规格", review=True),
        Example(
            Outcome.PASS,
            _record("植入人工晶体（型号SN60WF，+21.0D），条形码粘贴于病历。"),
            "有型号",
            shows="写有规格数量或粘贴条码",
        ),
        Example(Outcome.PASS, _record("碎石后置入双J管支架引流，结束手术。"), "双J管", shows="引流管等临时置入物"),
    ),
    doc=__doc__ or "",
)
