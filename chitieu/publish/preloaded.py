"""What a server that forks processes for reports loads before the first: all that they need."""

import gc

from chitieu.imports import left_out

with left_out("rfc3987_syntax"):  # as a batch does
    import chitieu.publish.prepare  # noqa: F401
    from chitieu.publish.rehearse import rehearse

rehearse()
gc.collect()
gc.freeze()
