"""A resource as its callers see it: one SELECT serves single reads, pages and the answers of commands alike."""
