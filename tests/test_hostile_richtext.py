"""Rich text that means harm: by no door does any of it reach the database, a page or the press."""

import json
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import StringIO

import pytest
from django import forms
from django.core.management import CommandError, call_command

from programmes.building import build
from programmes.document import to_json
from programmes.forms.richtext import RichText
from programmes.models import Measure, Programme, Section
from programmes.richtext import WORDS, read_html, words
from publishing.pdf import Imprint, print_html
from publishing.rendering import article

from .strategies import renewed

# Sanitiser bypasses of the last fifteen years and their relatives, each a text of its own.
HOSTILE = [
    # script, plainly and in disguise
    "<script>alert(1)</script>",
    "<SCRIPT/x>alert(1)</SCRIPT>",
    "<script src=//x.invalid/x.js></script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\x0c>alert(1)</script>",
    "<script>alert(1)//",
    "<script type=module>import('//x.invalid')</script>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<p><noscript><style></noscript><img src=x onerror=alert(1)></style>",
    # event handlers
    "<p onclick=alert(1)>Tekst</p>",
    "<p/onmouseover=alert(1)>Tekst</p>",
    "<p onfocus=alert(1) tabindex=0 autofocus>Tekst</p>",
    "<a href='https://x.no' onmouseenter='alert(1)'>Tekst</a>",
    "<strong onanimationstart=alert(1) style=animation-name:x>Tekst</strong>",
    "<li onpointerenter=alert(1)>Tekst</li>",
    "<img src=x onerror=alert(1)>",
    "<img src=x:alert(alt) onerror=eval(src) alt=1>",
    "<image src=x onerror=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)></select>",
    "<x contenteditable onblur=alert(1)>x</x>",
    "<xss id=x onbeforematch=alert(1) hidden=until-found>x</xss>",
    # addresses
    "<a href=javascript:alert(1)>Tekst</a>",
    "<a href=' &#14; javascript:alert(1)'>Tekst</a>",
    "<a href='java&#9;script:alert(1)'>Tekst</a>",
    "<a href='java\nscript:alert(1)'>Tekst</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74:alert(1)'>Tekst</a>",
    "<a href='javascript&colon;alert&lpar;1&rpar;'>Tekst</a>",
    "<a href='jav\x00ascript:alert(1)'>Tekst</a>",
    "<a href='\u2028javascript:alert(1)'>Tekst</a>",
    "<a href='vbscript:msgbox(1)'>Tekst</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>Tekst</a>",
    "<a href='data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+'>Tekst</a>",
    "<a href='blob:https://x.invalid/1'>Tekst</a>",
    "<a href='//x.invalid'>Tekst</a>",
    "<a href='https://x.invalid/\" onclick=\"alert(1)'>Tekst</a>",
    '<a href="https://x.invalid/\'><script>alert(1)</script>">Tekst</a>',
    "<a href='#' ping='//x.invalid' target=_top download>Tekst</a>",
    "<base href='javascript:/a/-alert(1)///////'><a href=../lol/safari.html>x</a>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=data:image/svg+xml,%3Csvg%20onload=alert(1)%3E>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//x.invalid/x.css>",
    "<link rel=import href=data:text/html,x>",
    # svg and math: other namespaces, other rules
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><script href=data:,alert(1) />",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x</text></a></svg>",
    "<svg><set attributeName=onmouseover to=alert(1)></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x onload=alert(1)/>#x'></use></svg>",
    "<svg><foreignObject><iframe onload=alert(1)></iframe></foreignObject></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><desc><style></desc><img src=x onerror=alert(1)></style></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<math><mi xlink:href='data:x,alert(1)'>x</mi></math>",
    "<math href=javascript:alert(1)>x</math>",
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    # markup that changes when it is read a second time
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<math><mtext><h1><a><h6></a></h6><mglyph><svg><mtext><style><a title="</style><img src onerror=alert(1)>">',
    '<svg><annotation-xml><foreignobject><style><!--</style><p id="--><img src=x onerror=alert(1)>">',
    "<math><annotation-xml encoding=text/html><style><img src=x onerror=alert(1)></style></annotation-xml></math>",
    "<table><math><mi><table><style><a title='</style><img src onerror=alert(1)>'></table>",
    '<select><template><style><!--</style><a rel="--></style></template></select><img src onerror=alert(1)>">',
    "<template><script>alert(1)</script></template>",
    "<template shadowrootmode=open><img src=x onerror=alert(1)></template>",
    "<p id='&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "<style><style/><img src=x onerror=alert(1)>",
    "<style>@import'//x.invalid/x.css';</style>",
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    '<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>',
    "<noframes><p id='</noframes><img src=x onerror=alert(1)>'>",
    "<plaintext><img src=x onerror=alert(1)>",
    '<textarea><img title="</textarea><img src=x onerror=alert(1)>"></textarea>',
    "<title><img title='</title><img src=x onerror=alert(1)>'></title>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>--!>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=1?><img src=x onerror=alert(1)?>",
    "</p/x><img src=x onerror=alert(1)>",
    "<//><img src=x onerror=alert(1)>",
    "<a\x00href=x onclick=alert(1)>Tekst</a>",
    "<p\x0bonclick=alert(1)>Tekst</p>",
    "<a href=https://x.no/`onclick=alert(1)`>Tekst</a>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "\ufe64script\ufe65alert(1)\uff1cscript\uff1e",
    "{{constructor.constructor('alert(1)')()}}{% include '/etc/passwd' %}${alert(1)}",
    # what a script of our own could trip over, and forms
    "<form id=location name=cookie><input name=body><img name=getElementById></form>",
    "<a id=defaultView name=x href='https://x.invalid'>Tekst</a><a id=defaultView name=y>Tekst</a>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<form><p></form><form action=//x.invalid><button formaction=javascript:alert(1)>x</button></form>",
    "</form><form action=//x.invalid><input name=csrfmiddlewaretoken>",
    "<button form=x formaction=javascript:alert(1)>x</button><isindex action=javascript:alert(1)>",
    "<p is=x-y slot=z part=w popover hx-get=//x.invalid hx-on:click=alert(1) data-hx-get=x>Tekst</p>",
    # styles
    "<p style='background:url(javascript:alert(1))'>Tekst</p>",
    "<p style='position:fixed;inset:0;background:url(//x.invalid/x)'>Tekst</p>",
    "<p style=x:expression(alert(1))>Tekst</p>",
    "<font color='red' face=x>Tekst</font><p class='ds-button' id=innhold>Tekst</p>",
]
ALLOWED = {"p", "strong", "em", "a", "ul", "ol", "li"}


class TextForm(forms.Form):
    text = RichText(required=False)
    other = forms.CharField(label="Noe som mangler, så skjemaet kommer igjen")


class Reader(HTMLParser):
    """Every tag and attribute that is not among the seven and `href` with a harmless address."""

    def __init__(self) -> None:
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED:
            self.found.append(tag)
        for name, value in attrs:
            if (tag, name) != ("a", "href") or not value.startswith(("https://", "http://", "mailto:", "#")):
                self.found.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag

    def handle_comment(self, data):
        self.found.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def strange(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def test_the_corpus_is_large_and_every_piece_of_it_its_own():
    assert len(HOSTILE) >= 100
    assert len(set(HOSTILE)) == len(HOSTILE)


# ── The doors ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_form_field_gives_nothing_strange_whichever_way_it_was_written(piece):
    for around in ("{}", "<p>før {} etter</p>", "<ul><li>{}<li>mer</ul>", "<a href='https://x.no'>{}</a>"):
        for name in ("text", "text-plain"):
            written = TextForm({name: around.replace("{}", piece)})
            written.full_clean()
            kept = written.cleaned_data["text"]
            assert strange(kept) == []
            assert RichText(required=False).clean(kept) == kept


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_form_that_shows_the_text_again_shows_it_as_words_in_a_textarea(piece):
    for name in ("text", "text-plain"):
        assert tags(TextForm({name: piece}).as_div()) == tags(TextForm({name: "Tekst"}).as_div())


def tags(html: str) -> list:
    """The tags of a page with their attributes."""
    found = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attrs: found.append((tag, attrs))
    reader.feed(html)
    return found


def rows(programme) -> list[Section]:
    return [Section(programme=programme, title=f"Prøve {number}", text=piece) for number, piece in enumerate(HOSTILE)]


def stored() -> list[str]:
    return list(Section.objects.filter(title__startswith="Prøve").values_list("text", flat=True))


def save(programme):
    for row in rows(programme):
        row.save()


def bulk_create(programme):
    Section.objects.bulk_create(rows(programme))


def bulk_update(programme):
    made = Section.objects.bulk_create([Section(programme=programme, title=row.title) for row in rows(programme)])
    for row, piece in zip(made, HOSTILE, strict=True):
        row.text = piece
    Section.objects.bulk_update(made, ["text"])


def update(programme):
    for row, piece in zip(
        Section.objects.bulk_create([Section(programme=programme, title=row.title) for row in rows(programme)]),
        HOSTILE,
        strict=True,
    ):
        Section.objects.filter(pk=row.pk).update(text=piece)


def update_or_create(programme):
    for row in rows(programme):
        Section.objects.update_or_create(programme=programme, title=row.title, defaults={"text": row.text})


@pytest.mark.parametrize("door", [save, bulk_create, bulk_update, update, update_or_create])
def test_the_database_gets_nothing_strange(door, programme_2025):
    door(programme_2025)
    texts = stored()
    assert len(texts) == len(HOSTILE)
    assert [found for text in texts for found in strange(text)] == []


@pytest.fixture
def file_with(programme_2025, tmp_path):
    """The programme of 2025 as a file, with another text in its first section."""

    def write(*content) -> str:
        path = tmp_path / "program.json"
        path.unlink(missing_ok=True)
        document = json.loads(renewed(to_json(build(programme_2025))))
        document["slug"] = "fiendtlig"
        document["sections"][0]["text"] = [{"type": "paragraph", "content": [piece]} for piece in content]
        path.write_text(json.dumps(document))
        return str(path)

    return write


def test_a_file_brings_hostile_words_in_as_words(file_with):
    pieces = [piece for piece in HOSTILE if re.fullmatch(WORDS, piece)]
    assert len(pieces) >= 100
    call_command("import_programme", file_with(*pieces), stdout=StringIO())

    text = Programme.objects.get(slug="fiendtlig").sections.earliest("pk").text
    assert strange(text) == []
    assert words(read_html(text)).split("\n") == [" ".join(piece.split(" ")).strip() for piece in pieces]


@pytest.mark.parametrize(
    "content",
    [
        {"text": "Tekst", "href": "javascript:alert(1)"},
        {"text": "Tekst", "href": "data:text/html,x"},
        {"text": "Tekst", "href": 'https://x.invalid/" onclick="alert(1)'},
        {"text": "Tekst", "onclick": "alert(1)"},
        {"text": "Te\x00kst"},
        {"html": "<script>alert(1)</script>"},
        {"note": "<script>"},
        ["<script>"],
    ],
)
def test_a_file_with_another_kind_of_text_is_refused(content, file_with):
    with pytest.raises(CommandError):
        call_command("import_programme", file_with(content), stdout=StringIO())
    assert not Programme.objects.filter(slug="fiendtlig").exists()


# ── What is drawn from it ────────────────────────────────────────────────────────────────────────


@pytest.fixture
def hostile(programme_2025):
    """The programme with the whole corpus in its first section, its first measure, and a footnote."""
    text = "\n".join(f"<p>{piece}</p>" for piece in HOSTILE)
    section = programme_2025.sections.filter(kind="text").earliest("pk")
    Section.objects.filter(pk=section.pk).update(text=text, closing=text)
    Measure.objects.filter(section__programme=programme_2025).update(content=text)
    return programme_2025


def looks(html: str) -> set:
    """Every tag with the names of its attributes, and where its addresses lead."""
    return {
        (tag, name, value.split(":")[0] if ":" in value and name in ("href", "src", "action") else "")
        for tag, attrs in tags(html)
        for name, value in ((name, value or "") for name, value in attrs or [("", "")])
    }


def test_neither_page_nor_press_gets_anything_strange(hostile):
    imprint = Imprint("Utkast", "0" * 64, "", datetime(2025, 1, 1, tzinfo=UTC), True)
    for draw in (article, lambda document: print_html(document, imprint)):
        drawn = draw(build(hostile))
        assert "alert(1)" in drawn
        assert {look for look in looks(drawn) if not known(look)} == set()


def known(look) -> bool:
    tag, name, scheme = look
    return (
        tag not in ("script", "iframe", "object", "embed", "base", "form", "input", "math", "template", "noscript")
        and not name.startswith(("on", "hx-", "xlink"))
        and name not in ("style", "formaction", "srcdoc", "ping", "action")
        and scheme in ("", "http", "https", "mailto")
    )
