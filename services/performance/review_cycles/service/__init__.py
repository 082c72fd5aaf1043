"""What can be done with cycles."""
