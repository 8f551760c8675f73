"""Contracts: what binds an agent."""
