"""grader.exports.matching: ids before names, and nobody is guessed at."""

from __future__ import annotations

import pytest

from grader.exports.matching import match
from grader.exports.roll import Row


def person(student: str, name: str = "", **ids: str) -> Row:
    """Somebody of a batch."""
    return Row(student=student, name=name, ids=ids)


@pytest.mark.parametrize(
    ("keys", "who"),
    [
        ({"canvas": "101"}, person("x", canvas="101")),
        ({"sis": "S-7"}, person("x", sis="s-7 ")),
        ({"sis": "S7"}, person("x", sid="S7")),
        ({"login": "ann@x.org"}, person("x", email="Ann@X.org")),
        ({"login": "annlee"}, person("annlee")),
        ({"name": "Lee, Ann"}, person("x", "Ann Lee")),
        ({"name": "Ann-Marie Lee"}, person("x", "lee,  ann marie")),
        ({"name": "Björn Ängel"}, person("x", "Bjo\u0308rn A\u0308ngel")),
        ({"name": "Ann Lee"}, person("ann lee")),
    ],
)
def test_one_key_is_enough(keys: dict[str, str], who: Row) -> None:
    """Ids in any capitals, names either way round and composed or not."""
    found = match([{"name": "Somebody Else", "canvas": "1"}, keys], [who])
    assert found.pairs == {1: who}
    assert (found.nobody, found.unclear) == ((), ())


def test_an_id_counts_before_a_name() -> None:
    """Who changed their name is still the same; who has the same name is somebody else."""
    file = [{"canvas": "1", "name": "Ann Lee"}, {"canvas": "2", "name": "Bo Chen"}]
    ann, other = person("a", "Ann Smith", canvas="1"), person("b", "Ann Lee", canvas="2")
    assert match(file, [ann, other]).pairs == {0: ann, 1: other}


def test_two_rows_with_one_name() -> None:
    """Nobody is guessed at: the person is told of and gets no row."""
    ann = person("a", "Ann Lee")
    found = match([{"name": "Ann Lee"}, {"name": "Lee, Ann"}], [ann])
    assert found.pairs == {}
    assert found.nobody == (ann,)
    assert found.unclear == ("a (Ann Lee) could be any of 2 rows of the file",)


def test_two_people_for_one_row() -> None:
    """Neither gets the other's mark; both are told of, in the order of the class."""
    people = [person("z", "Ann Lee"), person("a", "Lee, Ann"), person("c", canvas="9")]
    found = match([{"name": "Ann Lee"}], people)
    assert found.pairs == {}
    assert found.nobody == tuple(people)
    assert found.unclear == ("z (Ann Lee) and a (Lee, Ann) are the same row of the file",)


def test_blank_keys_match_nobody() -> None:
    """An empty cell is not an id, and a name of signs is no name."""
    found = match([{"canvas": " ", "name": "--"}], [person("-", "", canvas=""), person("!!", "?")])
    assert found.pairs == {}
