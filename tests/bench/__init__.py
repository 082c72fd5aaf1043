"""Every work beside its limit in one run: `make bench`; what of it is the same each time is tested here."""
