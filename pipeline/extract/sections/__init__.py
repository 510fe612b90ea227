"""Sections: headings and the text that they head."""

from pipeline.extract.sections.find import Part, find_sections, tile

__all__ = ["Part", "find_sections", "tile"]
