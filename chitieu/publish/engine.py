"""papermill's engine `chitieu`. Only papermill imports this module, by its entry point."""

from __future__ import annotations

from papermill.engines import NBClientEngine

from chitieu.plan.years import Year
from chitieu.publish.parameters import NAMES, check_parameters


class Engine(NBClientEngine):
    """papermill's engine `chitieu`: it refuses parameters that the notebook does not know.

    A year file given with `-f` is accepted when its keys are the file's: of its settings only the
    parameters that the notebook declares are kept.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, **options):
        notebook = nb_man.nb
        given = dict(notebook.metadata.get("papermill", {}).get("parameters", {}))
        kept = _without_settings(given)
        if kept != given:
            _inject(notebook, kept)
        check_parameters(notebook, kept, "the notebook")
        return super().execute_managed_notebook(nb_man, kernel_name, **options)


def _without_settings(given: dict) -> dict:
    if (
        not {"year", "slug", "as_of", "edition"}
        <= set(given)
        <= set(Year.model_fields) | set(NAMES)
    ):
        return given
    return {key: value for key, value in given.items() if key in NAMES}


def _inject(notebook, parameters: dict) -> None:
    lines = [f"{name} = {value!r}" for name, value in parameters.items()]
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = "\n".join(["# Parameters", *lines])
    notebook.metadata.papermill["parameters"] = parameters
