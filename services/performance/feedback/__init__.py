"""What people tell one another of their work: who wrote it, of whom, and exactly who reads it."""
