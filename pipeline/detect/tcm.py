"""Whether a stay keeps a record of traditional Chinese medicine (中医病历), and the words that such a record holds."""

from __future__ import annotations

import re
from enum import StrEnum

from pipeline.detect.authority import is_outside
from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Verdict, not_applicable, not_assessable
from pipeline.detect.notes import author, whole_text
from pipeline.extract.model import ExtractedDocument

_HOSPITAL = re.compile(
    r"中医(?:药大学|学院)[一-鿿]{0,10}(?:医院|院区)|中医(?:[一-鿿]{0,6}医)?院|中西医结合(?:[一-鿿]{0,4}医)院|国医[院堂]|[蒙藏维壮苗]医院|骨伤科?医院"
)
_WARD = re.compile(
    r"中医|中西医|针灸|推拿|治未病|国医|脾胃(?:肝胆|肺)?病|肺病科|心病科|脑病科|肾病科(?=.*中)|骨伤|老年病科(?=.*中)"
)
_MARKS = (
    ("中医诊断", "中医病名", "中医辨病", "中医鉴别", "中医辨证"),
    ("辨证", "证候", "证型", "证属", "辨病"),
    ("四诊", "望闻问切", "望诊"),
    ("治则", "治法", "方药", "方选", "汤加减", "加减", "为法"),
)
_HEAD = 60
_NOTES = frozenset(
    (
        "admission_record",
        "readmission_record",
        "first_progress_note",
        "ward_round_attending",
        "ward_round_chief",
        "discharge_record",
    )
)
TONGUE = re.compile(
    r"舌(?:质|苔|体|象|边|尖|淡|红|暗|黯|绛|紫|胖|瘦|嫩|偏|稍|略|微|有|润|脉|下|[：:])|苔(?:薄|白|黄|腻|少|厚|剥|滑|灰|黑|净|[：:])"
)
PULSE = re.compile(
    r"(?<![动静血主门大细经络])脉(?:象|[来势]?[沉浮弦滑细数缓迟涩濡弱微紧洪结代促虚实长短芤革牢伏散大]|[：:])|(?:指纹|寸口脉|寸关尺)"
)
PATTERN = re.compile(r"[一-鿿]{2,12}(?<![辨论保验指应忌发合见份认病求考佐查公人凭旁])证(?![据实明件书券])")
WORDS = re.compile(
    r"中医|辨证|辨病|证候|证型|证属|病机|病位|四诊|治则|治法|方药|方选|加减|舌|苔|(?<![动静血主门])脉[象沉浮弦滑细数缓迟涩濡弱]|[汤散丸饮](?:加减|合|化裁)|中药|针刺|针灸|取穴|艾灸|推拿|拔罐|穴|气虚|血瘀|痰|湿热|阴虚|阳虚|肝肾|脾肾|气滞|风寒|风热|本虚标实"
)


class Standing(StrEnum):
    """Whether the TCM rules apply."""

    NONE = "none"
    PERHAPS = "perhaps"  # a TCM ward by its name that writes Western records: one candidate for review, no more
    FIRM = "firm"


def standing(case: Case) -> Standing:
    """FIRM: a TCM hospital or ward whose doctors write TCM in this record; or, the place unknown, a fully TCM record.

    One TCM consultation in a Western ward makes no TCM record.
    """
    if "tcm" not in case.memo:
        case.memo["tcm"] = _standing(case)
    found: Standing = case.memo["tcm"]
    return found


def _standing(case: Case) -> Standing:
    text = whole_text(case)
    ward = bool(_WARD.search(case.extracted.stay.department or ""))
    if not ward and not any(w in text for w in ("中医", "辨证", "中西医", "骨伤")):
        return Standing.NONE
    place = ward or any(_HOSPITAL.search(_head(d)) and not is_outside(d) for d in case.documents)
    texts = [d.body for d in case.documents if d.doc_type in _NOTES]
    kinds = sum(any(w in t for t in texts for w in words) for words in _MARKS)
    if place:
        return Standing.FIRM if kinds >= 2 else Standing.PERHAPS
    full = kinds >= 3 and "中医诊断" in text and any(TONGUE.search(t) and PULSE.search(t) for t in texts)
    return Standing.FIRM if full else Standing.NONE


def _head(doc: ExtractedDocument) -> str:
    """The first line of the document, where the hospital's name stands."""
    return doc.text[doc.start : min(doc.end, doc.start + _HEAD)].lstrip().split("\n")[0].split("记录")[0]


def not_kept(state: Standing) -> Verdict | None:
    """The answer of all TCM rules but TCM-DX where the record is surely or perhaps none of TCM; None where it is one."""
    if state is Standing.NONE:
        return not_applicable("不是中医病历")
    if state is Standing.PERHAPS:
        return not_assessable("科室名似中医科而病历未按中医书写，由TCM-DX提示确认")
    return None


def tcm_defect(doc: ExtractedDocument, message: str, state: Standing, searched: str) -> Defect:
    """An absence in ``doc``: a defect where the TCM rules surely apply, else a candidate for review."""
    review = state is not Standing.FIRM
    return Defect(
        message + ("（请确认是否应按中医病历书写）" if review else ""),
        doc.doc_id,
        searched=(searched,),
        person=author(doc),
        review=review,
        confidence=0.5 if review else 0.85,
    )


def tongue_or_pulse_missing(doc: ExtractedDocument) -> list[str]:
    """Which of 舌象 and 脉象 the document does not describe."""
    return [
        name for name, words in (("舌象", TONGUE), ("脉象", PULSE)) if not words.search(doc.text, doc.start, doc.end)
    ]
