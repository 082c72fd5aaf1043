"""What people write about one another in a cycle: who is asked, what is answered, and what it came to."""
