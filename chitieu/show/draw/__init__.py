"""The one way to draw: a sheet, its rows, years and land, and the markup they become."""
