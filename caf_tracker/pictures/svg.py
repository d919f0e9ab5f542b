"""What every picture is drawn with: plain SVG elements, words wrapped to a width, no style attribute (strict CSP)."""

from xml.etree import ElementTree as Tree

from markupsafe import Markup

FONT = "arial, sans-serif"
# An average letter as a share of the font size, of the wider fonts that machines have.
_LETTER = 0.55
_BOLD_LETTER = 0.62

Number = int | float


def picture(width: Number, height: Number, *, title: str, description: str, name: str) -> Tree.Element:
    """An empty picture that a screen reader announces as one image; `name` makes its ids unique on the page."""
    root = Tree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "viewBox": f"0 0 {width:g} {height:g}",
            "width": f"{width:g}",
            "height": f"{height:g}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-description",
            "class": f"app-picture {name}",
            "font-family": FONT,
        },
    )
    Tree.SubElement(root, "title", {"id": f"{name}-title"}).text = title
    Tree.SubElement(root, "desc", {"id": f"{name}-description"}).text = description
    return root


def add(parent: Tree.Element, tag: str, /, **attributes: Number | str) -> Tree.Element:
    """A child element; attribute names may be written with underscores for their hyphens."""
    return Tree.SubElement(
        parent,
        tag,
        {key.replace("_", "-"): value if isinstance(value, str) else f"{value:g}" for key, value in attributes.items()},
    )


def text(
    parent: Tree.Element, x: Number, y: Number, words: str, *, size: Number = 16, **attributes: Number | str
) -> None:
    """One line of words with its baseline at y."""
    add(parent, "text", x=x, y=y, font_size=size, **attributes).text = words


def lines(words: str, width: Number, *, size: Number = 16, bold: bool = False, most: int = 3) -> list[str]:
    """The words broken into at most so many lines of about this width; what does not fit ends in an ellipsis."""
    fits = max(4, int(width / (size * (_BOLD_LETTER if bold else _LETTER))))
    found: list[str] = []
    for word in words.split():
        while len(word) > fits:
            found.append(word[: fits - 1] + "-")
            word = word[fits - 1 :]
        if found and len(found[-1]) + 1 + len(word) <= fits and not found[-1].endswith("-"):
            found[-1] += f" {word}"
        else:
            found.append(word)
    if len(found) > most:
        rest = " ".join(found[most - 1 :])
        found[most - 1 :] = [rest[: fits - 1].rstrip(" -") + "…"]
    return found


def markup(root: Tree.Element) -> Markup:
    """The picture as HTML to stand in a page; every word in it is escaped by the serialiser."""
    return Markup(Tree.tostring(root, encoding="unicode"))  # noqa: S704 - built from elements, not from strings
