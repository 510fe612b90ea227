"""主要诊断选择错误 (HOM-MAINDX)

检查什么：主要诊断为症状、体征（R 编码或“待查”）而其他诊断中有明确的疾病；主要诊断为死亡方式、终末状态（呼吸循环衰竭、心脏骤停等）；
为外部原因；或高血压、糖尿病等慢性病作主要诊断而本次施行了与之无关的手术。只提示人工核对。

依据：住院病案首页数据填写质量规范第十至十七条；病案质控指标 21。

例外：见 exceptions。

整改：按主要诊断选择原则更正（资源消耗最多、对健康危害最大、住院时间最长）。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Outcome, Verdict, judged, not_assessable
from pipeline.detect.front_page import Entry, FrontPage, front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, data, printed

_UNCERTAIN = "没有明确诊断，以症状作主要诊断"
_RELATED = "慢性病的手术与该病有关（如糖尿病足清创、肾性高血压手术）"
_NOT_MAIN = "终末状态列在其他诊断"
_SYMPTOM = re.compile(
    r"^(?:发热|腹痛|腹泻|头痛|头晕|眩晕|胸痛|胸闷|咳嗽|咯血|呕血|便血|血尿|黄疸|水肿|晕厥|昏迷|乏力|呕吐|呼吸困难)(?:待查|原因待查|查因|待诊|[（(].{0,6}[)）])?$|待查$|查因$"
)
_TERMINAL = re.compile(
    r"^(?:呼吸循环衰竭|循环呼吸衰竭|呼吸、?循环衰竭|心跳呼吸骤停|呼吸心跳(?:骤停|停止)|心脏骤停|猝死|死亡|多器官功能(?:衰竭|障碍综合征)|临床死亡|脑死亡)"
)
_CHRONIC = re.compile(
    r"^(?:原发性)?高血压病?|^2?型?糖尿病(?!足|性?(?:肾|视网膜|坏疽))|^高脂血症|^高尿酸血症|^骨质疏松(?!.{0,6}骨折)"
)
_RELATED_OP = re.compile(r"清创|截肢|足|视网膜|玻璃体|减重|袖状胃|胃旁路|肾上腺|肾动脉|椎体成形")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    main = page.main
    if main is None or not main.name:
        return not_assessable("首页主要诊断未能识别")
    message = _doubt(page, main)
    return judged([page.defect(message + "（请人工核对）", main, review=True, confidence=0.6)] if message else [])


def _doubt(page: FrontPage, main: Entry) -> str:
    others = [d for d in page.diagnoses if d is not main and d.name]
    code = (main.code or "").upper()
    definite = [
        d
        for d in others
        if not _SYMPTOM.search(d.name) and not _TERMINAL.search(d.name) and not d.name.endswith(("?", "？"))
    ]
    if (code.startswith("R") or _SYMPTOM.search(main.name)) and definite:
        return "以症状、体征作主要诊断，而其他诊断中有明确的疾病"
    if _TERMINAL.search(main.name) and definite:
        return "以终末状态作主要诊断"
    if code[:1] in ("V", "W", "Y") and code:
        return "以损伤中毒外部原因作主要诊断"
    operations = page.operations or ()
    if _CHRONIC.search(main.name) and operations and not any(_RELATED_OP.search(o.name) for o in operations):
        return "以慢性病作主要诊断，而本次住院施行了手术"
    return ""


def _page(main: str, others: str, operation: str = "-") -> str:
    return printed(
        MEDICAL_PAGE.replace("主要诊断：胆囊结石伴慢性胆囊炎　K80.101", f"主要诊断：{main}")
        .replace("其他诊断：无", f"其他诊断：{others}")
        .replace("手术及操作名称：-", f"手术及操作名称：{operation}")
    )


RULE = Rule(
    id="HOM-MAINDX",
    name="主要诊断选择错误",
    category="homepage",
    clause="SY 10-17; ZB21",
    check=check,
    remedy="按主要诊断选择原则更正",
    exceptions=(_UNCERTAIN, _RELATED, _NOT_MAIN),
    status="preview",
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _page("腹痛待查", "胆囊结石伴急性胆囊炎"), "症状作主要诊断", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            _page("高血压病3级", "胆囊结石", "腹腔镜胆囊切除术"),
            "手术与高血压无关",
            review=True,
        ),
        Example(Outcome.NOT_ASSESSABLE, _page("呼吸循环衰竭", "重症肺炎"), "终末状态", review=True),
        Example(Outcome.PASS, _page("发热待查", "无"), "没有其他诊断", shows=_UNCERTAIN),
        Example(Outcome.PASS, _page("2型糖尿病", "糖尿病足", "右足清创术"), "糖尿病足", shows=_RELATED),
        Example(Outcome.PASS, _page("重症肺炎", "呼吸循环衰竭"), "", shows=_NOT_MAIN),
        Example(Outcome.PASS, data(), "手术与主要诊断一致"),
    ),
    doc=__doc__ or "",
)
