"""Availability: when in the week an agent can or cannot work."""
