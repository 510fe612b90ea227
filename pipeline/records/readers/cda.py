"""WS/T 500-2016 shared documents (电子病历共享文档, HL7 CDA R2) in a folder of XML files: one document a file.

Documents of one stay are joined by the encounter id (住院号). A CDA document has no running text, so one is made of it: title, time of
writing, each section under its printed title, and the authenticators as sign-off lines. Offsets refer to that text, which
``records.jsonl`` keeps. The parser refuses DTDs, entities and external references.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from pipeline.errors import InputError
from pipeline.records.readers.row import RawRow

_NS = "{urn:hl7-org:v3}"
_DOCUMENT_CODES = "2.16.156.10011.2.4"
_INPATIENT_NUMBER = "2.16.156.10011.1.12"

TITLES = {
    "C0009": "手术记录", "C0010": "麻醉术前访视记录", "C0011": "麻醉记录", "C0012": "麻醉术后访视记录",
    "C0017": "护理记录", "C0018": "病危病重护理记录", "C0019": "手术护理记录", "C0026": "手术知情同意书",
    "C0027": "麻醉知情同意书", "C0028": "输血治疗知情同意书", "C0029": "特殊检查特殊治疗知情同意书", "C0030": "病危（重）通知书",
    "C0031": "知情同意书", "C0032": "住院病案首页", "C0033": "中医住院病案首页", "C0034": "入院记录",
    "C0035": "24小时内入出院记录", "C0036": "24小时内入院死亡记录", "C0037": "首次病程记录", "C0038": "日常病程记录",
    "C0039": "上级医师查房记录", "C0040": "疑难病例讨论记录", "C0041": "交接班记录", "C0042": "转科记录",
    "C0043": "阶段小结", "C0044": "抢救记录", "C0045": "会诊记录", "C0046": "术前小结", "C0047": "术前讨论记录",
    "C0048": "术后首次病程记录", "C0049": "出院记录", "C0050": "死亡记录", "C0051": "死亡病例讨论记录",
    "C0052": "住院医嘱", "C0053": "出院记录",
}  # fmt: skip
_SIGNERS = (
    ("author", "assignedAuthor", "医师签名"),
    ("authenticator", "assignedEntity", ""),
    ("legalAuthenticator", "assignedEntity", "上级医师签名"),
)
_SEX = {"1": "男", "2": "女", "男性": "男", "女性": "女", "男": "男", "女": "女"}


def read_cda(folder: Path) -> Iterator[RawRow]:
    """One row a stay, with its documents in order of their time; a file that cannot be read is a problem row."""
    stays: dict[str, dict[str, Any]] = {}
    first: dict[str, Path] = {}
    for file in sorted(folder.glob("*.xml")):
        try:
            stay, document = _read(file)
        except InputError as problem:
            yield RawRow(str(file), 1, {}, problem)
            continue
        first.setdefault(stay["stay_id"], file)
        row = stays.setdefault(stay["stay_id"], {"documents": []})
        row.update({key: value for key, value in stay.items() if value and key not in row})
        row["documents"].append(document)
    for stay_id, row in sorted(stays.items()):
        row["documents"].sort(key=lambda d: (d.get("created_at", ""), d["doc_id"]))
        yield RawRow(str(first[stay_id]), 1, row)


def _read(file: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import parse

    try:
        root = parse(file, forbid_dtd=True).getroot()
    except (ParseError, DefusedXmlException, UnicodeError, LookupError) as error:
        raise InputError("E141", f"不是可用的 XML（{type(error).__name__}）。请重新导出这一份") from error
    if root.tag != f"{_NS}ClinicalDocument":
        raise InputError("E142", "不是 WS/T 500 共享文档（根元素应为 ClinicalDocument）")
    stay = _stay(root)
    if not stay["stay_id"]:
        raise InputError("E143", "没有住院号（encompassingEncounter/id），无法归入一次住院")
    return stay, _document(root, file)


def _path(*names: str) -> str:
    return "/".join(_NS + name for name in names)


def _attribute(root: Element, path: str, name: str) -> str:
    found = root.find(path)
    return (found.get(name) or "") if found is not None else ""


def _text(root: Element, path: str) -> str:
    found = root.find(path)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _stay(root: Element) -> dict[str, Any]:
    role = root.find(_path("recordTarget", "patientRole"))
    encounter = root.find(_path("componentOf", "encompassingEncounter"))
    patient = root if role is None else role
    visit = root if encounter is None else encounter
    numbers = {e.get("root"): e.get("extension") or "" for e in patient.findall(_path("id"))}
    sex = _attribute(patient, _path("patient", "administrativeGenderCode"), "code")
    name = _attribute(patient, _path("patient", "administrativeGenderCode"), "displayName")
    age = _attribute(patient, _path("patient", "age"), "value")
    return {
        "stay_id": _attribute(visit, _path("id"), "extension") or numbers.get(_INPATIENT_NUMBER, ""),
        "patient_id": next((v for k, v in numbers.items() if k != _INPATIENT_NUMBER and v), ""),
        "name": _text(patient, _path("patient", "name")),
        "sex": _SEX.get(sex) or _SEX.get(name, ""),
        "age": f"{age}岁" if age.isdigit() else age,
        "department": _text(visit, _path("location", "healthCareFacility", "serviceProviderOrganization", "name")),
        "admitted_at": _time(_attribute(visit, _path("effectiveTime", "low"), "value")),
        "discharged_at": _time(_attribute(visit, _path("effectiveTime", "high"), "value")),
    }


def _document(root: Element, file: Path) -> dict[str, Any]:
    code = root.find(_path("code"))
    known = code is not None and code.get("codeSystem") in (None, _DOCUMENT_CODES)
    title = _text(root, _path("title")) or (
        TITLES.get(code.get("code") or "", "") if known and code is not None else ""
    )
    written = _time(_attribute(root, _path("author", "time"), "value")) or _time(
        _attribute(root, _path("effectiveTime"), "value")
    )
    lines = [title] if title else []
    lines += [f"记录时间：{written.replace('T', ' ')}"] if written else []
    for section in root.iterfind(_path("component", "structuredBody", "component", "section")):
        lines += _section(section)
    lines += _signatures(root)
    document = {"doc_id": file.stem, "text": "\n".join(lines) + "\n", "title": title, "created_at": written}
    return {key: value for key, value in document.items() if value}


def _section(section: Element) -> list[str]:
    heading = _text(section, _path("title")) or _attribute(section, _path("code"), "displayName")
    body = _text(section, _path("text"))
    lines = [f"【{heading}】{body}"] if heading else ([body] if body else [])
    for observation in section.iter(f"{_NS}observation"):
        value = observation.find(_path("value"))
        shown = (
            ""
            if value is None
            else "".join(value.itertext()).strip() or value.get("displayName") or value.get("value") or ""
        )
        name = _attribute(observation, _path("code"), "displayName")
        if shown and shown not in body:
            lines.append(f"{name}：{shown}" if name else shown)
    return lines


def _signatures(root: Element) -> list[str]:
    lines = []
    for element, holder, label in _SIGNERS:
        for signer in root.iterfind(_path(element)):
            person = signer.find(_path(holder))
            if person is None:
                continue
            name = _text(person, _path("assignedPerson", "name"))
            role = label or _attribute(person, _path("code"), "displayName") or "医师签名"
            time = _time(_attribute(signer, _path("time"), "value")).replace("T", " ")
            lines += [f"{role}：{name}　{time}".rstrip()] if name else []
    return lines


def _time(value: str) -> str:
    """An HL7 time stamp (``YYYYMMDD[HHMM[SS]]``) as ISO 8601; empty if it is something else."""
    digits = value.split("+")[0].split("-")[0].split(".")[0]
    if not digits.isdigit() or len(digits) not in (8, 12, 14):
        return ""
    day = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}"
    clock = [digits[i : i + 2] for i in range(8, len(digits), 2)]
    return f"{day}T{':'.join(clock)}" if clock else day
