"""Replacements: who could take over a shift."""
