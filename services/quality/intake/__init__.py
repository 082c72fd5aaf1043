"""How measurements come in and what becomes of them afterwards: batches, corrections, exclusions, voids."""
