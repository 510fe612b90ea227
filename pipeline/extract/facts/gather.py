"""Joins what the documents say into facts of the stay."""

from __future__ import annotations

from pipeline.extract.facts.head import said_admitted, said_age, said_discharged, said_name, said_sex
from pipeline.extract.facts.operations import Window, find_operations
from pipeline.extract.facts.others import find_consultations, find_critical, find_transfusions
from pipeline.extract.facts.rescues import end_at_death, find_deaths, find_rescues
from pipeline.extract.model import ExtractedDocument, ExtractedStay, Facts, Mention
from pipeline.records.moment import Moment
from pipeline.records.stay import Stay


def gather_facts(stay: Stay, documents: tuple[ExtractedDocument, ...]) -> ExtractedStay:
    """Typed facts of the stay from its documents; metadata that are missing are read from the record's head.

    Never raises on text. Whatever is planned, refused, feared, done elsewhere or long ago is no fact of this stay.
    """
    read_from: dict[str, Mention] = {}
    admitted = stay.admitted_at or _noted(said_admitted(documents), "admitted_at", read_from)
    discharged = stay.discharged_at or _noted(said_discharged(documents), "discharged_at", read_from)
    window = Window(admitted, discharged)
    deaths = find_deaths(stay, documents)
    rescues = end_at_death(find_rescues(documents, window), deaths[0] if deaths else None)
    facts = Facts(
        operations=find_operations(documents, window),
        rescues=rescues,
        deaths=deaths,
        consultations=find_consultations(documents),
        transfusions=find_transfusions(documents, window),
        critical=find_critical(stay, documents),
    )
    values = {"patient_name": stay.name, "sex": stay.sex, "age": stay.age}
    for key, read in (("patient_name", said_name), ("sex", said_sex), ("age", said_age)):
        said = None if values[key] else read(documents)
        if said:
            values[key] = said.value
            read_from[key] = said.mention
    return ExtractedStay(
        stay, documents, facts, admitted_at=admitted, discharged_at=discharged, read_from=read_from, **values
    )


def _noted(said: tuple[Moment, Mention] | None, key: str, read_from: dict[str, Mention]) -> Moment | None:
    if said is None:
        return None
    read_from[key] = said[1]
    return said[0]
