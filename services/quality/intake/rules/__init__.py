"""What a batch may say, column by column and row by row. Pure."""
