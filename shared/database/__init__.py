"""PostgreSQL: records, transactions bound to one organisation, statements compiled once, and roles."""
