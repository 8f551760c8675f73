"""History: what contacts came in the past, as interval counts or single tickets."""
