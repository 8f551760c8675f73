"""Finding decisions: what a planner said about what was found in a history."""
