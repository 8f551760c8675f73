"""Explanations: why rules contradict, why a queue is short, why an agent has a shift."""
