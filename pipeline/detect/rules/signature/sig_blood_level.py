"""备血申请审批级别不足 (SIG-BLOOD-LEVEL)

检查什么：一日用血医嘱的红细胞、全血合计达到800毫升（每单位按200毫升折算）而全部记录没有科主任或医务部门审批；
开具者按名册低于主治医师。只提示人工复核：申请单多在输血系统中，不随病历输出。

依据：医疗机构临床用血管理办法第二十条。

例外：见 exceptions。

整改：补齐申请单的核准签字；急救用血按规定补办审批。
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date

from pipeline.detect.case import Case
from pipeline.detect.finding import Defect, Outcome, Verdict, judged, not_applicable, not_assessable
from pipeline.detect.notes import whole_text
from pipeline.detect.ordered import order_defect, orders
from pipeline.detect.rule import Example, Need, Rule
from pipeline.records.ranks import Rank
from pipeline.records.stay import Order

_BLOOD = re.compile(r"红细胞|全血(?!细胞|分析|常规)")
_NOT_BLOOD = re.compile(
    r"计数|压积|沉降|沉淀|分布|形态|检查|检验|测定|生成素|刺激因子|抗体|比容|自体|回收|交叉配血|备血"
)
_AMOUNT = re.compile(r"(?P<n>\d{1,4}(?:\.\d)?)\s*(?P<u>ml|mL|ML|毫升|U|u|单位|Ｕ)")
_ML_PER_UNIT = 200.0
_HEAD_APPROVES, _OFFICE_APPROVES = 800.0, 1600.0
_APPROVED = re.compile(
    r"(?:科主任|医务[科处部]|科室主任|大量用血|用血)[^。\n]{0,12}(?:审批|核准|批准|同意|审核)|大量用血(?:申请|审批)"
)
_URGENT_WORDS = re.compile(r"抢救|急诊(?:手术|输血|用血)|紧急(?:输血|用血|配血)|大出血|失血性休克")
_URGENT = "急救用血（事后补办审批）"
_APPROVAL = "记录中已有科主任或医务部门审批"
_SMALL = "每日不足800毫升，申请者为主治以上（上级核准不在数据中，不作通过）"


def check(case: Case) -> Verdict:
    given = [o for o in orders(case) if _BLOOD.search(o.content) and not _NOT_BLOOD.search(o.content)]
    if not given:
        return not_applicable("医嘱中没有红细胞或全血")
    text = whole_text(case)
    if _URGENT_WORDS.search(text):
        return not_assessable("可能为急救用血，事后审批不在数据中")
    defects = [] if _APPROVED.search(text) else _large(given)
    junior = [o for o in given if _below_attending(case, o)]
    if junior and not defects:
        defects.append(
            order_defect("用血医嘱开具者按名册低于主治医师，须核对申请单", *junior, review=True, confidence=0.4)
        )
    return judged(defects, "用血申请单的核准签字不在数据中")


def _large(given: list[Order]) -> list[Defect]:
    """The first day on which at least 800 ml were ordered."""
    days: dict[date, list[Order]] = defaultdict(list)
    for order in given:
        if order.started_at is not None and order.started_at.earliest.date() == order.started_at.latest.date():
            days[order.started_at.earliest.date()].append(order)
    for _, mine in sorted(days.items()):
        total = sum(_millilitres(o) for o in mine)
        if total >= _HEAD_APPROVES:
            who = "医务部门" if total >= _OFFICE_APPROVES else "科主任"
            message = f"一日申请用血约{total:.0f}毫升，全部记录未见{who}核准，须核对申请单"
            return [order_defect(message, *mine, review=True, confidence=0.5)]
    return []


def _millilitres(order: Order) -> float:
    """The amount ordered; 0 if none is written, so that nothing is ever guessed upwards."""
    found = _AMOUNT.search(order.content)
    if found is None:
        return 0.0
    return float(found["n"]) * (1.0 if found["u"] in ("ml", "mL", "ML", "毫升") else _ML_PER_UNIT)


def _below_attending(case: Case, order: Order) -> bool:
    if case.registry is None or not order.doctor_id or order.started_at is None:
        return False
    days = order.started_at.earliest.date(), order.started_at.latest.date()
    standing = case.registry.identified(order.doctor_id, days)
    return standing is not None and standing.rank is not None and standing.rank < Rank.ATTENDING


_STAY = (
    "@stay sex=男 age=50岁\n@staff 顾长林,主治医师,licensed,2012-01-01\n@staff 沈一帆,住院医师,licensed,2020-01-01\n"
)
_NOTE = "@doc\n2026-03-04 10:00　病程记录\n{}\n医师签名：沈一帆\n"
_WHEN = "临时,2026-03-04T09:00,2026-03-04T12:00"


def _case(*contents: str, note: str = "血红蛋白62g/L，输红细胞纠正贫血。") -> str:
    return _STAY + "".join(f"@order {c}\n" for c in contents) + _NOTE.format(note)


RULE = Rule(
    id="SIG-BLOOD-LEVEL",
    name="备血申请审批级别不足",
    category="signature",
    clause="YX 20",
    check=check,
    remedy="补齐申请单的核准签字；急救用血按规定补办审批",
    needs=frozenset({Need.DOCUMENTS, Need.ORDERS}),
    exceptions=(_URGENT, _APPROVAL, _SMALL),
    examples=(
        Example(Outcome.NOT_ASSESSABLE, _case(f"去白细胞悬浮红细胞 8U 静滴,{_WHEN},S00"), "1600毫升", review=True),
        Example(Outcome.NOT_ASSESSABLE, _case(f"悬浮红细胞 2U 静滴,{_WHEN},S01"), "住院医师开具", review=True),
        Example(
            Outcome.NOT_ASSESSABLE,
            _case(f"悬浮红细胞 8U 静滴,{_WHEN},S00", note="消化道大出血，紧急输血。"),
            "急救",
            shows=_URGENT,
        ),
        Example(
            Outcome.NOT_ASSESSABLE,
            _case(f"悬浮红细胞 5U 静滴,{_WHEN},S00", note="输血申请经科主任审批同意。"),
            "已审批；上级核准仍未见",
            shows=_APPROVAL,
        ),
        Example(Outcome.NOT_ASSESSABLE, _case(f"悬浮红细胞 2U 静滴,{_WHEN},S00"), "主治申请", shows=_SMALL),
        Example(Outcome.NOT_APPLICABLE, _case(f"红细胞计数,{_WHEN},S01"), "检验"),
    ),
    status="preview",
    doc=__doc__ or "",
)
