"""How JupyterLab saves a workbook's notebooks: without outputs. Only jupyter_server imports this
module, by its setting."""

from __future__ import annotations

from nbconvert.preprocessors import ClearOutputPreprocessor

from chitieu.plan.notebooks import METADATA
from chitieu.words.language import LANGUAGES

TRACKED = ("", *LANGUAGES[1:])  # the folders whose notebooks are committed, in notebooks/


def without_outputs(model: dict, path: str, **told) -> None:
    """Take out of a notebook that is about to be saved what it showed, which may be counts that
    nobody is to see, and what tells of this machine: saved without a change, it is the same bytes.

    Notebooks in other folders, which no repository takes, are saved as they are.
    """
    folder = path.strip("/").rpartition("/")[0]
    if model["type"] != "notebook" or model.get("content") is None or folder not in TRACKED:
        return
    notebook = model["content"]
    ClearOutputPreprocessor().preprocess(notebook, {})
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
    notebook["metadata"].pop("widgets", None)
    notebook["metadata"] |= METADATA
