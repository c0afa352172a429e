"""Missing packages that cannot matter to a mark lose nothing but what they would have drawn."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import pytest
from worker_session import Asked, process_kept, submission

from grader.worker import stand_ins
from grader.worker.mends import Mends
from grader.worker.stand_ins import Nothing, Progress, StandIns

Make = Callable[..., Asked]
NAMES = ("matplotlib", "mpl_toolkits", "seaborn", "IPython", "google", "past", "tqdm")


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes a session on a machine that has none of the packages."""
    real = PathFinder.find_spec

    def find_spec(name: str, *more: Any) -> Any:
        return None if name.partition(".")[0] in NAMES else real(name, *more)

    with process_kept():
        for name in [n for n in sys.modules if n.partition(".")[0] in NAMES]:
            del sys.modules[name]
        monkeypatch.setattr(PathFinder, "find_spec", find_spec)
        os.chdir(tmp_path)
        yield lambda files, **more: Asked(submission(files, **more))


def test_plots_are_left_out(make: Make) -> None:
    """What students do with matplotlib goes through, does nothing, and is told once."""
    asked = make(
        {
            "work.py": """
                import matplotlib.pyplot as plt
                import matplotlib as mpl
                from matplotlib import pyplot, cm
                from mpl_toolkits.mplot3d import Axes3D
                import seaborn as sns

                plt.rcParams['figure.figsize'] = (10.0, 8.0)
                sns.set_theme()

                def draw():
                    fig, ax = plt.subplots()
                    fig, (a, b) = plt.subplots(1, 2, figsize=(3, 4))
                    fig, axes = plt.subplots(nrows=2, ncols=3)
                    for axis in axes.flat:
                        axis.set_title('t').set_color(cm.viridis(0.3)[0])
                    axes[1, 2].imshow([[1]])
                    fig, grid = plt.subplots(1, 1, squeeze=False)
                    grid[0][0].grid(True)
                    line, = plt.plot([1, 2], label='loss')
                    counts, bins, patches = plt.hist([1, 2])
                    with plt.style.context('ggplot'):
                        fig.add_subplot(111, projection='3d').plot_surface(1, 2)
                    for patch in patches: pass
                    assert len(plt.gca().lines) == 0
                    class Mine(mpl.ticker.Formatter): pass
                    Mine(3)
                    plt.xlim(0, 1.1 * plt.gca().get_xlim()[1] - 2)
                    float(-plt.ylim()[0] / 2)
                    fig, named = plt.subplot_mosaic('AB')
                    plt.legend(); plt.show(); plt.savefig('x.png'); plt.close()
                    return 'drawn'
            """
        }
    )
    notes = asked.notes()
    assert [note[:2] for note in notes] == [["work", 2], ["work", 5], ["work", 6]]
    assert notes[0][2] == ("matplotlib is not installed where this is graded: plots are left out")
    assert asked.call("draw") == "drawn"


def test_python_2_names(make: Make) -> None:
    """`past.builtins` has the old names, with the old meaning."""
    asked = make(
        {
            "work.py": """
                from past.builtins import xrange, map, basestring, reduce
                def f():
                    return list(xrange(3)), map(str, [1]), reduce(max, [1, 3, 2]), basestring is str
            """
        }
    )
    assert asked.call("f") == ([0, 1, 2], ["1"], 3, True)
    assert asked.notes() == []  # told with the answer that loaded it


def test_notebook_helpers(make: Make) -> None:
    """Colab's drive and IPython's display are there and do nothing."""
    asked = make(
        {
            "work.py": """
                from google.colab import drive, files
                from IPython.display import display, clear_output
                drive.mount('/content/drive')
                def f():
                    clear_output(wait=True)
                    return 1
            """
        }
    )
    texts = [text for _, _, text in asked.notes()]
    assert len(texts) == 2
    assert texts[0].startswith("google.colab is not installed")
    assert asked.call("f") == 1


def test_progress_bars(make: Make) -> None:
    """`tqdm` hands the items on, in every spelling, and the bar's methods do nothing."""
    asked = make(
        {
            "work.py": """
                from tqdm import tqdm, trange
                from tqdm.auto import tqdm as auto
                import tqdm.notebook as notebook
                def f():
                    with tqdm(total=3) as bar:
                        bar.update(1)
                        bar.set_postfix(loss=3)
                    tqdm.write('printed')
                    bar = auto([5], desc='x')
                    return list(bar), len(bar), [i for i in trange(1, 3)], notebook.tqdm is tqdm
            """
        }
    )
    assert asked.call("f") == ([5], 1, [1, 2], True)


def test_libraries_get_no_stand_in(make: Make) -> None:
    """A library that asks whether matplotlib is there hears that it is not."""
    asked = make(
        {
            "work.py": """
                import unittest.mock, importlib.util, pkgutil
                def f():
                    try:
                        pkgutil.resolve_name('matplotlib')
                    except ImportError:
                        return importlib.util.find_spec('nothing_like_it')
            """
        }
    )
    assert asked.call("f") is None


def test_other_missing_packages_stay_missing(make: Make) -> None:
    """A package that could matter to a mark is an ImportError."""
    asked = make({"work.py": "import no_such_package\nimport matplotlib_like\n"})
    assert ["ModuleNotFoundError" in text for _, _, text in asked.notes()] == [True, True]


def test_an_installed_package_is_not_replaced(make: Make) -> None:
    """The stand-ins are asked last."""
    asked = make({"past/__init__.py": "", "past/builtins.py": "xrange = 'theirs'\n"})
    assert asked.get("xrange", module="past.builtins") == "theirs"


def test_dunder_names_are_not_made_up() -> None:
    """Python itself asks for special methods: those that are not defined are absent."""
    with pytest.raises(AttributeError):
        Nothing().__array__
    with pytest.raises(AttributeError):
        Progress().__array__
    with pytest.raises(AttributeError):
        stand_ins._module_attribute("__all__")


def test_only_the_submissions_imports_count() -> None:
    """Elsewhere the finder finds nothing, so that nobody else sees a stand-in."""
    notes: list[str] = []
    finder = StandIns(lambda: False, notes.append)
    assert finder.find_spec("matplotlib", None) is None
    assert StandIns(lambda: True, notes.append).find_spec("os", None) is None
    assert notes == []


torch = pytest.importorskip("torch")
LOADER = """
    import torch
    from torch.utils.data import DataLoader, TensorDataset
    data = TensorDataset(torch.arange(4.0))
    def f(**more): return [batch[0].tolist() for batch in DataLoader(data, batch_size=2, **more)]
    def g(n): return len(list(DataLoader(data, 2, False, None, None, n)))
"""


@pytest.mark.parametrize(
    "more",
    [
        {"num_workers": 2},
        {"num_workers": 2, "prefetch_factor": 4, "persistent_workers": True, "timeout": 5},
    ],
)
def test_data_loaders_need_no_processes(make: Make, more: dict[str, Any]) -> None:
    """Workers are not started; the same batches come, and a note tells why."""
    asked = make({"work.py": LOADER})
    asked.notes()
    answer = asked.ask("call", target={"module": "work", "path": ["f"]}, kwargs=more)
    assert answer["value"] == [[0, 1], [2, 3]]
    assert [note[:2] for note in answer["notes"]] == [["work", 5]]
    assert "num_workers=0" in answer["notes"][0][2]
    answer = asked.ask("call", target={"module": "work", "path": ["f"]})
    assert "notes" not in answer
    assert asked.call("g", 3) == 2


def test_data_loaders_are_mended_when_torch_comes_later() -> None:
    """Where torch is not imported yet, its loader is mended on import and nothing is imported for it."""
    waiting = Mends(lambda text: None)
    name = "torch.utils.data.dataloader"
    assert waiting.find_spec("torch.utils.data.dataset", None) is None
    spec = waiting.find_spec(name, torch.utils.data.__path__)
    assert spec is not None
    from importlib.util import module_from_spec

    module = module_from_spec(spec)
    before = set(sys.modules)
    assert spec.loader is not None
    spec.loader.exec_module(module)
    loader = module.DataLoader(torch.utils.data.TensorDataset(torch.zeros(2)), num_workers=3)
    assert loader.num_workers == 0
    assert set(sys.modules) == before
