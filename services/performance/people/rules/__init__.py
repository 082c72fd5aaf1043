"""What makes reporting lines valid, and what a file of people would change. Pure."""
