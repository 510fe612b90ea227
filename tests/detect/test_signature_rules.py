"""Signature rules on the hand-written corpus, and what must hold whatever the record says."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.detect import examples
from pipeline.detect.authority import duty
from pipeline.detect.case import Case
from pipeline.detect.engine import judge
from pipeline.detect.rule import Need
from pipeline.detect.rules import all_rules
from pipeline.detect.rules.signature.specimens import STAFFED, signed
from pipeline.detect.specimens import ADMISSION, CONSENT, FPN, MEDICAL, NOTE_5, OPERATION, SURGICAL, record
from pipeline.extract import extract
from pipeline.extract.model import ExtractedStay
from pipeline.extract.signatures import find_signatures
from pipeline.records.ranks import Rank
from pipeline.records.staff import StaffRegistry, read_staff
from pipeline.standards.load import load
from tests.gold import CORPUS, gold_stays

PARAMETERS = load("S000-P2").parameters
RULES = [rule for rule in all_rules() if rule.category == "signature"]
SCOPE = {
    "SIG-DOC",
    "SIG-INTERN-DOC",
    "SIG-COSIGN",
    "SIG-FORGED",
    "SIG-UNLICENSED",
    "SIG-OPNOTE-SURGEON",
    "SIG-OPNOTE-NONPART",
}
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the hand-written corpus is not here")


def failed(extracted: ExtractedStay, registry: StaffRegistry | None) -> set[tuple[str, str | None]]:
    """(rule, document) of every firm defect."""
    judgements = judge(Case(extracted, PARAMETERS, registry=registry), RULES)
    assert [j.error for j in judgements if j.error] == []
    return {(j.rule.id, d.doc_id) for j in judgements for d in j.verdict.defects if not d.review}


@cache
def corpus() -> list[tuple[ExtractedStay, dict, StaffRegistry]]:
    """Gold documents and sections with the signatures that extraction finds in them."""
    rows = []
    for hospital in "ABCD":
        registry = read_staff(CORPUS / hospital / "staff.csv")
        for stay, gold in gold_stays(hospital):
            found = tuple(
                replace(d, signatures=tuple(find_signatures(replace(d, signatures=())))) for d in stay.documents
            )
            rows.append((replace(stay, documents=found), gold, registry))
    return rows


@needs_corpus
def test_findings_on_the_corpus() -> None:
    wanted = {(gold["stay_id"], f["rule"]) for _, gold, _ in corpus() for f in gold["findings"] if f["rule"] in SCOPE}
    found = {
        (gold["stay_id"], rule)
        for stay, gold, registry in corpus()
        for rule, _ in failed(stay, registry)
        if rule in SCOPE
    }
    assert found == wanted


@needs_corpus
def test_without_the_registry_nothing_that_needs_it_fails() -> None:
    needing = {rule.id for rule in RULES if Need.STAFF in rule.needs} | {"SIG-COSIGN"}
    for stay, _, registry in corpus():
        without = failed(stay, None)
        assert {rule for rule, _ in without} & needing == set()
        assert without <= failed(stay, registry)


@needs_corpus
def test_extracted_signatures_match_the_gold() -> None:
    hit = extra = missed = 0
    for stay, gold, _ in corpus():
        texts = {d.doc_id: d for d in stay.documents}
        for g in gold["documents"]:
            left = list(texts[g["doc_id"]].signatures)
            for want in g["signatures"]:
                same = [s for s in left if s.name == want["n"] and s.start < want["end"] and want["start"] < s.end]
                missed += not same
                hit += bool(same)
                if same:
                    left.remove(same[0])
            extra += len(left)
    assert 2 * hit / (2 * hit + extra + missed) >= 0.98


def case_of(text: str, *, registry: bool = True) -> set[tuple[str, str | None]]:
    stays, staff = examples.parse(text)
    return failed(extract(stays[0]), staff if registry else None)


SIGN_OFFS = st.sampled_from(
    [
        "住院医师：沈一帆",
        "规培医师：蒋小满",
        "实习医师：汤可心",
        "医师签名：马德民",
        "医师签名：丁向荣",
        "医师签名：　　　　",
        "医师签名：石敬之",
        "主任医师：陆振华（顾长林代签）",
        "试用期医师：丁向荣",
        "书写：汤可心（实习）",
        "　　　　　　　　　　沈一帆／蒋小满",
        "",
    ]
)
HOSTS = st.sampled_from([NOTE_5, FPN, ADMISSION, OPERATION, CONSENT])


def with_sign_off(document: str, sign_off: str) -> str:
    return "\n".join([*document.rstrip("\n").split("\n")[:-1], sign_off, ""])


@settings(max_examples=60, deadline=None)
@given(HOSTS, SIGN_OFFS)
def test_a_valid_countersignature_never_adds_a_finding(document: str, sign_off: str) -> None:
    others = [d for d in SURGICAL if d != document]
    plain = case_of(record(*others, with_sign_off(document, sign_off), stay=STAFFED))
    countersigned = case_of(record(*others, with_sign_off(document, sign_off + "　审签：陆振华"), stay=STAFFED))
    assert countersigned <= plain


@settings(max_examples=60, deadline=None)
@given(HOSTS, SIGN_OFFS)
def test_removing_the_registry_never_adds_a_finding(document: str, sign_off: str) -> None:
    text = record(*(d for d in SURGICAL if d != document), with_sign_off(document, sign_off), stay=STAFFED)
    assert case_of(text, registry=False) <= case_of(text)


def countersigned(stay: ExtractedStay, doc_id: str, superior: str) -> ExtractedStay:
    """The same stay with a valid countersignature behind the last signature of a document that came as a text of its own."""
    documents = tuple(
        replace(d, text=f"{d.text.rstrip()}　审签：{superior}\n") if d.doc_id == doc_id else d
        for d in stay.stay.documents
    )
    return extract(replace(stay.stay, documents=documents))


def superiors(registry: StaffRegistry, stay: ExtractedStay) -> list[str]:
    """Doctors whom the registry lets sign alone on every day of the stay, attending or above."""
    begin, end = stay.admitted_at, stay.discharged_at
    if begin is None or end is None:
        return []
    days = begin.earliest.date(), end.latest.date()
    known = {name: registry.standing(name, days) for name in sorted(registry.names)}
    return [
        n for n, s in known.items() if s and s.may_sign_alone and s.rank and s.rank >= Rank.ATTENDING and not s.left
    ]


def closed_by_a_name(stay: ExtractedStay) -> list[str]:
    """Documents with a text of their own that end with a named signature, and perhaps its time."""
    whole = {d.doc_id for d in stay.stay.documents} if not stay.stay.whole else set()
    found = []
    for doc in stay.documents:
        ends = [s.end for s in doc.signatures if s.name]
        tail = doc.text[max(ends) :].strip() if ends else "。"
        if doc.doc_id in whole and duty(doc.doc_type).cosign and len(tail) <= 20 and not set(tail) & set("。页印"):
            found.append(doc.doc_id)
    return found


Signable = tuple[ExtractedStay, StaffRegistry, list[str], list[str]]  # with documents that end in a name, and superiors


@cache
def signable_corpus() -> list[Signable]:
    rows = [(extract(marked.stay), registry) for marked, _, registry in corpus()]
    every = [(stay, registry, closed_by_a_name(stay), superiors(registry, stay)) for stay, registry in rows]
    return [row for row in every if row[2] and row[3]]


def never_adds(row: Signable, data: st.DataObject) -> None:
    stay, registry, documents, people = row
    signed_too = countersigned(stay, data.draw(st.sampled_from(documents)), data.draw(st.sampled_from(people)))
    assert failed(signed_too, registry) <= failed(stay, registry)


@needs_corpus
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_on_the_corpus_a_valid_countersignature_never_adds_a_finding(data: st.DataObject) -> None:
    assert len(signable_corpus()) >= 10
    never_adds(data.draw(st.sampled_from(signable_corpus())), data)


@cache
def generated() -> list[str]:
    """Stays of the generated set (synthetic): every situation, several styles of signing."""
    from benchmarks.signature_set import generate

    return [text for _, _, text in generate(148, 1213)]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 147))
def test_on_generated_stays_removing_the_registry_never_adds_a_finding(number: int) -> None:
    assert case_of(generated()[number], registry=False) <= case_of(generated()[number])


@cache
def signable_generated() -> list[Signable]:
    found = []
    for text in generated():
        stays, registry = examples.parse(text)
        stay = extract(stays[0])
        if registry is not None and closed_by_a_name(stay):
            found.append((stay, registry, closed_by_a_name(stay), superiors(registry, stay)))
    return found


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_on_generated_stays_a_valid_countersignature_never_adds_a_finding(data: st.DataObject) -> None:
    assert len(signable_generated()) >= 90
    never_adds(data.draw(st.sampled_from(signable_generated())), data)


def test_print_and_registry_disagree_is_for_a_person() -> None:
    text = record(*MEDICAL, signed("实习医师：沈一帆"), stay=STAFFED)
    assert ("SIG-COSIGN", "EX-1-08") not in case_of(text)


def test_masked_names_accuse_nobody() -> None:
    text = record(*SURGICAL, stay=STAFFED).replace("手术者：陆振华　2026-03-05 13:20", "记录：沈××　2026-03-05 13:20")
    assert {rule for rule, _ in case_of(text)} & {"SIG-OPNOTE-NONPART"} == set()


def test_hospital_that_prints_no_names_accuses_nobody() -> None:
    text = record(*SURGICAL, stay=STAFFED)
    for name in ("沈一帆", "顾长林", "陆振华"):
        text = text.replace(f"医师：{name}", "医师：　　　　").replace(f"者：{name}　2026", "者：　　　　2026")
        text = text.replace(f"记录：{name}", "记录：").replace(f"主持：{name}", "主持：")
    assert {rule for rule, _ in case_of(text)} & SCOPE == set()


def surgeon_signs(name: str, *staff: str) -> set[str]:
    text = record(*SURGICAL, stay=STAFFED + "".join(staff)).replace(
        "手术者：陆振华　2026-03-05 13:20", f"手术者：{name}"
    )
    return {rule for rule, _ in case_of(text)}


def test_a_name_misspelt_once_accuses_nobody() -> None:
    assert "SIG-OPNOTE-SURGEON" not in surgeon_signs("陆振桦")
    assert "SIG-OPNOTE-SURGEON" in surgeon_signs("陆振桦", "@staff 陆振桦,主治医师,licensed,2012-01-01\n")
    assert "SIG-OPNOTE-SURGEON" in surgeon_signs("丁向荣")


def test_time_of_printing_is_no_time_of_signing() -> None:
    late = FPN.replace("2026-03-02 10:30", "打印时间：2026-03-12 09:00")
    assert "SIG-FPN-LATE" not in {
        r for r, _ in case_of(record(*(late if d == FPN else d for d in MEDICAL), stay=STAFFED))
    }


def test_adnexa_in_the_complaint_do_not_make_a_copy_from_elsewhere() -> None:
    text = signed("规培医师：蒋小满").replace("患者一般情况好", "左附件包块术后，自带药物已停，患者一般情况好")
    assert "SIG-COSIGN" in {rule for rule, _ in case_of(record(*MEDICAL, text, stay=STAFFED))}


@pytest.mark.parametrize("tail", ["　审核状态：已审核", "\n上级医师：[签名图片]", "\n审核医师：乌云其其格娜日苏"])
def test_signature_that_cannot_be_read_accuses_nobody(tail: str) -> None:
    found = case_of(record(*MEDICAL, signed("规培医师：蒋小满" + tail), stay=STAFFED))
    assert "SIG-COSIGN" not in {rule for rule, _ in found}


@pytest.mark.parametrize(
    "line", ["是否代签：否", "代签人：无", "代签人签名：　　　　", "代签人：＿＿＿＿　与患者关系：＿＿＿＿"]
)
def test_empty_fields_for_a_proxy_accuse_nobody(line: str) -> None:
    notes = record(
        *MEDICAL, signed("医师签名：沈一帆　" + line), CONSENT.rstrip("\n") + "\n" + line + "\n", stay=STAFFED
    )
    assert {rule for rule, _ in case_of(notes)} & SCOPE == set()


def test_generated_violations_and_lookalikes() -> None:
    """A slice of ``benchmarks/signature_set.py`` (synthetic); the full 2,000 stays are a benchmark."""
    from benchmarks.signature_set import run

    hit, extra, missed, errors = run(count=222, seed=5)
    true, false, lost = (sum(c.values()) for c in (hit, extra, missed))
    assert true / (true + false) >= 0.99, errors
    assert true / (true + lost) >= 0.97, errors


def test_two_patients_and_one_doctor() -> None:
    """Concurrency across records: generated pairs (synthetic), through events and :func:`find_clashes`."""
    from benchmarks.signature_set import kinds, run_across

    hit, extra, missed, errors = run_across(count=42, seed=17)
    assert hit / (hit + extra) >= 0.99, errors
    assert hit / (hit + missed) >= 0.97, errors
    violations, alike = kinds()
    assert len(violations) >= 15
    assert len(alike) >= len(violations)
