"""Timestamps: calendar expressions, normalised, with their kind."""

from pipeline.extract.timestamps.find import find_timestamps, signed_time, written_time
from pipeline.extract.timestamps.relative import RelativeTime, relative_times

__all__ = ["RelativeTime", "find_timestamps", "relative_times", "signed_time", "written_time"]
