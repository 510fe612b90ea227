"""The night as self-contained HTML pages: an overview, and a page for every flagged stay."""

from pipeline.review.report.write import write_report

__all__ = ["write_report"]
