"""What a work could cost at best, as a server of its own: bare ASGI, bare asyncpg, no transaction, no rules."""
