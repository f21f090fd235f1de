"""The consent texts as blocks (告知书排版): headings, lists and paragraphs, which is all the Markdown that they use."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Block:
    """``kind`` is title, heading, list or text."""

    kind: str
    text: str = ""
    items: list[str] = field(default_factory=list)


def blocks(text: str) -> list[Block]:
    """The blocks of a text, in order; markup in them stays text, because templates escape it."""
    found: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line.startswith("# "):
            found.append(Block("title", line[2:]))
        elif line.startswith("## "):
            found.append(Block("heading", line[3:]))
        elif line.startswith("- "):
            if not found or found[-1].kind != "list":
                found.append(Block("list"))
            found[-1].items.append(line[2:])
        else:
            found.append(Block("text", line))
    return found
