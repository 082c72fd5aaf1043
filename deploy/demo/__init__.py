"""`make demo`: the whole of Mettle on this machine, with data to look at."""
