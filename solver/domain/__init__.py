"""The planning vocabulary: time, people, work, roster, problem and result, as frozen documents."""
