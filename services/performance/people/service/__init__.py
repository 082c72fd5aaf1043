"""What can be done with people and their assignments."""
