"""How cycles, reviews and assignments move. Pure."""
