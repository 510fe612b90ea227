"""The one authority on printed titles, ranks and roles (职称、职级、身份).

Nothing else in the project may compare title strings.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Rank(IntEnum):
    """Rank of a doctor, ordered: comparisons such as ``rank >= Rank.ATTENDING`` are what the clauses ask for."""

    INTERN = 1  # 实习医师
    TRAINEE = 2  # 规培、试用期: no licence of their own
    RESIDENT = 3  # 住院医师
    ATTENDING = 4  # 主治医师
    ASSOCIATE_CHIEF = 5  # 副主任医师
    CHIEF = 6  # 主任医师


class Role(StrEnum):
    """What a person is in the hospital; values equal the staff registry's ``role`` column where it has one."""

    LICENSED = "licensed"
    TRAINEE = "trainee"
    VISITING = "visiting"  # 进修
    INTERN = "intern"
    NURSE = "nurse"
    PATIENT_SIDE = "patient_side"  # 患者、家属、代理人
    TECHNICIAN = "technician"  # 检验、报告等非医师
    UNKNOWN = "unknown"
