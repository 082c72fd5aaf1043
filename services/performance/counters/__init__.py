"""What dashboards of a whole organisation count, kept so that the read is flat at any size."""
