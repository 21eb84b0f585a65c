"""The years: which way every indicator goes, how sure that is, and on what the series stand."""

from chitieu.show.trends.frame import header, look_into, summary
from chitieu.show.trends.overview import directions, places
from chitieu.show.trends.series import series

__all__ = ["directions", "header", "look_into", "places", "series", "summary"]
