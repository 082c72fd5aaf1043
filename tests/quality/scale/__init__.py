"""What grows with the data, measured by hand and never asserted."""
