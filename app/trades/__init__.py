"""Trades: shifts swapped, offered and taken by the people who work them, and what managers decide."""
