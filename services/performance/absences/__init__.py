"""Leave: who is away, from when until when, and whether those days count for what is expected of them."""
