"""Ledgers: the unpopular work each agent had, roster by roster."""
