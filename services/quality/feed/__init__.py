"""Which records of this service events are about, and so who may read that they happened."""
