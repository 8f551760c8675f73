"""Rosters: versioned plans of who works when, from draft to published to superseded."""
