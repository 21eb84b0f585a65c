"""A map file of any kind into `shapefiles/communes_EDITION.shp`, checked, or refused whole.

source gate reader            one map out of what was sent, looked at, and read in its own process
finding projection            which commune is which, and where
cover agreement required      one cover without gaps, held against what is known and must be
importing report              what is written, drawn and told
"""
