"""How corrective actions, their causes and what is done about them are read."""
