"""同意书签署人不当或关系未注明 (CON-SIGNER)

检查什么：手术、麻醉、输血、特殊检查治疗同意书只由家属签名：成年患者入院时意识清楚，全部病历找不到不能签字的理由或授权的，为
缺陷；没有注明与患者关系的，也为缺陷。患者本人已签名的不查。

依据：病历书写基本规范第十条；病案质控指标 26。

例外：见 exceptions。患者年龄、姓名不明或意识状态没有写的，不判断。

整改：由患者本人签署；不能签署的注明原因，由监护人或被授权人签署并注明关系，附授权委托书。
"""

from __future__ import annotations

import re

from pipeline.detect.authority import cite_line
from pipeline.detect.case import Case
from pipeline.detect.consents import Consent, consents, relation_given
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.rule import Example, Rule
from pipeline.detect.rules.consent.specimens import FULL, GASTROSCOPY, operated
from pipeline.detect.specimens import MEDICAL, STAY, record
from pipeline.records.staff import name_key

_MINOR = "未成年人由监护人签署"
_UNABLE = "意识障碍、失语等不能签字"
_AUTHORISED = "已授权委托"
_PROTECTED = "保护性医疗"
_URGENT = "急诊抢救"
_ADULT = 18
_AGE = re.compile(r"(\d{1,3})\s*(?:周)?岁")
_REASON = re.compile(
    r"授权|委托|受托|代理人|昏迷|昏睡|嗜睡|意识(?:障碍|模糊|不清|丧失)|神志(?:不清|模糊|恍惚)|谵妄|痴呆|认知(?:障碍|功能|下降)|失语|构音|言语(?:不清|障碍)|镇静|气管插管|机械通气|烦躁|休克"
    r"|精神(?:分裂|障碍|异常|发育)|智力|智能|聋|盲|失明|文盲|不识字|不会(?:写|签)|手印|无法签|不能(?:签|书写|表达|自行)|不便|偏瘫|骨折[^。]{0,6}手|右(?:手|上肢)|保护性|隐瞒|未告知(?:患者|本人)|暂不告知|急诊|抢救|病危|民事行为"
)
_CLEAR = re.compile(r"(?:神志|意识|神智)(?:清|清楚|清晰|清醒)|神清")
_AGENT = re.compile("授权|委托|受托|代理人")
_TAIL = 160  # characters of a form that hold the opinion and the signatures
_KINDS = frozenset(("operation", "anaesthesia", "transfusion", "chemo"))
_KIN = FULL.replace("患者签名：林素云　", "家属签名：周建国　与患者关系：夫妻　")
_NO_RELATION = FULL.replace("患者签名：林素云　", "家属签名：周建国　")


def check(case: Case) -> Verdict:
    forms = [c for c in consents(case) if c.kinds & _KINDS and not c.kinds & {"refusal", "leaving"}]
    if not forms:
        return not_applicable("没有手术、麻醉、输血或特殊检查治疗同意书")
    by_kin = [c for c in forms if c.kin and not c.patient and not _named_there(case, c)]
    if not by_kin:
        return judged([])
    adult = _adult(case)
    defects: list[Defect] = []
    unknown = ""
    for c in by_kin:
        if not relation_given(c):
            defects.append(_defect(case, c, "同意书由家属签名，没有注明与患者的关系"))
            continue
        if adult is False or _excused(case):
            continue
        clear = any(_CLEAR.search(d.body) for d in case.extracted.of_type("admission_record", "first_progress_note"))
        if adult is None or not clear:
            unknown = "患者年龄或意识状态不明，无法判断家属签署是否恰当"
            continue
        defects.append(_defect(case, c, "成年患者意识清楚，同意书只由家属签名，未见不能签字的理由或授权"))
    return judged(defects, unknown)


def _excused(case: Case) -> bool:
    """True if any note tells why the patient might not sign; of the forms only what follows the risks is looked at."""
    for doc in case.documents:
        form = doc.doc_type == "consent_form"
        start = max(doc.text.rfind("意见", doc.start, doc.end), doc.end - _TAIL, doc.start) if form else doc.start
        if _REASON.search(doc.text, start, doc.end) or (form and _AGENT.search(doc.text, doc.start, doc.end)):
            return True
        if form and "急" in doc.title:
            return True
    return False


def _adult(case: Case) -> bool | None:
    age = case.extracted.age
    if not age:
        return None
    found = _AGE.search(age) or re.fullmatch(r"\s*(\d{1,3})\s*", age)
    return int(found[1]) >= _ADULT if found else False if re.search(r"[月天日时]", age) else None


def _named_there(case: Case, consent: Consent) -> bool:
    """True if the patient's name stands among the signatures, though it was not read as one; also if the name is not known."""
    name = name_key(case.extracted.patient_name or case.extracted.stay.name or "")
    if len(name) < 2:
        return True
    start = min(s.start for s in consent.kin)
    return name in "".join(consent.doc.text[max(consent.doc.start, start - 60) : consent.doc.end].split())


def _defect(case: Case, consent: Consent, message: str) -> Defect:
    return Defect(
        message,
        consent.doc.doc_id,
        (cite_line(case, consent.doc, consent.kin[0]),),
        person=consent.doctors[0].name if consent.doctors else "",
        confidence=0.8,
    )


RULE = Rule(
    id="CON-SIGNER",
    name="同意书签署人不当/关系未注明",
    category="consent",
    clause="BW 10; ZB26",
    check=check,
    remedy="由患者本人签署；不能签署的注明原因，由监护人或被授权人签署并注明关系",
    exceptions=(_MINOR, _UNABLE, _AUTHORISED, _PROTECTED, _URGENT),
    examples=(
        Example(Outcome.FAIL, operated(_KIN), "意识清楚，丈夫签名，没有授权"),
        Example(Outcome.FAIL, operated(_NO_RELATION), "没有注明关系"),
        Example(
            Outcome.FAIL,
            record(*MEDICAL, GASTROSCOPY.replace("患者签名：林素云　", "家属签名：周建国　")),
            "胃镜同意书没有注明关系",
        ),
        Example(Outcome.PASS, operated(FULL), "患者本人签名"),
        Example(Outcome.PASS, operated(FULL.replace("谈话医师", "家属签名：周建国\n谈话医师")), "患者与家属共同签名"),
        Example(
            Outcome.PASS,
            operated(_KIN.replace("夫妻", "母女"), stay=STAY.replace("age=52岁", "age=9岁")).replace("52岁", "9岁"),
            "母亲签名",
            shows=_MINOR,
        ),
        Example(
            Outcome.PASS,
            operated(_KIN).replace("神志清，皮肤", "嗜睡，皮肤"),
            "嗜睡",
            shows=_UNABLE,
        ),
        Example(Outcome.PASS, operated(_KIN.replace("家属签名", "被授权人签名")), "授权", shows=_AUTHORISED),
        Example(
            Outcome.PASS,
            operated(_KIN.replace("了解，同意手术", "应家属要求行保护性医疗，同意手术")),
            "",
            shows=_PROTECTED,
        ),
        Example(Outcome.PASS, operated(_KIN.replace("手术知情", "急诊手术知情")), "急诊", shows=_URGENT),
        Example(Outcome.NOT_ASSESSABLE, operated(_KIN).replace("神志清，皮肤", "皮肤"), "没有写意识状态"),
    ),
    doc=__doc__ or "",
)
