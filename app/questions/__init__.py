"""Questions: what is asked about one version of a roster, answered by a job, kept and read back."""
