"""The nightly audit: drives records → extract → detect → grade → store over a whole source."""

from pipeline.night.run import AuditOptions, NightSummary, audit

__all__ = ["AuditOptions", "NightSummary", "audit"]
