"""How nonconformances and corrective actions stand, in numbers that say how they are counted."""
