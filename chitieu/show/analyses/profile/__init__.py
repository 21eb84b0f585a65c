"""One lowest area on two sheets: held against its targets, the area above and its own past."""

from chitieu.show.analyses.profile.comparison import comparison
from chitieu.show.analyses.profile.duties import tasks, unreported
from chitieu.show.analyses.profile.head import header, overview

__all__ = ["comparison", "header", "overview", "tasks", "unreported"]
