"""The change feed of a service: what happened, in order, to whoever sees the records that it happened to."""
