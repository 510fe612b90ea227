"""WS/T 500 shared documents become stays, and a hostile or broken file is refused alone."""

from __future__ import annotations

from pathlib import Path

from pipeline.extract import extract
from pipeline.records.readers import Reject, open_source, read_row
from pipeline.records.stay import Stay

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <code code="{code}" codeSystem="2.16.156.10011.2.4"/>
  <title>{title}</title>
  <effectiveTime value="{written}"/>
  <recordTarget><patientRole>
    <id root="2.16.156.10011.1.12" extension="ZY001"/><id root="2.16.156.10011.1.3" extension="P-9"/>
    <patient><name>方某某</name><administrativeGenderCode code="2" displayName="女性"/><age unit="岁" value="46"/></patient>
  </patientRole></recordTarget>
  <author><time value="{written}"/><assignedAuthor><assignedPerson><name>陈晓明</name></assignedPerson></assignedAuthor></author>
  <legalAuthenticator><time value="{signed}"/><assignedEntity><assignedPerson><name>王立群</name></assignedPerson></assignedEntity></legalAuthenticator>
  <componentOf><encompassingEncounter><effectiveTime><low value="202603010920"/><high value="202603081000"/></effectiveTime></encompassingEncounter></componentOf>
  <component><structuredBody>{sections}</structuredBody></component>
</ClinicalDocument>"""
SECTION = '<component><section><code displayName="{name}"/><text>{text}</text></section></component>'
OBSERVED = (
    '<component><section><code displayName="诊断记录"/><entry><observation><code displayName="鉴别诊断"/>'
    '<value xsi:type="ST">1.肺结核：无低热盗汗，影像非好发部位，不支持。</value></observation></entry></section></component>'
)


def write(path: Path, code: str, title: str, written: str, sections: str, signed: str = "20260301200000") -> None:
    path.write_text(
        DOCUMENT.format(code=code, title=title, written=written, sections=sections, signed=signed), encoding="utf-8"
    )


def test_documents_of_one_encounter_become_one_stay(tmp_path: Path) -> None:
    write(tmp_path / "b.xml", "C0034", "", "20260301153000", SECTION.format(name="主诉", text="咳嗽5天，发热2天。"))
    write(
        tmp_path / "a.xml",
        "C0037",
        "首次病程记录",
        "20260301120500",
        SECTION.format(name="病例特点", text="中年女性，急性起病。") + OBSERVED,
    )
    (tmp_path / "c.xml").write_text("<ClinicalDocument", encoding="utf-8")
    (tmp_path / "d.xml").write_text(
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', encoding="utf-8"
    )
    (tmp_path / "e.xml").write_text("<other/>", encoding="utf-8")
    rows = [read_row(raw) for raw in open_source(tmp_path)]
    assert sorted((Path(r.file).name, r.code) for r in rows if isinstance(r, Reject)) == [
        ("c.xml", "E141"),
        ("d.xml", "E141"),
        ("e.xml", "E142"),
    ]
    (stay,) = [r for r in rows if isinstance(r, Stay)]
    assert (stay.stay_id, stay.patient_id, stay.sex, stay.age) == ("ZY001", "P-9", "女", "46岁")
    assert (str(stay.admitted_at), str(stay.discharged_at)) == ("2026-03-01T09:20", "2026-03-08T10:00")
    extracted = extract(stay)
    assert [d.doc_type for d in extracted.documents] == ["first_progress_note", "admission_record"]
    first = extracted.documents[0]
    assert str(first.written_at).startswith("2026-03-01T12:05")
    assert {s.label for s in first.sections} >= {"case_features", "differential_diagnosis"}
    assert [(g.name, g.role) for g in first.signatures] == [("陈晓明", "医师"), ("王立群", "上级医师")]
    assert extracted.documents[1].section("chief_complaint") is not None
