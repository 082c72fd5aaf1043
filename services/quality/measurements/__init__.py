"""What was measured: subgroups of values taken together, kept for ever as they came."""
