"""What a file of people is held against, and what it writes."""
