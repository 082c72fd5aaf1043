"""How far a goal was on any day, why it is as far as it is, and where it came from."""
