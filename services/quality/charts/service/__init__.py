"""One verb a function: set up a chart, propose and approve limits, judge what came in, show it."""
