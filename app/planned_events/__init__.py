"""Planned events: windows in which volume is not ordinary, told by a planner."""
