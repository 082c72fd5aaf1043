"""What is done with nonconformances."""
