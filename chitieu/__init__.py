"""chitieu: counts that communes report, turned into indicators judged against a plan.

Data goes one way, and each folder is one stop on it:
`plan` (asked), `collect` (reported), `measure` (measured), `show` (shown), `publish` (published).
"""

__version__ = "0.1.0"
__all__ = ["Workbook", "__version__"]


def __getattr__(name: str):
    # Lazy, so that `chitieu --help` does not pay for pandas and matplotlib.
    if name == "Workbook":
        from chitieu.workbook import Workbook

        return Workbook
    raise AttributeError(f"module 'chitieu' has no attribute {name!r}")
