"""Sections: headings and the text that they head."""

from pipeline.extract.sections.find import find_sections

__all__ = ["find_sections"]
