"""Class names of the templates: one component each, but for looks that any may have."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.resources import files

# Looks of letters, numbers, grounds and frames; whatever lays a component out is its own.
NAMES = """
    ct-broad ct-doubt ct-finding ct-findings ct-group ct-ground- ct-hidden ct-id ct-indicator
    ct-know ct-legend ct-mark ct-matrix ct-note ct-nowrap ct-num ct-pair ct-print ct-quiet
    ct-reading ct-screen ct-scroll ct-second ct-table ct-verdict ct-
"""
SHARED = set(NAMES.split())


def test_a_class_that_is_not_shared_is_one_templates_and_one_tags():
    places = defaultdict(set)
    for path in files("chitieu.show").joinpath("templates").iterdir():
        if path.name.endswith(".html"):
            markup = re.sub(r"{[%{].*?[%}]}", " ", path.read_text("utf-8"), flags=re.S)
            for tag, names in re.findall(r'<(\w+)[^>]*?\bclass="([^"]*)"', markup):
                for name in names.split():
                    places[name].add((path.name, tag))
    several = {
        name
        for name, found in places.items()
        if len({template for template, _ in found}) > 1 or len({tag for _, tag in found}) > 1
    }
    assert "ct-table" in several
    assert several - SHARED == {"ct-before", "ct-dot"}  # columns: their headings and cells
