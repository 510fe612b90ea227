"""Typed facts about the stay: operations, rescues, deaths, consultations, transfusions, critical state."""

from pipeline.extract.facts.gather import gather_facts

__all__ = ["gather_facts"]
