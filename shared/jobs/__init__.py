"""Work after the answer: errands that a committed transaction left, done once each, and jobs that callers watch."""
