"""The years: which way every indicator goes, how sure that is, and on what the series stand."""

from chitieu.show.analyses.through_years.findings import header, look_into, summary
from chitieu.show.analyses.through_years.overview import directions, places
from chitieu.show.analyses.through_years.series import series

__all__ = ["directions", "header", "look_into", "places", "series", "summary"]
