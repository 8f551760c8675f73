"""Queues: where contacts of one channel wait."""
