"""Whatever a feature notes is told to somebody."""

import re
from importlib import import_module
from pathlib import Path


def test_every_kind_of_event_has_a_record_whose_readers_read_it():
    """What is noted in a feature and stands in no line of `feed/queries.py` would be told to nobody."""
    for service in ("performance", "quality"):
        subjects = import_module(f"services.{service}.feed.queries").SUBJECTS
        noted = {
            kind
            for path in Path(f"services/{service}").rglob("*.py")
            for kind in re.findall(r'\b(?:note|_tell)\(\s*(?:work, )?f?"([a-z_]+)\.', path.read_text())
        }
        assert noted - subjects.keys() == set(), f"add a line to services/{service}/feed/queries.py"
        assert len(noted) > 15
