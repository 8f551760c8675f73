"""Whom to hire and by when: required against available proficient-equivalent agents, months ahead."""
