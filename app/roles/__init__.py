"""Roles: the parts people play in a support organization."""
