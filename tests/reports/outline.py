"""HTML pages taken apart with the standard library's parser, for tests."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "wbr", "input", "path", "circle", "rect", "use", "hr"}


class Outline(HTMLParser):
    """A page as its elements, their attributes and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.open: list[str] = []
        self.problems: list[str] = []
        self.texts: list[str] = []
        self.declaration = ""
        self.feed(page)
        self.close()

    def handle_decl(self, decl: str) -> None:
        self.declaration = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> does not close the innermost element")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        """All text, the pieces joined by a space."""
        return " ".join(" ".join(self.texts).split())

    @property
    def structure(self) -> list[tuple[str, tuple[str, ...]]]:
        """Every element with the names of its attributes: what no text may change.

        Without <wbr>, which our templates put behind the dots of an id.
        """
        return [
            (tag, tuple(name for name, _ in attrs))
            for tag, attrs in self.elements
            if (tag, attrs) != ("wbr", ())
        ]

    def values(self, name: str) -> list[str]:
        """Values of an attribute, wherever it occurs."""
        return [value or "" for _, attrs in self.elements for key, value in attrs if key == name]
