"""What can be done with people, their assignments and files of them."""
