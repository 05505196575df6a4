"""HTML of our own, made ready for WeasyPrint by shorter ways than its own.

WeasyPrint reads any HTML there is and knows every element there is. We print nothing but our own
templates: well-formed, with some thirty elements. That is worth an eighth of the time a PDF takes.
"""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from weasyprint import CSS, HTML
from weasyprint.urls import URLFetcher

SVG = "http://www.w3.org/2000/svg"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Sheet(HTML):
    """A page to print: read by `read`, with `base` in place of WeasyPrint's own style sheet."""

    def __init__(self, html: str, base: CSS, fetcher: URLFetcher):
        super().__init__(string="<html>", url_fetcher=fetcher)
        self.base = base
        self.etree_element = read(html)
        self.wrapper_element = type(self.wrapper_element).from_html_root(self.etree_element, content_language=None)

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:  # WeasyPrint asks here; there is no option for it
        return [self.base]


def read(html: str) -> Element:
    """The tree that an HTML5 parser would make of well-formed HTML."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tree.close()


class _Reader(HTMLParser):
    """Mends nothing: what is not well-formed is a fault in a template, and an error here."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.tree, self.open = TreeBuilder(), []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tree.start(self._name(tag), {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._end(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:  # `<br/>` is told as a start and an end
            self._end(tag)

    def _end(self, tag):
        if not self.open or self.open[-1] != tag:
            raise ValueError(f"</{tag}> on line {self.getpos()[0]} ends nothing.")
        self.tree.end(self._name(tag))
        self.open.pop()

    def _name(self, tag):
        """A picture and what is in it have a namespace of their own, in HTML too."""
        return f"{{{SVG}}}{tag}" if "svg" in self.open else tag

    def handle_data(self, data):
        if self.open:  # outside <html> there are only line breaks
            self.tree.data(data)

    def close(self):
        super().close()
        if self.open:
            raise ValueError(f"<{self.open[-1]}> is never ended.")
