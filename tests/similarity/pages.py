"""What `similarity.json` may hold, for tests of the page."""

from __future__ import annotations

from typing import Any

Data = dict[str, Any]


def who(*names: str, pages: bool = True) -> Data:
    """An owner of these members."""
    links = [f"reports/{n}.html" for n in names] if pages else []
    return {"name": " and ".join(names), "students": list(names) if pages else [], "pages": links}


def side(text: str, *, where: str = "hw.py, lines 3 to 5", more: int = 0) -> Data:
    """One half of a passage."""
    rows = [[3, f"    {text}", True], [4, "", False], [5, f"        return {text}", False]]
    return {"where": where, "lines": rows, "more": more}


def pair(a: Data, b: Data, *, text: str = "y = x + 1", **changes: Any) -> Data:
    """Two with everything in common that there is."""
    return {
        "weight": 21.25,
        "who": [a, b],
        "same_files": False,
        "code": {"share": 0.934, "weight": 12.0},
        "text": {"share": 0.61, "weight": 2.0},
        "numbers": [
            {
                "check": "residual.dw0",
                "question": "s3.T1.dw0",
                "title": text,
                "got": text,
                "students": 2,
                "of": 64,
                "explained": explained,
                "weight": 6.0,
            }
            for explained in ("", text)
        ],
        "numbers_more": 0,
        "remarks": [
            {"text": text, "places": ["hw.py, line 3", text], "students": 2, "weight": 6.0},
            {"text": text, "places": ["a", "b"], "students": 3, "weight": 5.0},
        ],
        "remarks_more": 4,
        "passages": [
            {
                "kind": kind,
                "item": "s3.T4.3" if kind == "text" else "",
                "likeness": 97,
                "others": others,
                "weight": 6.0,
                "sides": [side(text, more=12), side(text, where="hw.ipynb, cell 7")],
            }
            for kind, others in (("code", 0), ("text", 1), ("code", 3))
        ],
        "passages_more": 2,
    } | changes


def example(text: str = "y = x + 1", *, pairs: int = 5, **changes: Any) -> Data:
    """A comparison in which everything occurs; `text` stands wherever a student wrote."""
    ann, bo = who("ann"), who("bo", "cy")
    everybody = [pair(ann, bo, text=text)] * min(pairs, 1)
    everybody += [pair(who(f"d{n}"), ann, text=text) for n in range(pairs - 1)]
    return {
        "format": 1,
        "assignment": "network_basics",
        "title": "Network basics",
        "compared": 64,
        "students": 65,
        "documents": 66,
        "least": 0.6,
        "most_pairs": 5,
        "names": True,
        "handout": True,
        "found": pairs + 2,
        "pairs": everybody,
        "groups": [
            {"who": [ann, bo, who("d1")], "pairs": 3, "of": 3, "weight": 21.25},
            {"who": [ann, bo, who("d2"), who(text)], "pairs": 4, "of": 6, "weight": 20.0},
        ],
        "common": [{"line": text, "students": 40}],
        "too_little": [text, "ed"],
        "unread": [{"name": text, "reason": f"The recording {text} cannot be read."}],
    } | changes
