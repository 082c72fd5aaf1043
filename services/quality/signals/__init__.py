"""What becomes of a signal: somebody sees it in time, explains it, and closes it."""
