"""What happened in both services, as one feed: each service's events in its own order, and one cursor for both."""
