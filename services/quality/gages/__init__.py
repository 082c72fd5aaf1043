"""What is measured with: gages, when they were calibrated, and whether what they say can be believed."""
