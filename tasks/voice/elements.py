"""The nine elements of the satisfaction survey (PermenPANRB 14/2017), in the order in which answers are stored.

The order of the last two differs between sources: the regulation's list names the handling of complaints before the
facilities, the questionnaire in its annex asks for the facilities eighth and complaints ninth. Neither could be read
in the State Gazette itself. Answers are stored in the order of the questionnaire, which is what people fill in; the
index gives every element the same weight, so the order changes no figure, only the number before a name.
"""

from __future__ import annotations

ELEMENTS = (
    "requirements",  # U1 persyaratan
    "procedure",  # U2 sistem, mekanisme, dan prosedur
    "time",  # U3 waktu penyelesaian
    "cost",  # U4 biaya/tarif
    "product",  # U5 produk spesifikasi jenis pelayanan
    "competence",  # U6 kompetensi pelaksana
    "conduct",  # U7 perilaku pelaksana
    "facilities",  # U8 sarana dan prasarana; some sources: U9
    "complaints",  # U9 penanganan pengaduan, saran, dan masukan; some sources: U8
)
COLUMNS = tuple(f"u{number}" for number in range(1, len(ELEMENTS) + 1))
SCALE = (1, 2, 3, 4)
