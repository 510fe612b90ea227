"""入院记录一般项目缺项 (CNT-HEADER)

检查什么：入院记录的一般项目：姓名、性别、年龄、民族、婚姻、出生地（籍贯）、职业、入院时间、记录时间、病史陈述者。缺五项以上判为缺陷，
缺三四项的提示人工复核（可能印在他处）。

依据：病历书写基本规范第十八条（一）。

例外：见 exceptions。

整改：补填缺项。
"""

from __future__ import annotations

import re

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import admission_records, author
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.specimens import ENTRIES, admission

_ITEMS = {
    "姓名": re.compile(r"姓\s*名|患者[一-鿿]{2,4}[，,]|^[一-鿿]{2,4}[，,　\s]+[男女]", re.M),
    "性别": re.compile(r"性\s*别|[，,　\s|｜][男女](?:性)?(?=[，,　\s|｜])"),
    "年龄": re.compile(r"年\s*龄|\d\s*(?:岁|个?月|天)"),
    "民族": re.compile(r"民\s*族|[汉回满壮苗藏蒙维]族"),
    "婚姻": re.compile(r"婚|离异|丧偶"),
    "出生地": re.compile(r"出\s*生\s*地|籍\s*贯|住\s*址|地\s*址|现住|户口|生于|生长"),
    "职业": re.compile(r"职\s*业|工\s*作|工人|农民|务农|退休|教师|职员|学生|干部|司机|无业|个体|民警|会计"),
    "入院时间": re.compile(r"入\s*院\s*(?:时\s*间|日\s*期)|于\s*\d{4}|入院[：:]"),
    "记录时间": re.compile(r"(?:记\s*录|书\s*写|病史采集|采集)\s*(?:时\s*间|日\s*期)|\d{1,2}[:：时]\d{2}"),
    "病史陈述者": re.compile(r"陈\s*述|供\s*史|叙述者|病史提供|提供者|可靠|代诉|代述|述者"),
}
_UNKNOWN = re.compile(r"无名氏|身份不明|姓名不详")
_REVIEW, _FAIL = 3, 5
_CHILD = re.compile(r"(?:[0-9]|1[0-3])\s*岁|\d+\s*(?:个?月|天|日)")


def check(case: Case) -> Verdict:
    """Count the items that stand nowhere in the admission record."""
    records = [r for r in admission_records(case) if len(r.body) > 200]
    if not records:
        return not_applicable("没有入院记录")
    child = _CHILD.match((case.extracted.stay.age or "").strip()) is not None
    defects = []
    for record in records:
        body = record.body
        if _UNKNOWN.search(body):
            continue
        lacking = [n for n, p in _ITEMS.items() if not p.search(body)]
        lacking = [n for n in lacking if not (child and n in ("婚姻", "职业"))]
        if len(lacking) >= _REVIEW:
            review = len(lacking) < _FAIL
            defects.append(
                Defect(
                    message="入院记录一般项目缺少：" + "、".join(lacking) + ("（请人工确认）" if review else ""),
                    doc_id=record.doc_id,
                    searched=tuple(f"入院记录：{n}" for n in lacking),
                    person=author(record),
                    confidence=0.6 if review else 0.85,
                    review=review,
                )
            )
    return judged(defects)


RULE = Rule(
    id="CNT-HEADER",
    name="入院记录一般项目缺项",
    category="content",
    clause="BW 18(1)",
    check=check,
    remedy="补填缺项。",
    exceptions=("儿童不要求婚姻、职业", "身份不明的患者", "缺三四项的提示人工复核"),
    examples=(
        Example(
            Outcome.FAIL,
            admission(
                general="入院记录\n姓名：吴某　性别：男　年龄：56岁\n",
                personal="个人史：吸烟20年。\n",
                marital="",
                signature="医师签名：张三\n",
            ),
            "缺多项",
        ),
        Example(
            Outcome.FAIL,
            admission(general="入院记录\n吴某，男，56岁\n", personal="", marital="", signature="医师签名：张三\n"),
            "缺多项",
        ),
        Example(Outcome.PASS, admission(), "齐全"),
        Example(
            Outcome.PASS,
            admission(
                general="入院记录\n姓名：吴某　性别：男　年龄：6岁　出生地：本市\n入院时间：2026-03-02 09:00　病史陈述者：母亲　民族：汉族\n",
                marital="",
            ).replace("age=56岁", "age=6岁"),
            "儿童",
            shows="儿童不要求婚姻、职业",
        ),
        Example(
            Outcome.PASS,
            admission(general="入院记录\n姓名：无名氏　性别：男　年龄：约50岁\n", personal="", marital="", family=""),
            "身份不明",
            shows="身份不明的患者",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            admission(
                general=ENTRIES["general"]
                .replace("　民族：汉族", "")
                .replace("　职业：工人", "")
                .replace("　病史陈述者：本人", "")
            ),
            "缺三项",
            shows="缺三四项的提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
