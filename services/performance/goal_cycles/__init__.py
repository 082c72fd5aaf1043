"""The times in which goals are set, pursued, graded and closed together."""
