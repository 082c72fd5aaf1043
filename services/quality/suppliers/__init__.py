"""Who delivers to us, and which people are theirs: those see what concerns their supplier and nothing else."""
