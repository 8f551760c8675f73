"""Repairs: a roster brought back to where it was after something happened, with the fewest changes."""
