"""What callers do with measurements: batches of them, and what one counts for afterwards."""
