"""``python -m pipeline`` is ``bingan``."""

from pipeline.cli import main

main()
