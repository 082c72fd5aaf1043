"""What the numbers of nonconformances count, kept so that reading them is flat at any size."""
