"""What can be done in a review."""
