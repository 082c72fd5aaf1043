"""Who acts for a lead, in what, and from when until when."""
