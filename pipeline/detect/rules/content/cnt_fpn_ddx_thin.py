"""鉴别诊断过于简单、无针对性 (CNT-FPN-DDX-THIN)

检查什么：鉴别诊断是否只列病名。全部被鉴别的疾病都没有支持点、不支持点，也没有据以区分的检查，判为缺陷；
“结合病史、体征及辅助检查可鉴别”之类对任何病人都成立的话不算分析。有分析但没有一句联系本例（教科书式）的，只提示人工复核。
结构不能判断的，由判断模型（如有）提供意见：认为有本例分析的不列为线索，但也不算通过；其余仍提示人工复核。模型从不单独判定缺陷。

依据：病历书写基本规范第二十二条（一）2：对需要鉴别的疾病进行分析。

例外：见 exceptions。

整改：对每种疾病至少写一条本例支持或不支持的依据，或写明拟行的鉴别检查。
"""

from __future__ import annotations

from pipeline.detect.case import Case
from pipeline.detect.differential import Substance, Waiver
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable, passed
from pipeline.detect.meaning.differential import opinion_in_words, opinion_on
from pipeline.detect.notes import author, cite_section, first_progress_notes
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.content.cnt_fpn_ddx import _record, considers_others, differential_of, waiver_of
from pipeline.extract.model import ExtractedDocument

_MESSAGES = {
    Substance.NAMES_ONLY: "鉴别诊断只列病名，没有本例的支持、不支持依据，也没有鉴别检查",
    Substance.TEXTBOOK: "鉴别诊断为教科书式描述，未见联系本例的分析，请人工复核",
    Substance.UNCLEAR: "鉴别诊断以罗列病名为主，有无分析请人工复核",
}


def check(case: Case) -> Verdict:
    """Judge the substance of the first progress note's differential diagnosis."""
    notes = [n for n in first_progress_notes(case) if considers_others(differential_of(case, n))]
    if not notes:
        return not_applicable("没有可评价的鉴别诊断，其缺失另由CNT-FPN-DDX判定")
    thin = [n for n in notes if differential_of(case, n).substance in _MESSAGES]
    if len(thin) < len(notes):
        return passed("鉴别诊断有分析")
    if waiver_of(case, thin[0]) in (Waiver.EXEMPT, Waiver.DIAGNOSIS_CLEAR):
        return not_applicable("本例不要求鉴别诊断")
    heard = opinion_on(differential_of(case, thin[0]))
    if heard and heard[1].label == "substantial":
        return not_assessable(f"结构不能判断；模型{heard[0]}认为有本例分析（{heard[1].confidence:.2f}），未列为线索")
    return judged([_defect(case, thin[0])])


def _defect(case: Case, note: ExtractedDocument) -> Defect:
    differential = differential_of(case, note)
    own = [s for s in note.sections if s.label == "differential_diagnosis"]
    evidence = (
        tuple(cite_section(case, note, s) for s in own)
        if own and differential.substance is Substance.NAMES_ONLY
        else tuple(case.cite(note, s.start, s.end) for s in differential.basis)
    )
    review = differential.substance is not Substance.NAMES_ONLY or waiver_of(case, note) is not Waiver.NOT_WAIVED
    return Defect(
        message=_MESSAGES[differential.substance] + opinion_in_words(differential),
        doc_id=note.doc_id,
        evidence=evidence,
        person=author(note),
        confidence=0.6 if review else 0.9,
        review=review,
    )


RULE = Rule(
    id="CNT-FPN-DDX-THIN",
    name="鉴别诊断过于简单、无针对性",
    category="content",
    clause="BW 22(1)2",
    check=check,
    remedy="对每种疾病写明本例支持或不支持的依据，或拟行的鉴别检查。",
    parameters=("ddx_policy", "ddx_exemptions"),
    exceptions=(
        "部分疾病有分析即可",
        "每种疾病虽只一两句但有支持或不支持点",
        "不要求鉴别诊断的情形",
        "教科书式描述只提示人工复核",
    ),
    examples=(
        Example(Outcome.FAIL, _record("鉴别诊断：需与肺结核、肺癌、肺栓塞等疾病相鉴别。\n"), "只列病名"),
        Example(
            Outcome.FAIL,
            _record("鉴别诊断：1.肺结核；2.肺癌；3.肺栓塞。结合病史、体征及辅助检查可资鉴别。\n"),
            "逐条列名加一句套话",
        ),
        Example(
            Outcome.PASS,
            _record("鉴别诊断：①肺栓塞——无胸痛咯血，不支持；②肺结核——急性起病，痰抗酸染色待查。\n"),
            "短但有不支持点和检查",
            shows="每种疾病虽只一两句但有支持或不支持点",
        ),
        Example(
            Outcome.PASS,
            _record(
                "鉴别诊断：与肺癌鉴别，患者CT未见肿块及肺门淋巴结肿大，抗感染2周后复查；此外还应与肺结核、肺脓肿相鉴别。\n"
            ),
            "主要疾病已有分析",
            shows="部分疾病有分析即可",
        ),
        Example(
            Outcome.NOT_APPLICABLE,
            _record(
                "鉴别诊断：需与产程异常、胎盘早剥鉴别。\n",
                "宫内孕39周，G1P0，LOA，单活胎，待产",
                "停经39周，要求入院待产",
            ),
            "待产孕妇",
            shows="不要求鉴别诊断的情形",
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _record("鉴别诊断：肺结核：多见于青壮年，常有乏力、消瘦、夜间盗汗等表现。\n"),
            "对任何病人都能写的话",
            shows="教科书式描述只提示人工复核",
            review=True,
        ),
    ),
    doc=__doc__ or "",
)
