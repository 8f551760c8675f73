"""Rosters as calendar feeds: what a feed holds, how it is written, and which zones it can describe."""
