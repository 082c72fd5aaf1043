"""How characteristics are watched: charts, limits that somebody else approved, and signals judged as data come in."""
