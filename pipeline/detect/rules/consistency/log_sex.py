"""性别前后矛盾 (LOG-SEX)

检查什么：患者本人的记录里出现异性的器官、生理或性别。如男性患者“子宫附件未见异常”、女性患者“前列腺增生”，或各处印出的性别不一。
异性模板未删的阴性描述也是缺陷。

依据：病历书写基本规范第三条；异性内容是雷同病历的常见痕迹。

例外：见 exceptions。

整改：核对是否误用他人模板或误贴他人报告，改正并追查来源。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_assessable, passed
from pipeline.detect.notes import author, holds, whole_text
from pipeline.detect.rule import Example, Rule
from pipeline.extract.model import ExtractedDocument

_FEMALE = re.compile(
    r"子宫|宫颈(?!癌疫苗)|卵巢|输卵管|双侧?附件|附件区|阴道|(?<![\d０-９一二三四五六七八九十个当本上每次近])月经(?!皮)|绝经|痛经|末次月经|(?<![蛋])白带(?=异常|增多|正常|常规|色|量|无|清)|胎心|宫高|宫口|恶露|宫缩"
)
_MALE = re.compile(
    r"前列腺(?!素|特异|E|液抗)|睾丸(?!酮|素|母)|附睾|阴囊|阴茎|精囊|精索|包皮|龟头|输精管|遗精|阳痿|射精"
)
_GATE = {
    "男": ("子宫", "宫颈", "卵巢", "输卵管", "附件", "阴道", "月经", "绝经", "痛经", "白带", "胎心", "宫", "恶露"),
    "女": ("前列腺", "睾丸", "附睾", "阴囊", "阴茎", "精囊", "精索", "包皮", "龟头", "输精管", "遗精", "阳痿", "射精"),
}
_ANY_GATE = {sex: re.compile("|".join(words)) for sex, words in _GATE.items()}
_OTHER = {"男": "女", "女": "男"}
_FOREIGN_SECTIONS = frozenset(("family_history", "marital_history", "differential_diagnosis", "risks"))
_FORMS = frozenset(("consent_form", "surgical_safety_checklist", "critical_notice", "order_sheet"))
_SOMEBODY_ELSE = re.compile(
    r"父|母|妻|夫|爱人|配偶|老伴|伴侣|女友|男友|兄|弟|哥|姐|妹|其子|其女|儿子|女儿|子女|长子|次子|长女|次女|家属|家人|家族|亲属|祖|爷|奶|外公|外婆|姥|姨|姑|舅|叔|伯|婶|嫂|媳|孙|婴|新生儿|胎儿|娩|供[者体]|捐|邻居|同事|朋友|对象|陪护|产妇"
)
_TEACHING = re.compile(
    r"鉴别|排除|除外|区别|相别|多见于|好发|常见于|如为|若为|男性(?:则|不|还|需|可|患者[如若应]|病人)|女性(?:则|不|还|需|可|患者[如若应]|病人)|女病人|男病人|女患者[如若应]|男患者[如若应]|妇女|孕妇|妊娠期|不涉及|不适用|指南|文献|禁忌"
)
_OPTION = re.compile(r"[/／|]")
_INTERSEX = re.compile(
    r"变性|性别(?:重置|重塑|焦虑|认同|转换)|两性畸形|性发育(?:异常|障碍)|雄激素不敏感|46[，,]\s*X[XY]|苗勒|易性|跨性别|嵌合"
)
_PRINTED = re.compile(r"性\s*别\s*[：:|｜\s　]\s*[|｜]?\s*[□☐√☑ 　]*([男女])(?![\s　/／、]*[□☐/／、][\s　]*[男女])")
_OPENING = re.compile(
    r"患者[^，,。\n]{0,5}[，,]\s*([男女])性?[，,]|(?<![于以为发])(?:老年|中老年|中年|青年|青壮年|高龄|育龄|成年)([男女])性(?![患病]?者?(?:多|好|常|高|人群|较))"
)
_NEWBORN = re.compile(r"之[子女]|婴儿|男婴|女婴|活婴|新生儿")


def check(case: Case) -> Verdict:
    """Look for the other sex's organs, functions and sex in the patient's own record."""
    sex = _sex(case)
    if sex is None:
        return not_assessable("性别不明：没有提供，病历中也没有印出一致的性别")
    text = whole_text(case)
    gates = [g for g in _GATE[sex] if holds(text, g)] if _ANY_GATE[sex].search(text) else []
    if not gates and _OTHER[sex] not in text:
        return passed("全文没有异性的器官、生理或性别")
    babies = any(w in text for w in ("婴", "新生儿", "之子", "之女"))
    documents = [d for d in case.documents if not babies or not _is_newborns(d)]
    defects = [x for d in documents for x in _defects(case, d, sex, gates)]
    if defects and any(_INTERSEX.search(d.text, d.start, d.end) for d in case.documents):
        defects = [_doubted(d) for d in defects]
    return judged(defects)


def _doubted(defect: Defect) -> Defect:
    message = defect.message + "（病历提到性别相关的先天或变更情况，请人工确认）"
    return replace(defect, message=message, confidence=0.5, review=True)


def _sex(case: Case) -> str | None:
    told = (case.extracted.stay.sex or "").strip()
    if told[:1] in ("男", "女"):
        return told[0]
    printed = {m[1] for d in case.documents for m in _PRINTED.finditer(d.text, d.start, d.end) if not _is_newborns(d)}
    return printed.pop() if len(printed) == 1 else None


def _is_newborns(document: ExtractedDocument) -> bool:
    return _NEWBORN.search(document.text, document.start, min(document.start + 120, document.end)) is not None


def _defects(case: Case, document: ExtractedDocument, sex: str, gates: list[str]) -> Iterator[Defect]:
    yield from _printed_sex(case, document, sex)
    if document.doc_type in _FORMS or not any(document.text.find(g, document.start, document.end) >= 0 for g in gates):
        return
    pattern, last = (_FEMALE if sex == "男" else _MALE), -1
    for m in pattern.finditer(document.text, document.start, document.end):
        a, b = _sentence(document, m.start(), m.end())
        if a < last or not _own(document, a, m.start(), b, sex):
            continue
        last = b
        yield _defect(
            case, document, _clause(document.text, m.start(), m.end(), a, b), f"{sex}性患者的记录中出现“{m[0]}”"
        )


def _printed_sex(case: Case, document: ExtractedDocument, sex: str) -> Iterator[Defect]:
    told = document.text.find("别", document.start, document.end) >= 0
    for m in _PRINTED.finditer(document.text, document.start, document.end) if told else ():
        if m[1] != sex:
            yield _defect(case, document, m.span(), f"印出的性别为“{m[1]}”，与患者性别“{sex}”不符")
    if document.doc_type == "lab_report":
        return
    if document.text.find(_OTHER[sex], document.start, min(document.end, document.start + 500)) < 0:
        return
    opening = _OPENING.search(document.text, document.start, min(document.end, document.start + 500))
    if opening and (opening[1] or opening[2]) != sex:
        a, b = _sentence(document, opening.start(), opening.end())
        if not _SOMEBODY_ELSE.search(document.text, a, opening.start()) and not _TEACHING.search(document.text, a, b):
            yield _defect(case, document, opening.span(), f"记述的性别与患者性别“{sex}”不符")


def _defect(case: Case, document: ExtractedDocument, span: tuple[int, int], message: str) -> Defect:
    return Defect(
        message=message,
        doc_id=document.doc_id,
        evidence=(case.cite(document, *span),),
        person=author(document),
        confidence=0.9,
    )


def _sentence(document: ExtractedDocument, a: int, b: int) -> tuple[int, int]:
    text = document.text
    while a > document.start and text[a - 1] not in "。！？\n\r；;":
        a -= 1
    while b < document.end and text[b] not in "。！？\n\r；;":
        b += 1
    return a, b


def _clause(text: str, a: int, b: int, low: int, high: int) -> tuple[int, int]:
    while a > low and text[a - 1] not in "，,：:、":
        a -= 1
    while b < high and text[b] not in "，,":
        b += 1
    return a, b


def _own(document: ExtractedDocument, a: int, at: int, b: int, sex: str) -> bool:
    """Whether the words at ``at`` in sentence ``[a, b)`` speak of the patient himself."""
    text = document.text
    section = next((s for s in document.sections if s.start <= at < s.end), None)
    if section is not None:
        if section.label in _FOREIGN_SECTIONS:
            return False
        if section.label == "menstrual_history" or at < section.heading_end:
            return (
                at >= section.heading_end
                and section.end - section.heading_end > 12
                and not _TEACHING.search(text, a, b)
            )
    before = text[max(document.start, a - 30, section.start if section else 0) : at]
    if _SOMEBODY_ELSE.search(before) or _TEACHING.search(text, a, b):
        return False
    if _heads_history_entry(text, at, b):
        return False
    return not _both_sexes(text, at, sex)


def _heads_history_entry(text: str, at: int, b: int) -> bool:
    """月经史：无 printed for everybody."""
    return (
        re.match(r"月经(?:史|婚育史|生育史|及生育史)?\s*[：:]?\s*(?:无|不详|-|—|/|／|未|男|$)", text[at:b]) is not None
        or re.match(r"月经(?:史|婚育史|生育史|及婚育史|及生育史)", text[at:b]) is not None
    )


def _both_sexes(text: str, at: int, sex: str) -> bool:
    """前列腺/子宫: an option of a form that serves both sexes."""
    near = text[max(0, at - 10) : at + 14]
    other = _MALE if sex == "男" else _FEMALE
    return other.search(near) is not None and _OPTION.search(near) is not None


def _admission(
    sex: str, exam: str = "", family: str = "父母体健。", marital: str = "已婚，配偶体健。", aux: str = "血常规正常。"
) -> str:
    return (
        f"@stay sex={sex} age=46岁 admitted=2026-03-02T09:00\n@doc\n入院记录\n姓名：周某　性别：{sex}　年龄：46岁\n主诉：下腹痛2天。\n"
        "现病史：2天前无诱因出现下腹痛，无发热。\n既往史：体健。\n"
        f"婚育史：{marital}\n家族史：{family}\n体格检查：T 36.6℃，腹软，下腹压痛。{exam}\n辅助检查：{aux}\n初步诊断：腹痛待查\n医师签名：张三\n"
    )


RULE = Rule(
    id="LOG-SEX",
    name="性别前后矛盾",
    category="consistency",
    clause="BW 3; practice",
    check=check,
    remedy="核对是否误用他人模板或误贴他人报告，改正并追查来源。",
    exceptions=(
        "亲属或配偶的病史",
        "新生儿的性征",
        "鉴别诊断或教学性文字",
        "字面相撞的药名、时间",
        "两性合用的表格选项",
        "性发育异常或性别变更只提示人工复核",
    ),
    examples=(
        Example(
            Outcome.FAIL, _admission("男", aux="B超：肝胆未见异常，子宫及双侧附件区未见明显异常。"), "女性模板未删"
        ),
        Example(Outcome.FAIL, _admission("女", exam="前列腺Ⅰ度增大，质韧。"), "女性患者写前列腺"),
        Example(Outcome.FAIL, _admission("女").replace("性别：女", "性别：男"), "印出的性别与登记不符"),
        Example(
            Outcome.PASS,
            _admission("男", family="母亲因卵巢癌去世。", marital="妻子2020年因子宫肌瘤手术。"),
            "母亲和妻子的病",
            shows="亲属或配偶的病史",
        ),
        Example(
            Outcome.PASS,
            "@stay sex=女 age=29岁\n@doc\n手术记录\n手术名称：子宫下段剖宫产术\n手术经过：娩出一男活婴，体重3300g，阴囊着色好，双侧睾丸已降。\n手术者：王某\n",
            "婴儿的性征",
            shows="新生儿的性征",
        ),
        Example(
            Outcome.PASS,
            _admission("男", exam="若为女性患者还应排除卵巢囊肿蒂扭转。"),
            "教学性文字",
            shows="鉴别诊断或教学性文字",
        ),
        Example(
            Outcome.PASS,
            _admission("女", aux="予前列腺素E1改善循环；2026年3月经皮穿刺病理示炎症。").replace("sex=女", "sex=女"),
            "前列腺素",
            shows="字面相撞的药名、时间",
        ),
        Example(Outcome.PASS, _admission("男", exam="2025年11月经外院胃镜检查未见异常。"), "“月经”二字相邻"),
        Example(Outcome.PASS, _admission("男", exam="前列腺/子宫：未见异常。"), "表格选项", shows="两性合用的表格选项"),
        Example(
            Outcome.NOT_ASSESSABLE,
            _admission(
                "女", exam="外阴呈女性型，双侧腹股沟可触及睾丸。", aux="染色体核型46,XY，考虑雄激素不敏感综合征。"
            ),
            "性发育异常",
            shows="性发育异常或性别变更只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
