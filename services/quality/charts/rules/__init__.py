"""How charts are set up, how limits become active, and what new and changed points say. Pure."""
