"""The roster solver: a problem and a rule set in, a roster with its proof out."""
