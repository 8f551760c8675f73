"""Labour law as data: presets of cited rules, and the layers they are applied in."""
