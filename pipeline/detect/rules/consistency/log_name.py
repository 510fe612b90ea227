"""姓名不一致 (LOG-NAME)

检查什么：各文书表头印出的患者姓名是否与登记姓名一致（没有登记姓名时与多数文书比较）。只差一个字的提示人工复核。

依据：医疗质量安全核心制度要点（查对制度）；错误的姓名可能是贴错病历。

例外：见 exceptions。

整改：核对患者身份；贴错的文书移出，笔误按规定修改。
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_NAME = re.compile(
    r"姓\s*名\s*[：:|｜]\s*(?P<name>[一-鿿]{2,4}(?:·[一-鿿]{1,8})*?)(?=[\s　，,；;|｜（(]|性\s*别|男|女|$)"
)
_OTHERS = re.compile(
    r"家属|家长|联系|代理|委托|监护|父亲?|母亲?|产妇|新生儿|婴儿|配偶|医[师生]|护士|签|供者|陈述|申请|报告|曾用|关系|见证|主刀|术者|录音|亲属"
)
_MASKED = re.compile(r"[某*＊×xX○〇_]")
_BABY = re.compile(r"之[子女男]|婴")
_NOT_A_NAME = re.compile(r"性别|年龄|科室|床号|住院|病区|患者|姓名|不详|无名|待")


def check(case: Case) -> Verdict:
    """Compare the keyed name of every document with the patient's."""
    printed = [(d, m) for d in case.documents for m in _keyed(d)]
    known = (case.extracted.stay.name or "").strip()
    if not known:
        common = Counter(m["name"] for _, m in printed).most_common(1)
        if not common or common[0][1] < 2:
            return not_assessable("没有登记姓名，文书中也没有两处以上一致的姓名")
        known = common[0][0]
    if _MASKED.search(known) or _BABY.search(known):
        return not_assessable("登记姓名已脱敏或为新生儿，无法比较")
    told: dict[str, Defect] = {}
    for document, m in printed:
        if m["name"] != known and document.doc_id not in told:
            told[document.doc_id] = _defect(case, document, m, known)
    return judged(list(told.values()))


def _keyed(document: ExtractedDocument) -> list[re.Match[str]]:
    text = document.text
    if text.find("名", document.start, document.end) < 0:
        return []
    return [
        m
        for m in _NAME.finditer(text, document.start, document.end)
        if not _OTHERS.search(text[max(document.start, m.start() - 8) : m.start()].rsplit("\n", 1)[-1])
        and not _MASKED.search(m["name"])
        and not _BABY.search(text[m.start() : m.end() + 3])
        and not _NOT_A_NAME.search(m["name"])
    ]


def _defect(case: Case, document: ExtractedDocument, m: re.Match[str], known: str) -> Defect:
    name = m["name"]
    close = len(name) == len(known) and sum(a != b for a, b in zip(name, known, strict=True)) == 1
    return Defect(
        message="文书上的姓名与患者姓名不一致" + ("（只差一字，请人工确认）" if close else "，请核对是否贴错病历"),
        doc_id=document.doc_id,
        evidence=(case.cite(document, m.start(), m.end()),),
        person=author(document),
        confidence=0.7 if close else 0.95,
        review=close,
    )


def _record(first: str, second: str, extra: str = "", name: str = "吴建华") -> str:
    return (
        f"@stay name={name} sex=男 age=56岁\n@doc\n入院记录\n姓名：{first}　性别：男　年龄：56岁\n主诉：咳嗽3天。\n现病史：3天前受凉后咳嗽。\n{extra}初步诊断：急性支气管炎\n医师签名：张三\n"
        f"@doc\n出院记录\n姓名：{second}　性别：男　年龄：56岁\n出院诊断：急性支气管炎\n出院医嘱：注意休息。\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-NAME",
    name="姓名、住院号、床号不一致",
    category="consistency",
    clause="HX 10",
    check=check,
    remedy="核对患者身份；贴错的文书移出，笔误按规定修改。",
    exceptions=("亲属、联系人、医师的姓名", "新生儿“之子”“之女”", "脱敏的姓名", "只差一字的提示人工复核"),
    examples=(
        Example(Outcome.FAIL, _record("吴建华", "李秀英"), "出院记录是别人的姓名"),
        Example(Outcome.FAIL, _record("陈大山", "吴建华"), "入院记录是别人的姓名"),
        Example(Outcome.PASS, _record("吴建华", "吴建华"), "一致"),
        Example(
            Outcome.PASS,
            _record("吴建华", "吴建华", "联系人姓名：吴小军　与患者关系：父子\n家属姓名：王芳\n"),
            "联系人",
            shows="亲属、联系人、医师的姓名",
        ),
        Example(
            Outcome.PASS,
            _record("吴建华", "吴建华") + "@doc\n新生儿记录\n姓名：王芳之子　性别：男\n",
            "新生儿",
            shows="新生儿“之子”“之女”",
        ),
        Example(Outcome.PASS, _record("吴建华", "吴某某"), "脱敏", shows="脱敏的姓名"),
        Example(
            Outcome.NOT_ASSESSABLE, _record("吴建华", "吴健华"), "同音字", shows="只差一字的提示人工复核", review=True
        ),
    ),
    doc=__doc__ or "",
)
