"""Preferences: what agents wish for."""
