"""Rule sets: the chosen rules of a way of covering the day."""
