"""Which records links, comments and files hang on: who sees the record sees what hangs there."""
