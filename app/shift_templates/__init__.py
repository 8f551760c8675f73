"""Shift templates: the start windows, lengths and breaks that shifts are made from."""
