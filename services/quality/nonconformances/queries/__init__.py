"""What callers see of nonconformances, and what has to hold for each step, as SQL."""
