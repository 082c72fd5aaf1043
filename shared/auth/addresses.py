"""Which addresses are safe to take keys from, and which are this very machine."""

from ipaddress import ip_address

import httpx


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def trusted(url: str) -> str:
    """The same URL if it is https, or http on this machine: who can change the answer on its way can sign tokens."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise ValueError("not a URL") from None
    if address.host and (address.scheme == "https" or (address.scheme == "http" and is_loopback(address.host))):
        return url
    raise ValueError(f"{url} must be https, or http on a loopback address")
