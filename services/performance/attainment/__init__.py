"""How far what was measured attains the targets, by person, unit and period."""
