"""How an organisation runs its goals, as numbered versions: thresholds, caps, cadence, and who sets which goals."""
