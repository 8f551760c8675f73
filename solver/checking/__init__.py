"""What can be told of a problem and its rules before any solve, by subject."""
