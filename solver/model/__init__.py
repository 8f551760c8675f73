"""The only code that speaks CP-SAT: variables behind domain words."""
