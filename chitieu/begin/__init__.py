"""Another workbook: made from a map or a list of areas and from a plan on one sheet.

It writes what every stop of the data's walk then reads, and so it stands after all of them: it may
know the tables of `plan`, the import of maps of `collect` and what the notebooks call.
"""
