"""What a page says, read out of its HTML."""

import re
from html import unescape


def messages(response) -> list[str]:
    """The sentences on top of the page about what was just done."""
    return [unescape(text) for text in re.findall(r'<p class="ds-paragraph">([^<]+)</p></div>', response.text)]
