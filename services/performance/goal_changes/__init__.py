"""Changes of locked goals: asked for by those who set them, decided by their lead, applied as they were asked for."""
