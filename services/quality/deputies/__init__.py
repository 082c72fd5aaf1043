"""Who acts for whom in quality, from day to day: what is lent is what somebody may do as an owner."""
