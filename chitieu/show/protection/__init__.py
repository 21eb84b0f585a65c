"""Protection: rare events, small cells that could name a child, and children not reached."""

from chitieu.show.protection.cells import small_cells
from chitieu.show.protection.rare import rare_events
from chitieu.show.protection.reach import unreached

__all__ = ["rare_events", "small_cells", "unreached"]
