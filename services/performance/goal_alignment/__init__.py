"""How goals hang together: contribution, which rolls up, apart from alignment, which no number depends on."""
