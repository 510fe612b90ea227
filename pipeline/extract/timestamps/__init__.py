"""Timestamps: calendar expressions, normalised, with their kind."""

from pipeline.extract.timestamps.find import find_timestamps, signed_time, written_time

__all__ = ["find_timestamps", "signed_time", "written_time"]
