"""People, where they work, who leads them, and since when."""
