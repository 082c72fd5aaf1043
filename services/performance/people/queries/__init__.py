"""People as their callers see them, the lines between them, and what a file of them reads and writes."""
