"""Orders of the invented stay of :mod:`pipeline.detect.specimens`, for the examples."""

from __future__ import annotations

from pipeline.detect.specimens import MEDICAL, STAY, record

ORDERS = (
    "普外科护理常规,长期,2026-03-02T09:30,2026-03-08T09:40",
    "二级护理,长期,2026-03-02T09:30,2026-03-08T09:40",
    "低脂饮食,长期,2026-03-02T09:30,2026-03-08T09:40",
    "血常规,临时,2026-03-02T09:40,",
    "尿常规,临时,2026-03-02T09:40,",
    "大便常规+潜血,临时,2026-03-02T09:40,",
    "凝血功能,临时,2026-03-02T09:40,",
    "感染八项（乙肝、丙肝、艾滋、梅毒）,临时,2026-03-02T09:40,",
    "心电图,临时,2026-03-02T09:40,",
    "头孢曲松2.0g 静滴 qd,长期,2026-03-02T10:00,2026-03-07T10:00",
    "今日出院,临时,2026-03-08T09:30,",
)


def ordered(*orders: str, documents: tuple[str, ...] = MEDICAL, stay: str = STAY) -> str:
    """The stay with these orders, each as ``content,type,start,stop``."""
    return record("".join(f"@order {o}\n" for o in orders), *documents, stay=stay)


def but(*left_out: str) -> tuple[str, ...]:
    """The usual orders without those that begin with one of ``left_out``."""
    return tuple(o for o in ORDERS if not o.startswith(left_out))
