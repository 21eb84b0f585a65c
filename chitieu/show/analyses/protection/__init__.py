"""Protection: rare events, small cells that could name a child, and children not reached."""

from chitieu.show.analyses.protection.cells import small_cells
from chitieu.show.analyses.protection.rare import rare_events
from chitieu.show.analyses.protection.reach import unreached
from chitieu.show.fitting import Fit

__all__ = ["rare_events", "small_cells", "unreached"]
FITS = {
    "rare_events": Fit(("rate", "count", "proportion"), better="lower"),
    "unreached": Fit(("proportion", "rate", "count")),
}
