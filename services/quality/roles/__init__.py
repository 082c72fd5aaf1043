"""Which scopes make which role: data to set up an identity provider by. The service itself knows scopes only."""
