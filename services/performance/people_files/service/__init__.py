"""What can be done with files of people."""
