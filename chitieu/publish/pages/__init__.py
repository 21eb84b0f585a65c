"""The page that leaves the district: one HTML file, offline, without a script."""

from chitieu.publish.pages.exporter import PageExporter, PageFault, page_exporter

__all__ = ["PageExporter", "PageFault", "page_exporter"]
