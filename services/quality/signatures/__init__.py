"""Who vouched for which record, with which meaning and when; whether that still stands follows from its content."""
