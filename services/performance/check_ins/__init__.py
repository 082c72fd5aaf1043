"""How far key results and goals are, as a history that only grows; a correction supersedes what was wrong."""
