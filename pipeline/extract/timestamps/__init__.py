"""Timestamps: calendar expressions, normalised, with their kind."""

from pipeline.extract.timestamps.find import find_timestamps, written_time

__all__ = ["find_timestamps", "written_time"]
