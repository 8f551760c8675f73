"""Agents: the people rostered, with the skills they have."""
