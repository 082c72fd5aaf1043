"""One large organisation on an embedded PostgreSQL, and how long its reads take; run by hand, no test."""
