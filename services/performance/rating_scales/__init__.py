"""On what people are rated: levels with their values, as immutable published versions."""
