from pipeline.review.cohort import Period, cohort
from pipeline.review.sample_plan import Plan, plans
from pipeline.store import Store
from tests.review.nights import finding, night, stay

MARCH = Period.parse("2026-03")


def drawn(store: Store, quota: int = 8) -> Plan:
    (plan,) = plans(cohort(store, MARCH), quota)
    return plan


def ordinary(number: int) -> list[dict]:
    return [stay(f"plain-{n:02}") for n in range(number)]


def test_key_types_come_first(store: Store) -> None:
    veto = finding("risk", "CMP-ADMISSION", severity="VETO_C")
    night(
        store,
        "run",
        [
            *ordinary(20),
            stay("died", {"CMP-DEATH": "pass"}, outcome="死亡"),
            stay("risk", {}, [veto]),
            stay("operated", {"CMP-OPNOTE": "pass"}),
            stay("critical", {"CMP-RESCUE": "fail"}),
            stay("long", admitted="2026-01-01T08:00"),
        ],
    )
    plan = drawn(store)
    assert [d.stay_id for d in plan.drawn[:5]] == ["died", "risk", "critical", "long", "operated"]
    assert [d.types[0] for d in plan.drawn] == ["死亡", "丙级风险", "危重抢救", "长期住院", "手术", *["普通"] * 3]


def test_many_of_one_type_do_not_crowd_out_the_others(store: Store) -> None:
    operated = [stay(f"op-{n:02}", {"CMP-OPNOTE": "pass"}) for n in range(30)]
    night(store, "run", [*operated, stay("critical", {"TIM-PROG-CRITICAL": "pass"})])
    assert "critical" in {d.stay_id for d in drawn(store).drawn}
    assert len(drawn(store).drawn) == 8


def test_everybody_draws_the_same(store: Store) -> None:
    night(store, "run", ordinary(40))
    first = drawn(store)
    night(store, "again", ordinary(40)[::-1])
    assert drawn(store) == first
    assert [d.stay_id for d in first.drawn] != [f"plain-{n:02}" for n in range(8)]  # by lot, not by number


def test_a_small_department_reads_everything(store: Store) -> None:
    night(store, "run", ordinary(3))
    plan = drawn(store)
    assert plan.short
    assert len(plan.drawn) == 3


def test_every_department_has_its_own_plan(store: Store) -> None:
    night(store, "run", [*ordinary(9), stay("other", department="骨科"), stay("nowhere", department=None)])
    assert {p.department: len(p.drawn) for p in plans(cohort(store, MARCH))} == {
        "外科": 8,
        "骨科": 1,
        "（未注明科室）": 1,
    }


def test_what_a_person_has_judged_is_marked_as_read(store: Store) -> None:
    f = finding("a", "TIM-FPN-8H")
    night(store, "run", [stay("a", {}, [f]), stay("b")])
    store.decide(f, "confirmed", "质控员", "")
    assert {d.stay_id: d.read for d in drawn(store).drawn} == {"a": True, "b": False}
