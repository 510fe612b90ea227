"""What a night found, how it was graded, and what people decided: SQLite by default, PostgreSQL by URL."""

from pipeline.store.store import SUPPRESSING, VERDICTS, NightWriter, Store, run_key, standing

__all__ = ["SUPPRESSING", "VERDICTS", "NightWriter", "Store", "run_key", "standing"]
