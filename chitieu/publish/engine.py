"""papermill's engine `chitieu`. Only papermill imports this module, by its entry point."""

from __future__ import annotations

from pathlib import Path

from papermill.engines import Engine as PapermillEngine

from chitieu.plan.years import Year
from chitieu.publish.parameters import INJECTED, NAMES, as_source, check_parameters, tags


class Engine(PapermillEngine):
    """papermill's engine `chitieu`: it runs a notebook as `chitieu run` does, without a kernel,
    and refuses parameters that the notebook does not know.

    A year file given with `-f` is accepted when its keys are the file's: of its settings only the
    parameters that the notebook declares are kept.
    """

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, execution_timeout=None, **options):
        notebook = nb_man.nb
        given = dict(notebook.metadata.get("papermill", {}).get("parameters", {}))
        kept = _without_settings(given)
        if kept != given:
            _inject(notebook, kept)
        check_parameters(notebook, kept, "the notebook", by_papermill=True)
        _run(nb_man, execution_timeout or float("inf"))


def _run(nb_man, cell_timeout: float) -> None:
    """Run the cells in a process of their own and pass on to papermill what becomes of them."""
    from chitieu.publish.shell import execute_in_process
    from chitieu.publish.warm import Job, Processes, run_jobs, stay_single_threaded

    cells = nb_man.nb.cells
    under_way = {}

    def hear(what: str, index: int, cell) -> None:
        if what == "began":
            under_way["cell"] = index
            nb_man.cell_start(cells[index], cell_index=index)
            return
        cells[index].outputs = cell.outputs
        cells[index].execution_count = cell.execution_count
        if any(output.output_type == "error" for output in cell.outputs):
            nb_man.cell_exception(cells[index], cell_index=index)
        nb_man.cell_complete(cells[index], cell_index=index)

    stay_single_threaded()
    job = Job("the notebook", execute_in_process, (nb_man.nb, Path.cwd()), hear)
    for _, ended in run_jobs([job], Processes(1, cell_timeout)):
        if ended and ended.error:
            if "cell" in under_way:
                index = under_way["cell"]
                nb_man.cell_exception(cells[index], cell_index=index)
            raise RuntimeError(ended.error)


def _without_settings(given: dict) -> dict:
    if (
        not {"year", "slug", "as_of", "edition"}
        <= set(given)
        <= set(Year.model_fields) | set(NAMES)
    ):
        return given
    return {key: value for key, value in given.items() if key in NAMES}


def _inject(notebook, parameters: dict) -> None:
    for cell in notebook.cells:
        if INJECTED in tags(cell):
            cell.source = as_source(parameters)
    notebook.metadata.papermill["parameters"] = parameters
