"""The hiring gap: whom to hire, where, and when to begin."""
