"""Rich text as HTML, drawn from its typed blocks: nothing that is stored is trusted to be HTML."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..richtext import List, NoteCall, read_html

register = template.Library()


@register.filter
def rich(blocks, anchor: str = "") -> SafeString:
    """Blocks as HTML. `anchor` is the section's, so that its footnotes are called by a link."""
    called: set[str] = set()
    return _blocks(blocks, anchor, called)


@register.filter
def drawn(html: str) -> SafeString:
    """Rich text as the database holds it, drawn anew from what it says."""
    return rich(read_html(html))


def _blocks(blocks, anchor, called) -> SafeString:
    return format_html_join("", "{}", ((_block(block, anchor, called),) for block in blocks))


def _block(block, anchor, called) -> SafeString:
    if isinstance(block, List):
        items = format_html_join("", "<li>{}</li>", ((_item(item, anchor, called),) for item in block.items))
        return format_html("<ol>{}</ol>", items) if block.ordered else format_html("<ul>{}</ul>", items)
    return format_html("<p>{}</p>", _content(block.content, anchor, called))


def _item(item, anchor, called) -> SafeString:
    """A list item that begins with a paragraph holds the words themselves: no `<p>` inside `<li>`."""
    if item and not isinstance(item[0], List):
        return format_html("{}{}", _content(item[0].content, anchor, called), _blocks(item[1:], anchor, called))
    return _blocks(item, anchor, called)


def _content(content, anchor, called) -> SafeString:
    return format_html_join("", "{}", ((_run(run, anchor, called),) for run in content))


def _run(run, anchor, called) -> SafeString | str:
    if isinstance(run, str):
        return run
    if isinstance(run, NoteCall):
        return _call(run.note, anchor, called)
    html = run.text
    html = format_html("<em>{}</em>", html) if run.em else html
    html = format_html("<strong>{}</strong>", html) if run.strong else html
    return format_html('<a href="{}">{}</a>', run.href, html) if run.href else html


def _call(marker, anchor, called) -> SafeString:
    if not anchor:
        return format_html("<sup>[{}]</sup>", marker)
    # The note links back to the first place that calls it; a second call has no id of its own.
    html = '<sup><a class="note-call" href="#{0}-note-{1}" aria-label="Fotnote {1}">[{1}]</a></sup>'
    if marker not in called:
        called.add(marker)
        html = html.replace("<a ", '<a id="{0}-kall-{1}" ')
    return format_html(html, anchor, marker)
