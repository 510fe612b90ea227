"""Monthly and quarterly reports, per department and for the hospital: pages and workbooks."""

from pipeline.review.period.aggregate import AGGREGATES, Judged, Material, judge_all
from pipeline.review.period.gather import Gathered, gather
from pipeline.review.period.pages import write_pages
from pipeline.review.period.workbook import write_workbook

__all__ = ["AGGREGATES", "Gathered", "Judged", "Material", "gather", "judge_all", "write_pages", "write_workbook"]
