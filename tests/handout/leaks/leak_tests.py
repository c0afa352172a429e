"""What no homework's handout may hold. One file per homework runs this, so that each builds its own."""

from __future__ import annotations

import json

import handout_secrets
from allowed_by_hand import FORMULAS, TEXTS
from handout_built import Built
from handout_contents import texts, whole_numbers
from handout_secrets import formula_sources, known_text, secrets, sentences
from leak_search import formulas_found, found, numbers_found, pieces_found

from grader.handout.write import handout_seed
from grader.job import default_seed

PUBLIC_KEYS = {
    *("format", "id", "title", "seed", "hidden", "preload", "packages", "limits", "questions"),
    *("submission_cpu_s", "submission_wall_s", "written", "starter", "untouched"),
}


class Leaks:
    """Everything in the handout of `homework` is searched."""

    homework: str

    def test_no_secret_is_written_anywhere(self, built: Built) -> None:
        """Hidden checks, misconceptions, solution, reference, rubrics, people: in no file, however packed."""
        wanted = secrets(built)
        kinds = {
            "hidden check's id",
            "hidden check's line",
            "misconception's id",
            "seed",
            "solution",
        }
        kinds |= {"misconception's line"} | ({"reference"} if built.assignment.reference else set())
        assert kinds <= {secret.kind for secret in wanted}
        hits = found(wanted, texts(built.files))
        assert [hit for hit in hits if not hit.endswith(tuple(TEXTS))] == []

    def test_no_piece_of_a_misconceptions_sentence_is_there(self, built: Built) -> None:
        """Not forty characters of one, unless the sheet or a public hint says them."""
        assert len(sentences(built)) >= 6
        hits = pieces_found(sentences(built), texts(built.files), known_text(built))
        assert [hit for hit in hits if not any(text in hit for text in TEXTS)] == []

    def test_no_formula_of_a_right_answer_stands_in_the_checks(self, built: Built) -> None:
        """Neither under other names nor with other numbers; each exception has its reason."""
        sources = list(formula_sources(built))
        hits = formulas_found(sources, built.files)
        reasons = FORMULAS.get(self.homework, {})
        assert [h for h in hits if not any(text in h for text in reasons)] == []
        unused = [text for text in reasons if not any(text in h for h in hits)]
        assert unused == []

    def test_no_wrong_answer_can_be_read(self, built: Built) -> None:
        """What misconceptions answer is sealed: no such number is in the record, and no such bytes."""
        assert len(built.wrong) >= 5
        assert numbers_found(built.wrong, built.files) == []

    def test_the_inputs_are_not_those_of_grading(self, built: Built) -> None:
        """The seed that grades is not there, and is not the handout's."""
        seed = default_seed(built.assignment)
        assert handout_seed(built.assignment) in whole_numbers(built.files)
        assert seed not in whole_numbers(built.files)

    def test_handout_json_says_only_what_is_documented(self, built: Built) -> None:
        """No points of checks, no rubric, no file of the homework."""
        raw = json.loads(built.files["checks/handout.json"])
        assert set(raw) == PUBLIC_KEYS
        assert {key for q in raw["questions"] for key in q} <= {"id", "title", "text"}
        assert {key for w in raw["written"] for key in w} <= {"question", "title", "points"}

    def test_only_documented_files_are_there(self, built: Built) -> None:
        """docs/handout.md names them; checks/ holds nothing but check files and the two records."""
        root = handout_secrets.ROOT / "assignments" / self.homework
        own = {
            p.relative_to(root / "handout").as_posix()
            for p in (root / "handout").rglob("*")
            if p.is_file()
        }
        checks = {f"checks/{p.name}" for p in (root / "checks").glob("*.py")}
        others = {p for p in built.files if p not in own | checks}
        wheel = {p for p in others if p.endswith(".whl")}
        assert len(wheel) == 1
        assert others - wheel == {
            *("GUIDE.md", ".github/workflows/check.yml"),
            *("checks/handout.json", "checks/expected.rec"),
        }
