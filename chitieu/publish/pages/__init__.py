"""The page that leaves the district: one HTML file, offline, without a script."""

from chitieu.publish.pages.exporter import PageExporter

__all__ = ["PageExporter"]
