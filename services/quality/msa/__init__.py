"""Whether a measurement can be believed: studies of gages and of people who judge."""
