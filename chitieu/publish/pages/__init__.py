"""The page that leaves the district: one HTML file, offline, without a script."""

from chitieu.publish.pages.exporter import PageExporter, PageFault

__all__ = ["PageExporter", "PageFault"]
