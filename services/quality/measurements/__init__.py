"""What was measured: subgroups of values or counts taken together, kept for ever as they came."""
