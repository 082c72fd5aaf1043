"""What a review asks of whom: sections and items with their weights, as immutable published versions."""
