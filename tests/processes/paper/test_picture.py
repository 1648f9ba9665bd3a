"""The diagram as SVG and PNG: everything drawn is there, as text, and the same file gives the same picture."""

from __future__ import annotations

from importlib.resources import files
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image

from processes.findings import BadXml
from processes.paper.drawing import read_picture
from processes.paper.picture import names_in, png, svg
from processes.table import SHIPPED


def _xml(key: str) -> bytes:
    return (files("bpmn") / f"{key}.bpmn").read_bytes()


@pytest.mark.parametrize("key", SHIPPED)
def test_every_name_of_the_drawing_stands_in_the_picture(key: str) -> None:
    picture = read_picture(_xml(key))
    named = sorted(" ".join(one.name.split()) for one in (*picture.shapes, *picture.edges) if one.name)
    assert sorted(names_in(svg(_xml(key)))) == named
    assert svg(_xml(key)) == svg(_xml(key))


def test_the_picture_is_as_large_as_the_drawing_and_refers_to_nothing_outside() -> None:
    root = etree.fromstring(svg(_xml("micin_darurat")))
    width, height = (float(root.get(name, "0")) for name in ("width", "height"))
    with Image.open(BytesIO(png(_xml("micin_darurat"), 0.5))) as image:
        assert abs(image.width - width / 2) <= 1
        assert abs(image.height - height / 2) <= 1
    assert not [name for one in root.iter() for name in one.attrib if "href" in name or name.startswith("on")]


def test_names_are_text_and_the_office_fills_its_gaps() -> None:
    evil = b"&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; {kata}"
    changed = _xml("bap_paspor").replace(b"Memutuskan hasil BAP", evil)
    shown = list(names_in(svg(changed, lambda text: text.replace("{kata}", "isi"))))
    assert "<script>alert(1)</script> &amp; isi" in shown
    assert b"<script" not in svg(changed)


def test_places_that_are_none_and_files_without_a_drawing_still_give_a_picture() -> None:
    wild = _xml("bap_paspor").replace(b'width="180"', b'width="1e400"').replace(b'x="', b'x="nan" y="', 0)
    assert png(wild).startswith(b"\x89PNG")
    bare = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
    assert b"<svg" in svg(bare)
    with pytest.raises(BadXml):
        svg(b"<svg/>")
