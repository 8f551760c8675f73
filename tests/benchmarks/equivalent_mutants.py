"""Mutants of rules that say the same as the rule, each with the reason why nothing can tell them apart."""

Key = tuple[str, str, str, str]
"""Rule, function, the line that is changed, the change."""

EQUIVALENT: dict[Key, str] = {}
