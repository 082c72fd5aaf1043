"""The published data sets of every engine, worked out anew. Pure."""
