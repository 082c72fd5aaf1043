"""How old records are, in the same whole days for lists and for numbers."""
