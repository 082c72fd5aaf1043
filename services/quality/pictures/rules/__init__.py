"""What is drawn where. Pure."""
