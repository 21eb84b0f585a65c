"""Figures into sentences: how numbers, names, causes and verdicts are said."""
