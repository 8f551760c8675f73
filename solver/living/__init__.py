"""The living roster: small changes judged, people found to take over, shifts traded, disruptions repaired."""
