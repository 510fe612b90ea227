"""残留他人信息 (CLN-OTHER-PATIENT)

检查什么：病历中以患者身份出现的别人的姓名：“患者某某”“某某，男，……”“向某某及家属交代”、文书眉栏姓名，与本患者不符；或照抄的来源病历
的患者姓名留在文中。

依据：病历书写基本规范第三条（客观、真实、准确）；S000 篇3；国家医疗质量控制指标25 的精神。

例外：见 exceptions。与患者姓名只差一字的可能是笔误，只提示人工复核；全文没有患者本人姓名的（可能作过脱敏替换），亦同。

整改：核实是否误写、误贴，改正姓名；属复制他人病历的，重写该记录。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.clones.evidence import document, other_patients
from pipeline.detect.clones.identity import Named, mentions, name_in_text, one_letter_off, patient_name, strangers
from pipeline.detect.finding import Defect, Outcome, Related, Verdict, judged, not_assessable
from pipeline.detect.notes import author
from pipeline.detect.rule import Example, Need, Rule


def check(case: Case) -> Verdict:
    """Look for other patients' names in every document."""
    if not patient_name(case):
        return not_assessable("不知道患者姓名")
    leaked, sources = _leaked(case)
    found = leaked + [n for n in strangers(case) if n not in leaked]
    return judged([_defect(case, n, sources.get((n.document.doc_id, n.name))) for n in _first_of_each(found)])


def _leaked(case: Case) -> tuple[list[Named], dict[tuple[str, str], Related]]:
    """Names of clone sources' patients that stand in the copies."""
    found: list[Named] = []
    sources: dict[tuple[str, str], Related] = {}
    for pair in other_patients(case):
        note, name = document(case, pair.here), pair.there.patient_name
        if note is None or not name:
            continue
        found += mentions(case, note, name)
        side = pair.there
        sources[note.doc_id, name] = Related(side.stay_id, side.doc_id, side.start, side.end, side.quote)
    return found, sources


def _first_of_each(found: list[Named]) -> list[Named]:
    first: dict[tuple[str, str], Named] = {}
    for named in sorted(found, key=lambda n: (n.document.doc_id, n.start)):
        first.setdefault((named.document.doc_id, named.name), named)
    return list(first.values())


def _defect(case: Case, named: Named, source: Related | None) -> Defect:
    slip = one_letter_off(named.name, patient_name(case)) and source is None
    pseudonyms = not name_in_text(case) and source is None
    review = slip or pseudonyms
    tail = "；与患者姓名只差一字，可能是笔误" if slip else "；全文没有患者本人姓名，请人工核对" if review else ""
    origin = f"，该段照抄自其病历（{source.stay_id}）" if source else ""
    return Defect(
        message=f"文中出现另一人的姓名，不是本患者，病历中也未说明是家属或医务人员{origin}{tail}",
        doc_id=named.document.doc_id,
        evidence=(case.cite(named.document, *_clause(named)),),
        related=(source,) if source else (),
        person=author(named.document),
        confidence=0.5 if review else 0.95 if source else 0.9,
        review=review,
    )


def _clause(named: Named) -> tuple[int, int]:
    """The clause that holds the name: the words a reader must see."""
    text, low, high = named.document.text, named.document.start, named.document.end
    start, end = named.start, named.end
    while start > low and text[start - 1] not in "，。；;\n" and named.start - start < 40:
        start -= 1
    while end < high and text[end] not in "，。；;\n" and end - named.end < 40:
        end += 1
    while start < named.start and text[start].isspace():
        start += 1
    return start, end


_HEAD = """@stay id=P patient=P1 name=林若琳 sex=女 age=34岁 admitted=2026-04-12T09:00 discharged=2026-04-21T10:00
@doc
入院记录
姓名：林若琳　性别：女　年龄：34岁　入院时间：2026-04-12 09:00　记录时间：2026-04-12 11:00
主诉：下腹痛3天。
医师签名：白洁
@doc
2026-04-20 09:10　病程记录
{note}
医师签名：白洁
"""

RULE = Rule(
    id="CLN-OTHER-PATIENT",
    name="残留他人信息",
    category="cloning",
    clause="BW 3; S000 篇3; ZB25",
    check=check,
    remedy="核实并改正姓名；如属复制他人病历，重写该记录并复核来源病历。",
    needs=frozenset({Need.DOCUMENTS, Need.CLONES}),
    exceptions=(
        "家属、联系人、代理人的姓名",
        "医务人员的姓名",
        "新生儿以母亲姓名称呼",
        "脱敏的姓名",
        "与患者姓名只差一字，只提示人工复核",
    ),
    examples=(
        Example(
            Outcome.FAIL,
            _HEAD.format(note="患者蒋丽萍术后恢复平稳，切口干燥无渗出，大小便正常，明日出院。"),
            "以患者身份写了别人的姓名",
        ),
        Example(
            Outcome.FAIL,
            _HEAD.format(note="今日病理回报良性，已向董秀梅及家属说明随访的必要，表示理解。"),
            "谈话对象是别人",
        ),
        Example(
            Outcome.FAIL,
            _HEAD.format(note="患儿热退咳减，已向蒋丽萍家长交代用药疗程，家长表示理解。"),
            "交代的是别家孩子的家长",
        ),
        Example(
            Outcome.FAIL,
            _HEAD.format(note="蒋丽萍，女，35岁，因下腹痛三天入院，现术后第二天，体温正常。"),
            "开头的姓名是别人",
        ),
        Example(
            Outcome.PASS,
            _HEAD.format(note="患者及其丈夫陈立伟要求明日出院，已向陈立伟及家属交代复查时间；患者之妹林若梅陪护。"),
            "丈夫和妹妹",
            shows="家属、联系人、代理人的姓名",
        ),
        Example(
            Outcome.PASS,
            _HEAD.format(note="今日随周文华主任医师查房，周文华看过患者后同意明日出院。患者安静入睡，患者高热已退。"),
            "查房医师",
            shows="医务人员的姓名",
        ),
        Example(
            Outcome.PASS,
            _HEAD.format(note="患者今日母婴同室，林若琳之子吃奶好，黄疸消退，脐带已脱落，明日母子出院。"),
            "新生儿称谓",
            shows="新生儿以母亲姓名称呼",
        ),
        Example(
            Outcome.PASS,
            _HEAD.format(note="患者林某术后恢复好，患者***要求出院，已向林××及家属交代。"),
            "脱敏",
            shows="脱敏的姓名",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _HEAD.format(note="患者林若林术后恢复平稳，切口干燥无渗出，明日出院。"),
            "可能是同音错字",
            shows="与患者姓名只差一字，只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__,
)
