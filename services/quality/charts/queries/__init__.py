"""How charts, limits and signals are read, and the statements that judge."""
