"""The roles of quality management as sets of scopes. Who may act on a record besides follows from its people."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"
    REPORTER = "reporter"
    INSPECTOR = "inspector"
    PROCESS_OWNER = "process_owner"
    QUALITY_ENGINEER = "quality_engineer"
    REVIEW_BOARD = "review_board"
    QUALITY_MANAGER = "quality_manager"
    SUPPLIER_USER = "supplier_user"
    INTEGRATION = "integration"
    EXECUTIVE = "executive"
    ADMIN = "admin"


_LENDS = {"deputies:read", "deputies:write"}
_HANGS = {"links:read", "comments:read", "attachments:read", "events:read"}
_SEES = {
    "processes:read", "characteristics:read", "charts:read", "gages:read", "measurements:read", "sampling:read",
    "suppliers:read",
}  # fmt: skip
_REPORTS = _HANGS | _LENDS | {
    "nonconformances:read", "nonconformances:write", "comments:write", "attachments:write",
}  # fmt: skip
_MEASURES = {"measurements:write", "sampling:write", "signals:write"}
_ENGINEERS = {
    "processes:write", "characteristics:write", "gages:write", "charts:write", "suppliers:write", "links:write",
    "jobs:read",
}  # fmt: skip
_MANAGES = {
    "charts:approve", "gages:approve", "nonconformances:approve", "sampling:approve",
    "nonconformances:read:all", "nonconformances:write:all", "capas:manage", "capas:read:all",
    "audit:read",
}  # fmt: skip
_FEEDS = {"attachments:scan", "measurements:write", "processes:read", "characteristics:read"}
_CORRECTS = {"capas:read", "capas:write"}
_VIEWER = frozenset(_SEES | _HANGS | {"nonconformances:read", "summary:read"})
_ENGINEER = _VIEWER | _REPORTS | _CORRECTS | _MEASURES | _ENGINEERS | {"nonconformances:review"}

ROLES: Mapping[Role, frozenset[str]] = {
    Role.VIEWER: _VIEWER,
    Role.REPORTER: frozenset(_REPORTS | _CORRECTS),
    Role.INSPECTOR: _VIEWER | _REPORTS | _CORRECTS | _MEASURES,
    Role.PROCESS_OWNER: _VIEWER | _REPORTS | _CORRECTS | {"signals:write"},
    Role.QUALITY_ENGINEER: _ENGINEER,
    Role.REVIEW_BOARD: _VIEWER | _REPORTS | _CORRECTS | {"nonconformances:approve"},
    Role.QUALITY_MANAGER: _ENGINEER | _MANAGES,
    Role.SUPPLIER_USER: frozenset({"nonconformances:read"}),
    Role.INTEGRATION: frozenset(_REPORTS | _FEEDS),
    Role.EXECUTIVE: _VIEWER | {"capas:read", "capas:read:all"},
    Role.ADMIN: frozenset({"jobs:read", "jobs:read:all"}),
}
"""An admin keeps the installation running and has no power over quality."""
