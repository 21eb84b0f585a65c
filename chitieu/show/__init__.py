"""Shown: what a cell of a notebook displays. Tables, maps, charts, sentences, from results."""
