"""Time off: requested and approved absence."""
