"""What is measured, one file a kind; each gives its works for a machine that runs and data that is there."""
