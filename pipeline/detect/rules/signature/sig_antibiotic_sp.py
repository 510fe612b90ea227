"""特殊使用级抗菌药无会诊/权限 (SIG-ANTIBIOTIC-SP)

检查什么：医嘱有特殊使用级抗菌药物（全身用药，超过24小时），全部记录没有会诊，或开具者按名册不具高级职称。只提示人工复核。

依据：抗菌药物临床应用管理办法第二十四、二十七条；十八项核心制度要点第十六项。

例外：见 exceptions。分级目录由各省制定，此处只列各地目录一致的品种（configs/rules/special_antibiotics.txt，可增删）。

整改：补充会诊意见或授权依据；无依据的停用或降级。
"""

from __future__ import annotations

import re
from functools import cache

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable
from pipeline.detect.notes import whole_text
from pipeline.detect.ordered import order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.paths import shipped
from pipeline.records.ranks import Rank
from pipeline.records.staff import Standing
from pipeline.records.stay import Order

_LOCAL = re.compile(r"滴眼|眼膏|滴耳|软膏|乳膏|外用|凝胶|皮试|栓|口服|灌肠|血药浓度|药敏|试验")
_CONSULTED = re.compile(r"会\s*诊|抗菌药物管理|临床药师|感染科.{0,6}(?:意见|建议)|MDT|多学科")
_ALLOWED_HOURS = 24.0
_URGENT = "紧急情况下越级使用不超过24小时"
_TOLD = "记录中已有会诊，开具者职称够"
_LOCAL_USE = "外用、口服万古霉素等局部用药"
_MAYBE = "没有开具者工号或名册不作职称判断"


@cache
def _drugs() -> re.Pattern[str]:
    lines = (shipped("configs") / "rules" / "special_antibiotics.txt").read_text(encoding="utf-8").splitlines()
    words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    return re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))


def check(case: Case) -> Verdict:
    given = [o for o in orders(case) if _drugs().search(o.content) and not _LOCAL.search(o.content)]
    if not given:
        return not_applicable("医嘱中没有特殊使用级抗菌药物")
    defects: list[Defect] = []
    unknown = ""
    consulted = bool(_CONSULTED.search(whole_text(case)))
    for order in given:
        longer = _longer(order)
        if longer is False:
            continue
        senior = _senior(case, order)
        told = [] if consulted else ["全部记录没有会诊"]
        told += ["开具者按名册不具高级职称"] if senior is False else []
        if longer and told and not defects:
            message = f"特殊使用级抗菌药物使用超过24小时，{'，'.join(told)}，须核对会诊与授权"
            defects.append(order_defect(message, order, review=True, confidence=0.7 if len(told) > 1 else 0.5))
        elif longer is None or senior is None:
            unknown = unknown or "没有停止时间，或没有开具者的工号与职称"
    return judged(defects, unknown)


def _longer(order: Order) -> bool | None:
    """Whether the drug was given for more than a day; None if an end is not written."""
    if order.started_at is None or order.stopped_at is None:
        return None
    least, most = order.stopped_at.hours_after(order.started_at)
    return True if least > _ALLOWED_HOURS else False if most <= _ALLOWED_HOURS else None


def _senior(case: Case, order: Order) -> bool | None:
    standing = _prescriber(case, order)
    return None if standing is None or standing.rank is None else standing.rank >= Rank.ASSOCIATE_CHIEF


def _prescriber(case: Case, order: Order) -> Standing | None:
    if case.registry is None or not order.doctor_id or order.started_at is None:
        return None
    days = order.started_at.earliest.date(), order.started_at.latest.date()
    return case.registry.identified(order.doctor_id, days)


_STAY = (
    "@stay sex=男 age=50岁\n@staff 陆振华,主任医师,licensed,1998-01-01\n@staff 沈一帆,住院医师,licensed,2020-01-01\n"
)
_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：沈一帆\n"
_QUIET, _TOLD_NOTE = "患者体温下降，继续美罗培南抗感染。", "请感染科会诊，同意使用美罗培南抗感染。"


def _case(order: str, note: str) -> str:
    return f"{_STAY}@order {order}\n" + _NOTE.format(note)


_DAYS = "长期,2026-03-02T10:00,2026-03-07T10:00"
RULE = Rule(
    id="SIG-ANTIBIOTIC-SP",
    name="特殊使用级抗菌药无会诊/权限",
    category="signature",
    clause="KJ 24,27; HX 16",
    check=check,
    remedy="补充会诊意见或授权依据；无依据的停用或降级",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=(_URGENT, _TOLD, _LOCAL_USE, _MAYBE),
    examples=(
        Example(
            Outcome.NOT_ASSESSABLE,
            _case(f"美罗培南1.0g静滴q8h,{_DAYS},S01", _QUIET),
            "住院医师开具，无会诊",
            review=True,
        ),
        Example(
            Outcome.NOT_ASSESSABLE, _case(f"注射用替加环素50mg静滴q12h,{_DAYS},S00", _QUIET), "无会诊", review=True
        ),
        Example(Outcome.PASS, _case(f"美罗培南1.0g静滴q8h,{_DAYS},S00", _TOLD_NOTE), "主任开具", shows=_TOLD),
        Example(
            Outcome.PASS,
            _case("美罗培南1.0g静滴,临时,2026-03-02T10:00,2026-03-03T09:00,S01", _QUIET),
            "不足24小时",
            shows=_URGENT,
        ),
        Example(Outcome.NOT_APPLICABLE, _case(f"万古霉素125mg口服q6h,{_DAYS},S01", _QUIET), "", shows=_LOCAL_USE),
        Example(Outcome.NOT_APPLICABLE, _case(f"头孢曲松2.0g静滴qd,{_DAYS},S01", _QUIET), "非特殊使用级"),
        Example(Outcome.NOT_ASSESSABLE, _case(f"美罗培南1.0g静滴q8h,{_DAYS}", _TOLD_NOTE), "没有工号", shows=_MAYBE),
    ),
    status="preview",
    doc=__doc__ or "",
)
