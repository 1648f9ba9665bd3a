"""Words about SOPs that call each other, found when one is published: key -> (in Indonesian, in English)."""

from __future__ import annotations

TEXTS = {
    "call_unpublished": (
        ('"{name}" memanggil SOP "{called}" yang belum diterbitkan.', "Terbitkan SOP itu lebih dahulu."),
        ('"{name}" calls the SOP "{called}", which is not published.', "Publish that one first."),
    ),
    "call_circle": (
        ('SOP "{called}" memanggil "{caller}", sehingga berputar.', "Hapus salah satu panggilan."),
        ('The SOP "{called}" calls "{caller}", which makes a circle.', "Remove one of the calls."),
    ),
    "id_linked": (
        ('Id "{id}" juga dipakai SOP "{other}" yang terhubung.', "Beri id yang berbeda."),
        ('The id "{id}" is also used by the linked SOP "{other}".', "Give it another id."),
    ),
    "no_such_end": (
        ('"{caller}" menunggu akhir "{end}" yang tidak ada pada SOP "{called}".', "Sebut akhir yang ada."),
        ('"{caller}" asks for the end "{end}", which the SOP "{called}" does not have.', "Name one it has."),
    ),
    "caller_unfit": (
        ('SOP "{caller}" memanggil SOP ini dan tidak akan cocok lagi ("{what}").', "Sesuaikan keduanya."),
        ('The SOP "{caller}" calls this one and would no longer fit ("{what}").', "Make both fit."),
    ),
}
