"""What customers say of us, as numbers with their uncertainty."""
