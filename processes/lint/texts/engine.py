"""Words about what only the engine's compiler finds: key -> ((what, to do) in Indonesian, in English)."""

from __future__ import annotations

TEXTS = {
    "unknown_decision": (
        (
            'Tugas aturan "{name}" menyebut {reference}: model atau keputusan itu belum diterbitkan.',
            "Terbitkan modelnya dahulu, atau tulis model/keputusan bila model memuat beberapa.",
        ),
        (
            'The business rule task "{name}" names {reference}: that model or decision is not published.',
            "Publish the model first, or write model/decision where a model has several.",
        ),
    ),
    "not_feel": (
        ('Ungkapan pada "{name}" bukan FEEL yang sah (huruf ke-{position}).', "Perbaiki ungkapannya."),
        ('The expression at "{name}" is no valid FEEL (character {position}).', "Mend the expression."),
    ),
    "no_function": (
        ('Ungkapan pada "{name}" memanggil fungsi {function} yang tidak ada.', "Pakai fungsi FEEL yang ada."),
        (
            'The expression at "{name}" calls the function {function}, which does not exist.',
            "Use one that FEEL has.",
        ),
    ),
    "bad_timer": (
        ('Pewaktu pada "{name}" tidak dapat dipakai.', 'Tulis seperti PT15M, atau FEEL diawali "=".'),
        ('The timer at "{name}" cannot be used.', 'Write it like PT15M, or FEEL after "=".'),
    ),
    "unsupported": (
        (
            'Mesin tidak mendukung {kind} pada "{name}".',
            "Gambarkan dengan tugas, gerbang atau peristiwa biasa.",
        ),
        ('The engine does not support {kind} at "{name}".', "Use plain tasks, gateways or events."),
    ),
    "no_message": (
        ('"{name}" menunggu pesan yang tidak ada.', "Pilih pesannya."),
        ('"{name}" waits for a message that does not exist.', "Choose its message."),
    ),
    "bad_loop": (
        ('Perulangan pada "{name}" tidak dapat dipakai.', "Isi jumlah perulangan atau koleksi."),
        ('The repetition at "{name}" cannot be used.', "Give a cardinality or a collection."),
    ),
}
OTHER = (
    ('Mesin menolak "{name}" ({key}).', "Sederhanakan bagian ini, atau hapus."),
    ('The engine refuses "{name}" ({key}).', "Simplify this part, or remove it."),
)
