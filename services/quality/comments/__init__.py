"""What people say about a record; said once, it stays."""
