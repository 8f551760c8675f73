"""Long work: rows that say what is to be done, workers that do it, and a child process that may be killed."""
