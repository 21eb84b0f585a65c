"""A map file of any kind into `shapefiles/communes_EDITION.shp`, checked, or refused whole.

unpack gate apart reader      one map out of what was sent, looked at, and read apart
source finding place          its layer, which commune is which, and where
cover agreement               one cover without gaps, held against what is known
writing picture report        what is written, drawn and told
"""
