"""其他诊断遗漏 (HOM-OTHERDX)

检查什么：出院记录（死亡记录）的出院诊断写有糖尿病、高血压、冠心病、房颤、呼吸衰竭等常见合并症、并发症，而首页全部诊断中没有。

依据：住院病案首页数据填写质量规范第十八至二十条。

例外：见 exceptions。首页没有导出其他诊断的，不判断。

整改：按出院记录补全首页其他诊断。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.front_page import FrontPage, front_page
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.homepage.specimens import MEDICAL_PAGE, printed
from pipeline.extract.model import ExtractedDocument

_WORDING = "同一疾病的不同写法"
_DOUBT = "出院记录打问号或排除的诊断"
_OLD = "既往已愈、与本次无关的病史不在出院诊断中"
_NOT_SHOWN = "首页没有导出其他诊断"
_CODES = "首页只导出编码，没有诊断文字"
# one way of writing the disease in the discharge record → what may stand for it on the page
_DISEASES = tuple(
    (name, re.compile(there), re.compile(here))
    for name, there, here in (
        ("糖尿病", r"糖尿病(?!前期|家族|筛)", r"糖尿|消渴|酮症|E1[0-4]|O24"),
        ("高血压", r"高血压(?:病|性|[123１２３]级|\s*[（(]|$)", r"高血压|血压|眩晕病|I1[0-5]|子痫|O1[0-6]"),
        ("冠心病", r"冠心病|冠状动脉粥样硬化性心脏病", r"冠心病|冠状动脉|心绞痛|心肌梗|心梗|胸痹|心肌病|I2[0-5]"),
        ("心房颤动", r"心房(?:颤动|纤颤)|房颤", r"房颤|心房|颤|I48|心律失常"),
        ("心力衰竭", r"心力衰竭|心衰|心功能不全", r"心力衰竭|心衰|心功能|I50|I1[13]"),
        ("呼吸衰竭", r"呼吸衰竭|呼衰", r"呼吸衰竭|呼衰|ARDS|呼吸窘迫|J96|J80"),
        ("脑梗死", r"脑梗(?:死|塞)", r"脑梗|脑血管|中风|卒中|腔隙|I6[3-9]"),
        ("慢性阻塞性肺疾病", r"慢性阻塞性肺|慢阻肺|COPD", r"阻塞性肺|慢阻肺|COPD|肺胀|J44"),
        ("肾功能不全", r"肾功能(?:不全|衰竭)|肾衰竭|尿毒症|慢性肾脏病", r"肾|尿毒|N1[789]"),
        ("贫血", r"贫血", r"贫血|血虚|D[56]\d|再障|地中海|MDS|骨髓|白血病|O99"),
        ("低蛋白血症", r"低(?:白)?蛋白血症", r"蛋白|E8[78]|肾病综合征"),
        ("深静脉血栓", r"深静脉血栓", r"血栓|I8[02]"),
        ("肺部感染", r"肺部感染|肺炎", r"肺部感染|肺炎|肺|J1[2-8]|J69|J98"),
    )
)
_SURE = re.compile(r"[?？]|待(?:查|排|除)|除外|可能|不排除|家族|术后复查")


def check(case: Case) -> Verdict:
    page = front_page(case)
    if page is None:
        return not_assessable("没有导出病案首页")
    doc = case.extracted.first("discharge_record", "death_record")
    section = doc.section("discharge_diagnosis") if doc is not None else None
    if doc is None or section is None:
        return not_applicable("没有出院诊断可比较")
    if len(page.diagnoses) < 1 or not any(len(d.name) > 1 for d in page.diagnoses):
        return not_assessable("首页诊断未能识别")
    listed = " ".join(f"{d.name} {d.code or ''}" for d in page.diagnoses) + " " + _whole(page)
    if not page.lists_others:
        return not_assessable("首页没有导出其他诊断")
    words, defects = doc.content(section), []
    for name, there, here in _DISEASES:
        found = there.search(words)
        if found is None or here.search(listed):
            continue
        line = words[words.rfind("\n", 0, found.start()) + 1 : found.end() + 12].split("\n")[0]
        if not _SURE.search(line):
            defects.append(_defect(case, page, doc, section.heading_end + found.start(), found, name))
    return judged(defects)


def _whole(page: FrontPage) -> str:
    """The whole printed page: what stands anywhere on it was not left out."""
    return page.doc.body if page.doc else ""


def _defect(case: Case, page: FrontPage, doc: ExtractedDocument, at: int, found: re.Match[str], name: str) -> Defect:
    return Defect(
        f"出院记录诊断有{name}，首页诊断中没有",
        page.doc.doc_id if page.doc else doc.doc_id,
        (case.cite(doc, at, at + len(found[0]), role="expected"),),
        ("首页全部诊断",),
        confidence=0.85,
    )


def _stay(discharge: str, others: str = "无") -> str:
    page = MEDICAL_PAGE.replace("其他诊断：无", f"其他诊断：{others}")
    return printed(page).replace("出院诊断：胆囊结石伴慢性胆囊炎", f"出院诊断：1.胆囊结石伴慢性胆囊炎 2.{discharge}")


RULE = Rule(
    id="HOM-OTHERDX",
    name="其他诊断遗漏",
    category="homepage",
    clause="SY 18-20",
    check=check,
    remedy="按出院记录补全首页其他诊断",
    exceptions=(_WORDING, _DOUBT, _OLD, _CODES, _NOT_SHOWN),
    examples=(
        Example(Outcome.FAIL, _stay("2型糖尿病"), "糖尿病未列"),
        Example(Outcome.FAIL, _stay("高血压病3级（很高危）", "脂肪肝"), "高血压未列"),
        Example(Outcome.PASS, _stay("2型糖尿病", "2型糖尿病"), "已列"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _stay("2型糖尿病").replace("其他诊断：无\n", ""),
            "",
            shows=_NOT_SHOWN,
        ),
        Example(Outcome.PASS, _stay("冠心病", "冠状动脉粥样硬化性心脏病"), "", shows=_WORDING),
        Example(Outcome.PASS, _stay("糖尿病？"), "", shows=_DOUBT),
        Example(
            Outcome.PASS,
            printed(MEDICAL_PAGE).replace("既往史：体健", "既往史：5年前患肺炎已愈"),
            "",
            shows=_OLD,
        ),
        Example(
            Outcome.PASS,
            _stay("2型糖尿病", "E11.900"),
            "首页只有编码",
            shows=_CODES,
        ),
    ),
    doc=__doc__ or "",
)
