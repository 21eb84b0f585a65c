"""The package for the Statistics office: `pack` makes it or says why not, `verify` checks one.

archive figures publication   a package's bytes, the figures they state, both as a reader sees
definitions readme changes manifest   what is in it beside pages and results
equations bounds attack       whether a withheld count can be worked out from it
standing traces               the other reasons for which it may not leave
recompute alike verify        whether it is what it says it is
earlier pack                  the ones before, and the making of one
"""
