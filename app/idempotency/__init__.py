"""Requests that may be repeated: one Idempotency-Key, one effect, one answer."""
