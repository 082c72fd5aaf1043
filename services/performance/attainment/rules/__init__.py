"""The formulas of attainment, the periods they are asked for, and how one period is answered. Pure."""
