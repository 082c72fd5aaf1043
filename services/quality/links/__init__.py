"""What one record has to do with another, whatever kinds they are."""
