"""What dashboards of a whole organisation count, kept up to date by whoever writes: the read is flat at any size."""
