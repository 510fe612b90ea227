"""Labels to and from other tools: texts with spans, names replaced, offsets in each tool's own units."""

from pipeline.learn.exchange.collect import Exported, collect
from pipeline.learn.exchange.formats import FORMATS, read_labels, write_labels
from pipeline.learn.exchange.model import LabelledText, Span

__all__ = ["FORMATS", "Exported", "LabelledText", "Span", "collect", "read_labels", "write_labels"]
