"""Sections: headings and the text that they head."""

from pipeline.extract.sections.find import find_sections
from pipeline.extract.sections.tiling import Part, tile

__all__ = ["Part", "find_sections", "tile"]
