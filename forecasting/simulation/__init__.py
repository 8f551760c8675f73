"""What a roster delivers: its agents against sampled contacts, event by event."""
