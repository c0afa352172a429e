"""What the search finds and what gives nothing away, each with its reason."""

TEXTS: dict[str, str] = {
    "a function is given belongs to its calle": "a hint of the judging library, whatever was given",
    "Edge = tuple[str, str, float]": "how the sheet's graphs are written down, no answer",
}
"""Ends of texts, or pieces of 40 characters."""

_CLASSES = "how many classes the task's labels have"
FORMULAS: dict[str, dict[str, str]] = {
    "softmax_network": {
        "rng.normal(0.0, 1.2 / np.sqrt(D), (D, H))": "how inputs are drawn; the sheet says how to start",
        "int(t.max()) + 1": _CLASSES,
    },
    "modules_and_mlp": {"int(t.max()) + 1": _CLASSES},
}
"""Homework -> piece of an expression of a check file -> why it may stand there. One that is needed no
longer fails its test."""
