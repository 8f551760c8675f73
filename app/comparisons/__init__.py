"""Comparisons: several ways of rostering the same people and work, side by side."""
