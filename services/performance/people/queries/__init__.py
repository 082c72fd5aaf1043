"""People as their callers see them, and the lines between them."""
