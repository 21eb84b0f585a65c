"""The way through school: from age 5 to the end of lower secondary, and what schools still lack."""

from chitieu.show.analyses.schooling.facilities import school_readiness
from chitieu.show.analyses.schooling.leavers import dropouts
from chitieu.show.analyses.schooling.path import school_path
from chitieu.show.fitting import Fit

__all__ = ["dropouts", "school_path", "school_readiness"]
FITS = {
    "dropouts": Fit(("proportion",), better="lower"),
    "school_path": Fit(("proportion", "cohort")),
    "school_readiness": Fit(("proportion",)),
}
