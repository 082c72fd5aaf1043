"""What did not meet its requirement: seen, opened, dealt with, closed."""
