"""Each dashboard as one statement, in which PostgreSQL writes the JSON."""
