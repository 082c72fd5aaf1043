"""What makes a goal valid, how it moves, and how far it is. Pure functions and tables only."""
