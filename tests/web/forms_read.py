"""The forms of a page as a browser would send them, read from its HTML."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"text", "search", "email", "tel", "url", "number", "date", "time", "password"}


@dataclass
class Form:
    """One form. `typed`: names of what is written by hand, with what stands there."""

    action: str
    method: str
    holds_a_file: bool = False
    sent: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    secret: set[str] = field(default_factory=set)  # typed, and never sent back

    def filled(self, words: str) -> dict[str, str]:
        """What is sent with these words in every field that is written by hand."""
        return self.sent | dict.fromkeys(self.typed, words)


class Read(HTMLParser):
    """A page: its forms, its links, the ids in it, and where its list of mistakes leads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.lists_mistakes = False
        self._open: Form | None = None
        self._area = self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is of use."""
        words = {name: value or "" for name, value in attrs}
        self.ids.add(words.get("id", ""))
        self.lists_mistakes |= "govuk-error-summary" in words.get("class", "").split()
        if tag == "a":
            self.links.append(words.get("href", ""))
        if tag == "form":
            self._open = Form(words.get("action", ""), words.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._part(self._open, tag, words)

    def _part(self, form: Form, tag: str, words: dict[str, str]) -> None:
        name, value, kind = words.get("name", ""), words.get("value", ""), words.get("type", "text")
        if tag == "textarea":
            self._area = name
            form.typed[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in words or self._select not in form.sent:
                form.sent[self._select] = value
        elif tag == "button" and name:
            form.sent.setdefault(name, value)
        elif tag == "input" and kind == "file":
            form.holds_a_file = True
        elif tag == "input" and kind in TYPED:
            form.typed[name] = value
            if kind == "password":
                form.secret.add(name)
        elif tag == "input" and name and kind in {"hidden", "radio"}:
            form.sent.setdefault(name, value)

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines."""
        if self._area and self._open is not None:
            self._open.typed[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """The end of a part."""
        if tag == "form":
            self._open = None
        if tag in {"textarea", "select"}:
            self._area = self._select = ""
