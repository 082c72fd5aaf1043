"""Whether the statistics of this installation still come out as they were published."""
