"""Skills: what an agent can do and a queue may need."""
