"""One lowest area on two sheets: held against its targets, the area above and its own past."""

from chitieu.show.profile.comparison import comparison
from chitieu.show.profile.duties import tasks, unreported
from chitieu.show.profile.head import header, overview

__all__ = ["comparison", "header", "overview", "tasks", "unreported"]
