"""The sample night: invented stays of invented hospitals with known defects, for a machine that has no records.

Everything here is synthetic. Figures measured on it say so.
"""

from pipeline.records.sample.night import Printed, generate, staff_csv, write_night

__all__ = ["Printed", "generate", "staff_csv", "write_night"]
