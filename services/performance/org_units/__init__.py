"""Units of the organisation: what they are called, where they stand and who heads them, and since when."""
