"""Files that belong to a record: taken only as what they say they are, kept by their content."""
