"""Escalations: what to do when more comes than was planned for, lever by lever."""
