"""Simulations: the service a roster gives, tried on sampled contacts, and rosters made better by it."""
