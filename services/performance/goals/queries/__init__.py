"""Goals as their callers see them, and what their progress is worked out from."""
