"""The object that a check talks to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.errors import StudentFault
from grader.student import Remote, Student, Tensor
from grader.types import ASIDE, Fault, Module, Run, Submission
from grader.wire import Handle

Make = Callable[..., Submission]


class Answers:
    """A source that gives prepared answers and keeps the questions."""

    def __init__(self, *values: Any) -> None:
        self.values = list(values)
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: dict[str, Any]) -> Run:
        self.asked.append(request)
        value = self.values.pop(0)
        return value if isinstance(value, Run) else Run(outcome="returned", value=value)


LINEAR = Handle(id=7, type="LinearModule", attributes=("forward", "params"), callable=False)


def test_a_call_crosses_as_name_and_values(submission: Make) -> None:
    """And the plain answer comes back."""
    source = Answers(6.0)
    assert Student(submission(), source).double(3.0, scale=2) == 6.0
    assert source.asked == [
        {
            "op": "call",
            "target": {"module": "work", "path": ["double"]},
            "args": [3.0],
            "kwargs": {"scale": 2},
        }
    ]


def test_an_unknown_name_ends_the_check_without_asking(submission: Make) -> None:
    """With the closest name, or with those that exist."""
    source = Answers()
    student = Student(submission(), source)
    with pytest.raises(StudentFault, match="doubel is not defined.*closest name is 'double'"):
        student.doubel(3)
    with pytest.raises(StudentFault, match="softmax is not defined.*What is there: double"):
        student.softmax(3)
    assert source.asked == []


def test_a_name_in_a_file_that_does_not_parse_is_told_with_the_place(submission: Make) -> None:
    """It was handed in, so it is not called missing; a file of which no name is known may hold it."""
    for names in (("TwoLayerNet",), ()):
        broken = Module(
            name="net", path="net.py", source="", cells=None, names=names, error="net.py: line 3."
        )
        student = Student(submission(modules=(broken,)), Answers())
        with pytest.raises(StudentFault, match=r"^net.py: line 3.$") as caught:
            student.TwoLayerNet(3)
        assert caught.value.run.outcome == "raised"
        assert not student.has("TwoLayerNet")


def test_private_names_are_ordinary_attribute_errors(submission: Make) -> None:
    """So that nothing that looks for `__array__` or `_repr_html_` finds a proxy."""
    student = Student(submission(), Answers(LINEAR))
    with pytest.raises(AttributeError):
        student._secret
    with pytest.raises(AttributeError):
        student.double._secret
    with pytest.raises(TypeError):
        iter(student.double)
    with pytest.raises(TypeError):
        np.ones(3) * student.double


def test_the_definition_wins_over_an_import_of_the_name(submission: Make) -> None:
    """`from modules import MLP` in another file binds the name too."""
    importer = Module(
        name="a", path="a.py", source="from b import MLP\n", cells=None, names=("MLP",)
    )
    definer = Module(
        name="b", path="b.py", source="class MLP:\n  x=1\n", cells=None, names=("MLP",)
    )
    source = Answers(LINEAR)
    Student(submission(modules=(importer, definer)), source).MLP()
    assert source.asked[0]["target"]["module"] == "b"


def test_a_dotted_name_looks_in_that_file_only(submission: Make) -> None:
    """`find` takes the first name that exists."""
    one = Module(name="mlp_numpy", path="mlp_numpy.py", source="", cells=None, names=("MLP",))
    two = Module(name="mlp_pytorch", path="x/mlp_pytorch.py", source="", cells=None, names=("MLP",))
    student = Student(submission(modules=(one, two)), source := Answers(LINEAR, LINEAR))
    student.find("mlp_pytorch.MLP", "TorchMLP")()
    student.find("NumpyMLP", "mlp_numpy.MLP")()
    assert [a["target"]["module"] for a in source.asked] == ["mlp_pytorch", "mlp_numpy"]
    assert student.has("mlp_numpy.MLP")
    assert not student.has("mlp_numpy.Nothing")
    with pytest.raises(
        StudentFault, match=r"mlp_torch.MLP was looked for; MLP stands in mlp_numpy.py"
    ):
        student.find("mlp_torch.MLP")


def test_a_name_made_at_run_time_is_looked_for_in_the_worker(submission: Make) -> None:
    """When the text says that names are made so, and only then."""
    made = submission("globals()['softmax'] = f\n", names=())
    source = Answers(Handle(id=1, type="function", attributes=(), callable=True), 5)
    assert Student(made, source).softmax(2) == 5
    assert source.asked[0] == {"op": "find", "name": "softmax"}
    with pytest.raises(StudentFault, match="relu is not defined"):
        Student(made, Answers(Run(outcome="missing"))).relu(2)


def test_a_dict_made_at_run_time_is_found_too(submission: Make) -> None:
    """The worker gives plain values and no address: then the modules are asked one by one."""
    asked: list[dict[str, Any]] = []

    def ask(request: dict[str, Any]) -> Run:
        asked.append(request)
        values = {"find": {"a": 3}, "has": True, "get": {"a": 3}}
        return Run(outcome="returned", value=values[request["op"]])

    student = Student(submission("globals()['answers'] = dict(a=3)\n"), ask)
    assert student.answer("a") == 3
    assert [request["op"] for request in asked] == ["find", "has", "get"]


@pytest.mark.parametrize(
    "source",
    ["x = 1\ndef main():\n    def double(x): pass\n", "x = 1\nclass Solution:\n    double = 3\n"],
)
def test_a_name_inside_of_something_is_told_with_its_line(submission: Make, source: str) -> None:
    """It was written, and nothing outside can reach it."""
    student = Student(submission(source, names=("x",)), lambda request: Run(outcome="missing"))
    with pytest.raises(StudentFault, match="work.py, line [34] defines it inside.*left margin"):
        student.double(3)


def test_a_dotted_name_made_at_run_time_is_looked_for_in_that_file_only(submission: Make) -> None:
    """A star import in one file must not let its class pass for that of another file."""
    numpy_file = Module(
        name="mlp_numpy",
        path="mlp_numpy.py",
        source="from modules import *\nclass MLP: pass\n",
        cells=None,
        names=("MLP",),
    )
    torch_file = Module(
        name="mlp_pytorch",
        path="mlp_pytorch.py",
        source="exec(text)\n",
        cells=None,
        names=(),
    )
    alone = Student(submission(modules=(numpy_file,)), Answers(Run(outcome="missing")))
    with pytest.raises(StudentFault, match=r"MLP stands in mlp_numpy.py only"):
        alone.find("mlp_pytorch.MLP", "TorchMLP")
    both = Student(submission(modules=(numpy_file, torch_file)), source := Answers(True, LINEAR))
    both.find("mlp_pytorch.MLP", "TorchMLP")()
    assert [a["op"] for a in source.asked] == ["has", "call"]
    assert {a["target"]["module"] for a in source.asked} == {"mlp_pytorch"}


def test_imported_names_are_not_told_as_the_students_own(submission: Make) -> None:
    """`np` and `print_function` help nobody; nor does a name stand where it is only imported."""
    module = Module(
        name="work",
        path="work.py",
        source="",
        cells=None,
        names=("np", "MLP", "double"),
        imported=("np", "MLP"),
    )
    student = Student(submission(modules=(module,)), Answers())
    with pytest.raises(StudentFault, match=r"What is there: double\.$"):
        student.softmax(3)
    with pytest.raises(StudentFault, match=r"mlp_numpy.MLP is not defined"):
        student.find("mlp_numpy.MLP")


def test_objects_stay_away_and_answer_for_what_they_have(submission: Make) -> None:
    """Methods, paths, attributes; another name ends the check."""
    source = Answers(LINEAR, 1.0, 2.0, None, True, [{"path": ["w"]}])
    module = Student(submission(), source).double(5, 4)
    assert isinstance(module, Remote)
    assert module.type_name == "LinearModule"
    assert module.forward(3) == 1.0
    assert module.get("params", "weight") == 2.0
    module.set(np.ones(2), "params", "weight")
    assert module.has("params")
    assert module.walk() == [{"path": ["w"]}]
    targets = [a["target"] for a in source.asked[1:]]
    assert targets[0] == {"handle": 7, "path": ["forward"]}
    assert targets[1] == {"handle": 7, "path": ["params", "weight"]}
    with pytest.raises(StudentFault, match=r"no attribute 'foward'. The closest name is 'forward'"):
        module.foward(3)


def test_objects_inside_containers_are_addresses_too(submission: Make) -> None:
    """A tuple of a model and its history, say; tensors come as arrays."""
    array = np.ones((2, 3))
    student = Student(submission(), source := Answers((LINEAR, {"loss": [Tensor(array)]}), 4.0))
    model, logging = student.double()
    assert logging["loss"][0] is array
    assert model.forward(1) == 4.0
    assert source.asked[1]["target"]["handle"] == 7


def test_an_object_can_be_handed_back(submission: Make) -> None:
    """As the handle it stands for; an address that is no object yet cannot."""
    student = Student(submission(), source := Answers(LINEAR, None))
    module = student.double()
    student.double([module])
    (sent,) = source.asked[1]["args"]
    assert sent[0].id == 7
    with pytest.raises(TypeError, match="address, not an object"):
        student.double(module.params)


@pytest.mark.parametrize(
    ("run", "says"),
    [
        (
            Run(outcome="raised", fault=Fault(type="ValueError", message="no")),
            r"double\(array \(2, 3\), tensor \(4,\)\) raised ValueError: no",
        ),
        (Run(outcome="raised", fault=Fault(type="KeyError", message="")), "raised KeyError$"),
        (Run(outcome="timed_out", detail="used 5 s, 4 s are allowed"), "ran too long: used 5 s"),
        (Run(outcome="out_of_memory", detail="wanted much"), "needed too much memory: wanted"),
        (Run(outcome="died", detail="SIGSEGV"), "ended the process: SIGSEGV"),
        (Run(outcome="bad_reply", detail="cut short"), "sent back something that is not an answer"),
        (Run(outcome="missing", detail="double is gone"), "^double is gone$"),
    ],
)
def test_whatever_a_call_ends_in_is_a_sentence(submission: Make, run: Run, says: str) -> None:
    """With the call as the student would write it."""
    student = Student(submission(), Answers(run))
    with pytest.raises(StudentFault, match=says) as caught:
        student.double(np.ones((2, 3)), Tensor(np.ones(4)))
    assert caught.value.run is run


def test_answers_are_found_by_item(submission: Make) -> None:
    """Whatever the case of the key; a missing one, or no dict, is told."""
    made = submission("answers = {}\n", names=("answers",))
    assert Student(made, Answers({"S3.T1.x1 ": 0.4})).answer("s3.T1.x1") == 0.4
    with pytest.raises(StudentFault, match=r"no entry 's3.T1.x1'.*closest name is 's3.T1.x2'"):
        Student(made, Answers({"s3.T1.x2": 0.4})).answer("s3.T1.x1")
    with pytest.raises(StudentFault, match="answers is no dict"):
        Student(made, Answers([1, 2])).answer("s3.T1.x1")
    with pytest.raises(StudentFault, match="answers is not defined"):
        Student(submission(), Answers()).answer("s3.T1.x1")


def test_remarks_are_kept_once_in_order(submission: Make) -> None:
    """A str or several."""
    student = Student(submission(), Answers())
    student.remark("b")
    student.remark(["a", "b"])
    assert student._remarks == ["b", "a"]


def test_a_check_that_never_looked_can_be_told(submission: Make) -> None:
    """Looking at a written answer or at the files counts as looking."""
    made = submission(texts={"q": "because"})
    student = Student(made, Answers())
    assert not student._looked
    assert student.text("q") == "because"
    assert student._looked
    other = Student(made, Answers())
    assert other.submission is made
    assert other._looked


def test_what_a_call_wrote_into_can_be_asked(submission: Make) -> None:
    """Of the last call; nothing before any."""
    student = Student(submission(), Answers(Run(outcome="returned", value=1, changed=(0,)), 2))
    assert student.changed == ()
    student.double(np.ones(3))
    assert student.changed == (0,)
    student.double(np.ones(3))
    assert student.changed == ()


def test_a_curve_is_kept_with_gaps_where_there_is_no_number(submission: Make) -> None:
    """Whatever the student logged; not without end."""
    student = Student(submission(), Answers())
    student.curve("loss", [2.3, np.float64(1.5), float("nan"), "x", None, 10**400, [1]])
    assert student._curves == {"loss": [2.3, 1.5, None, None, None, None, None]}
    student.curve("loss", np.arange(10**5))
    assert len(student._curves["loss"]) == 5000
    student.curve("loss", [np.array(1.5), np.ones(3), "2.0"])
    assert student._curves == {"loss": [1.5, None, None]}


@pytest.mark.parametrize("junk", [None, 3, "abc", {}, np.ones((2, 2)), np.float64(1), object()])
def test_what_is_no_series_is_not_drawn(submission: Make, junk: Any) -> None:
    """Whatever came back."""
    student = Student(submission(), Answers())
    student.curve("loss", junk)
    assert student._curves == {}


def module(
    path: str, names: tuple[str, ...], untouched: tuple[str, ...] = (), **more: Any
) -> Module:
    """A file or notebook that defines functions."""
    source = "".join(f"def {name}(x):\n    return x\n" for name in names)
    cells = ((1, 1),) if path.endswith(".ipynb") else None
    name = path.rpartition(".")[0].replace("/", ".")
    known: dict[str, Any] = {"source": source, "error": None}
    return Module(
        name=name, path=path, cells=cells, names=names, untouched=untouched, **(known | more)
    )


def asked(submission: Make, modules: tuple[Module, ...], *names: str) -> tuple[str, str]:
    """Which module and name a check talks to."""
    source = Answers(1)
    Student(submission(modules=modules), source).find(*names)(2)
    target = source.asked[0]["target"]
    return target["module"], target["path"][0]


def test_a_name_that_nobody_touched_is_looked_for_in_the_other_half(submission: Make) -> None:
    """The notebook where the file is as it was handed out, the file where the notebook is."""
    both = ("double", "half")
    filled, empty = module("hw.ipynb", both), module("work.py", both, both)
    for modules in ((filled, empty), (empty, filled)):
        assert asked(submission, modules, "double") == ("hw", "double")
        assert asked(submission, modules, "work.double", "double") == ("hw", "double")
    filled, empty = module("work.py", both), module("hw.ipynb", both, both)
    for modules in ((filled, empty), (empty, filled)):
        assert asked(submission, modules, "double") == ("work", "double")
    modules = (module("work.py", both, ("half",)), module("hw.ipynb", both, ("double",)))
    assert asked(submission, modules, "double") == ("work", "double")
    assert asked(submission, modules, "half") == ("hw", "half")


def test_untouched_everywhere_is_asked_where_it_stands(submission: Make) -> None:
    """So that what the starter raises is what is told; a broken file or an import is no answer."""
    empty = module("work.py", ("double",), ("double",))
    for other in (
        module("hw.ipynb", ("double",), ("double",)),
        module("hw.ipynb", ("double",), error="hw.ipynb, cell 1 is no Python."),
        module("hw.ipynb", ("double",), source="from lib import double\n", imported=("double",)),
        module("hw.ipynb", ("half",)),
    ):
        assert asked(submission, (empty, other), "double") == ("work", "double")


def test_a_touched_name_stays_where_it_is(submission: Make) -> None:
    """Two answers are judged as ever: by the first."""
    modules = (module("work.py", ("double",)), module("hw.ipynb", ("double",)))
    assert asked(submission, modules, "double") == ("work", "double")


def test_the_notebooks_own_name_for_it_counts(submission: Make) -> None:
    """Two files define `Net`; the notebook has a name for each."""
    modules = (
        module("numpy_net.py", ("Net",), ("Net",)),
        module("torch_net.py", ("Net",)),
        module("hw.ipynb", ("NumpyNet", "TorchNet"), ("TorchNet",)),
    )
    assert asked(submission, modules, "numpy_net.Net", "NumpyNet") == ("hw", "NumpyNet")
    assert asked(submission, modules, "torch_net.Net", "TorchNet") == ("torch_net", "Net")


def test_a_copy_under_another_name_counts_too(submission: Make) -> None:
    """After the other half: `Copy of hw.ipynb` beside the notebook as it was handed out."""
    notebooks = (module("hw.ipynb", ("double",), ("double",)), module("Copy.ipynb", ("double",)))
    assert asked(submission, notebooks, "double") == ("Copy", "double")
    modules = (*notebooks, module("work.py", ("double",)))
    assert asked(submission, modules, "double") == ("work", "double")


def test_inside_aside_nothing_is_told_and_questions_are_marked(submission: Make) -> None:
    """Whatever ends it, the next question is an ordinary one."""
    source = Answers(1.0, Run(outcome="raised", fault=Fault(type="ValueError", message="")), 2.0)
    student = Student(submission(), source)
    with student.aside():
        student.double(1)
        student.remark("nobody reads this")
    with pytest.raises(StudentFault), student.aside():
        student.double(2)
    student.double(3)
    assert [ASIDE in request for request in source.asked] == [True, True, False]
    assert student._remarks == []
