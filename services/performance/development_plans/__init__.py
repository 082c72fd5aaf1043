"""What somebody wants to learn, with whom, by doing what, and how far they are."""
