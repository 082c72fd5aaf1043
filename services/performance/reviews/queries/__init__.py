"""Reviews and assignments as their callers see them."""
