"""About: what the service says of itself."""
