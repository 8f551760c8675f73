"""Requirements: agents needed per queue and interval."""
