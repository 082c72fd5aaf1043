"""Control charts of what a caller sends; nothing is stored."""
