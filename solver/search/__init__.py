"""How big problems are solved: a greedy start, neighbourhoods, and a bound."""
