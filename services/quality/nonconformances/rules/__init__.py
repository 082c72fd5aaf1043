"""How a nonconformance moves, and what it must say of itself. Pure functions and tables only."""
