"""How people stand with their goals, in numbers that say how they are counted: for oneself, a team, a unit, all."""
