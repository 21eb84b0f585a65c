"""Protection: rare events, small cells that could name a child, and children not reached."""

from chitieu.show.analyses.protection.cells import small_cells
from chitieu.show.analyses.protection.rare import rare_events
from chitieu.show.analyses.protection.reach import unreached

__all__ = ["rare_events", "small_cells", "unreached"]
