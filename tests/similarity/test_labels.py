"""Names, or codes that tell nobody."""

from __future__ import annotations

from grader.similarity.labels import Labels
from grader.similarity.material import Owner

OWNERS = [
    Owner(students=("ann_lee",), names=("Ann Lee",), aliases=frozenset({"Ann Lee", "al42@x.edu"})),
    Owner(students=("bo", "cy"), names=("Bo Ito", "cy"), aliases=frozenset({"bo", "cy", "Bo Ito"})),
]


def test_with_names_everything_is_named_and_linked() -> None:
    """A group has all its members' pages; texts stay as they are."""
    labels = Labels(OWNERS, names=True)
    assert labels.who(1) == {
        "name": "Bo Ito and cy",
        "students": ["bo", "cy"],
        "pages": ["reports/bo.html", "reports/cy.html"],
    }
    assert labels.clean("# Ann Lee", [0, 1]) == "# Ann Lee"


def test_without_names_texts_hold_no_name_either() -> None:
    """Whole words that name somebody become the code, whatever their capitals."""
    labels = Labels(OWNERS, names=False)
    who = labels.who(0)
    assert who["students"] == who["pages"] == []
    code = who["name"]
    text = labels.clean("# by ANN lee <al42@x.edu>, annotate the ito() of Ito", [0, 1])
    assert (
        text
        == f"# by {code} <{code}>, annotate the {labels.who(1)['name']}() of {labels.who(1)['name']}"
    )


def test_codes_are_the_same_each_time_and_follow_no_alphabet() -> None:
    """Two runs agree; the order of names cannot be read off."""
    many = [Owner(students=(f"s{n}",), names=("",), aliases=frozenset()) for n in range(30)]
    codes = [Labels(many, names=False).who(n)["name"] for n in range(30)]
    assert codes == [Labels(many, names=False).who(n)["name"] for n in range(30)]
    assert len(set(codes)) == 30
    assert codes != sorted(codes)
    labels = Labels(many, names=False)
    ordered = [labels.who(n)["name"] for n in labels.order(range(30))]
    assert ordered == sorted(codes)
    assert Labels(many, names=True).order([3, 1, 2]) == [1, 2, 3]
