"""The package for the Statistics office: `pack` makes it or says why not, `verify` checks one.

archive figures publication   a package's bytes, the figures they state, both as a reader sees
definitions readme changes manifest   what is in it beside pages and results
equations said attack         whether a withheld count can be worked out from it
traces                        what of the machine it would tell
limits recompute rebuilt sources alike coherent verify   whether it is what it says it is: figures
                              worked out again, a workbook made of its tables, each file made again
verify_texts                  what `verify` says, in both languages
earlier pack                  the ones before, and the making of one
"""

from chitieu.imports import left_out

# It would make a parser of web addresses, which takes a second and which no notebook asks for.
with left_out("rfc3987_syntax"):
    import jsonschema as jsonschema
