"""Learned judges of meaning, as the audit uses them: small, calibrated, allowed to abstain. Training is in ``pipeline.learn``."""
