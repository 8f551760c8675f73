"""Forecasts: volume and handle time of queues for days to come."""
