"""SOPs to be written in many layouts: what stands in them is what the reader must find."""

# ruff: noqa: E501 - markup and texts read best in one line

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """A row: kegiatan, columns (from 0) of its symbols, waktu; `shape` of the first symbol."""

    activity: str
    who: tuple[int, ...]
    needs: tuple[str, ...]
    time: str
    output: tuple[str, ...]
    remark: str = ""
    shape: str = "box"
    no: str = ""  # where "tidak" leads


@dataclass(frozen=True)
class Content:
    """A whole SOP."""

    key: str
    unit: str
    number: str
    dates: tuple[str, str, str]
    approved: str
    title: str
    actors: tuple[str, ...]
    rows: tuple[Row, ...]
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)


SURAT = Content(
    "surat_masuk",
    "PEMERINTAH PROVINSI KALIMANTAN SELATAN BIRO ORGANISASI",
    "065/012/ORG/2022",
    ("3 Januari 2022", "-", "10 Januari 2022"),
    "Kepala Biro Organisasi, NIP. 19700101 199503 1 001",
    "Pengelolaan Surat Masuk",
    ("Kepala Biro", "Kepala Bagian", "Kasubbag TU", "Pengadministrasi Umum"),
    (
        Row(
            "Menerima dan mencatat surat masuk dalam buku agenda",
            (3,),
            ("Surat masuk", "Buku agenda"),
            "5 menit",
            ("Surat masuk tercatat",),
            "",
            "capsule",
        ),
        Row(
            "Memeriksa kelengkapan surat dan lembar disposisi",
            (2,),
            ("Surat masuk tercatat", "Lembar disposisi"),
            "10 Menit",
            ("Surat masuk terperiksa",),
            "Apabila tidak lengkap dikembalikan ke langkah 1",
            "diamond",
            "1",
        ),
        Row(
            "Menelaah surat masuk dan memberikan arahan kepada Kepala Bagian terkait sesuai tugas dan fungsinya",
            (0,),
            ("Surat masuk", "Lembar disposisi"),
            "1 hari",
            ("Disposisi",),
        ),
        Row(
            "Menindaklanjuti disposisi pimpinan",
            (1,),
            ("Disposisi",),
            "1 x 24 jam",
            ("Konsep surat balasan",),
        ),
        Row(
            "Mengarsipkan surat",
            (3,),
            ("Surat masuk", "Disposisi"),
            "15 menit",
            ("Arsip surat",),
            "SOP Kearsipan",
            "capsule",
        ),
    ),
    {
        "legal_basis": (
            "Undang-Undang Nomor 43 Tahun 2009 tentang Kearsipan",
            "Peraturan Menteri PANRB Nomor 35 Tahun 2012 tentang Pedoman Penyusunan Standar Operasional Prosedur Administrasi Pemerintahan",
        ),
        "qualifications": ("Memahami tata naskah dinas", "Mampu mengoperasikan komputer"),
        "related": ("SOP Pengelolaan Surat Keluar", "SOP Kearsipan"),
        "equipment": ("Komputer dan printer", "Buku agenda", "ATK"),
        "warnings": (
            "Apabila SOP ini tidak dilaksanakan maka surat tidak dapat ditindaklanjuti tepat waktu",
        ),
        "records": ("Disimpan sebagai data elektronik dan manual",),
    },
)
CUTI = Content(
    "izin_cuti",
    "BADAN KEPEGAWAIAN DAERAH",
    "800/SOP-07/BKD",
    ("12 Maret 2021", "20 April 2022", "2 Mei 2022"),
    "KEPALA BADAN KEPEGAWAIAN DAERAH Drs. H. Contoh Nama, M.Si",
    "Pelayanan Cuti Tahunan Pegawai",
    ("Pemohon", "Analis SDM", "Kasubbid Disiplin", "Kabid Pembinaan", "Kepala Badan"),
    (
        Row(
            "Mengajukan permohonan cuti",
            (0,),
            ("Formulir cuti",),
            "10 menit",
            ("Permohonan cuti",),
            "",
            "capsule",
        ),
        Row(
            "Memverifikasi sisa cuti pegawai",
            (1,),
            ("Permohonan cuti", "Kartu cuti"),
            "± 15 menit",
            ("Hasil verifikasi",),
        ),
        Row(
            "Memeriksa dan memaraf konsep surat izin cuti",
            (2,),
            ("Konsep surat izin",),
            "30’",
            ("Konsep diparaf",),
            "Jika tidak sesuai kembali ke langkah 2",
            "diamond",
            "2",
        ),
        Row(
            "Menyetujui konsep surat izin cuti",
            (3,),
            ("Konsep diparaf",),
            "max. 2 jam",
            ("Konsep disetujui",),
        ),
        Row(
            "Menandatangani surat izin cuti",
            (4,),
            ("Konsep disetujui",),
            "1-2 hari kerja",
            ("Surat izin cuti",),
        ),
        Row(
            "Memberi nomor dan menyerahkan surat izin cuti kepada pemohon",
            (1,),
            ("Surat izin cuti",),
            "5 menit",
            ("Surat izin cuti bernomor",),
        ),
        Row(
            "Menerima surat izin cuti",
            (0,),
            ("Surat izin cuti bernomor",),
            "sesuai jadwal",
            ("Tanda terima",),
            "",
            "capsule",
        ),
    ),
    {
        "legal_basis": ("Peraturan Pemerintah Nomor 11 Tahun 2017", "Peraturan BKN Nomor 24 Tahun 2017"),
        "qualifications": ("S1 semua jurusan", "Memahami peraturan kepegawaian"),
        "related": ("SOP Penomoran Surat",),
        "equipment": ("Komputer", "Printer", "Jaringan internet"),
        "warnings": ("Bila tidak dilaksanakan, hak cuti pegawai terganggu",),
        "records": ("Kartu cuti", "Buku register"),
    },
)
BELANJA = Content(
    "revisi_anggaran",
    "DINAS PEKERJAAN UMUM DAN PENATAAN RUANG",
    "SOP/PUPR/2023/018",
    ("5 Februari 2023", "-", "1 Maret 2023"),
    "Kepala Dinas, Contoh Pejabat, ST., MT. NIP 19680505 199403 1 010",
    "Penyusunan Revisi Anggaran Kegiatan",
    ("Kepala Dinas", "Sekretaris", "Kasubbag Perencanaan", "PPTK", "Staf", "Tim Anggaran"),
    tuple(
        Row(activity, who, needs, time, output, remark, shape, no)
        for activity, who, needs, time, output, remark, shape, no in (
            (
                "Memerintahkan penyusunan revisi anggaran",
                (0,),
                ("Surat edaran",),
                "1 (satu) hari kerja",
                ("Disposisi",),
                "",
                "capsule",
                "",
            ),
            (
                "Mengoordinasikan rencana revisi dengan bidang terkait",
                (1,),
                ("Disposisi",),
                "3-5 hari",
                ("Jadwal kerja",),
                "",
                "box",
                "",
            ),
            (
                "Menyiapkan bahan rapat",
                (4,),
                ("Jadwal kerja", "Data realisasi"),
                "2 hari",
                ("Bahan rapat",),
                "",
                "box",
                "",
            ),
            (
                "Melaksanakan rapat pembahasan revisi anggaran bersama seluruh bidang",
                (1, 2),
                ("Bahan rapat",),
                "1 hari",
                ("Notulen",),
                "",
                "box",
                "",
            ),
            (
                "Menyusun konsep revisi anggaran",
                (2,),
                ("Notulen",),
                "1 minggu",
                ("Konsep revisi",),
                "",
                "box",
                "",
            ),
            (
                "Memeriksa konsep revisi anggaran",
                (1,),
                ("Konsep revisi",),
                "paling lambat 3 hari kalender",
                ("Konsep terkoreksi",),
                "Tidak: kembali ke langkah 5",
                "diamond",
                "5",
            ),
            (
                "Menyetujui dan menandatangani",
                (0,),
                ("Konsep terkoreksi",),
                "1 hari",
                ("Dokumen revisi",),
                "",
                "diamond",
                "",
            ),
            (
                "Menyampaikan dokumen ke tim anggaran",
                (3,),
                ("Dokumen revisi",),
                "2 jam",
                ("Tanda terima",),
                "",
                "box",
                "",
            ),
            (
                "Mengevaluasi dokumen revisi",
                (5,),
                ("Dokumen revisi",),
                "2 minggu",
                ("Hasil evaluasi",),
                "",
                "box",
                "",
            ),
            (
                "Memperbaiki dokumen sesuai hasil evaluasi",
                (2,),
                ("Hasil evaluasi",),
                "3 hari",
                ("Dokumen perbaikan",),
                "",
                "box",
                "",
            ),
            (
                "Mengirim dokumen perbaikan",
                (4,),
                ("Dokumen perbaikan",),
                "60 menit",
                ("Bukti kirim",),
                "",
                "box",
                "",
            ),
            (
                "Menetapkan revisi anggaran",
                (5,),
                ("Dokumen perbaikan",),
                "1 bulan",
                ("DPA perubahan",),
                "",
                "box",
                "",
            ),
            (
                "Menerima DPA perubahan",
                (2,),
                ("DPA perubahan",),
                "10 menit",
                ("DPA perubahan",),
                "",
                "box",
                "",
            ),
            (
                "Mengarsipkan seluruh dokumen",
                (4,),
                ("DPA perubahan",),
                "30 menit",
                ("Arsip",),
                "",
                "capsule",
                "",
            ),
        )
    ),
    {
        "legal_basis": (
            "UU Nomor 17 Tahun 2003 tentang Keuangan Negara",
            "PP Nomor 12 Tahun 2019 tentang Pengelolaan Keuangan Daerah",
            "Permendagri Nomor 77 Tahun 2020",
        ),
        "qualifications": ("Memahami penganggaran",),
        "related": ("SOP Penyusunan RKA", "SOP Rapat Dinas"),
        "equipment": ("Laptop", "Aplikasi SIPD", "Jaringan internet"),
        "warnings": ("Keterlambatan mengakibatkan kegiatan tidak dapat dibayar",),
        "records": ("Buku kendali", "Berkas elektronik"),
    },
)
ADUAN = Content(
    "pengaduan",
    "KANTOR PELAYANAN CONTOH",
    "SOP-0031/2024",
    ("2 Juli 2024", "15 Juli 2024", "1 Agustus 2024"),
    "Kepala Kantor",
    "Penanganan Pengaduan Masyarakat",
    ("Masyarakat", "Petugas Pengaduan", "Kepala Seksi"),
    (
        Row(
            "Menyampaikan pengaduan secara langsung atau melalui aplikasi",
            (0,),
            ("Identitas diri",),
            "5 menit",
            ("Pengaduan",),
            "",
            "capsule",
        ),
        Row("Mencatat pengaduan", (1,), ("Pengaduan",), "3 menit", ("Nomor pengaduan",)),
        Row(
            "Menelaah pengaduan", (2,), ("Nomor pengaduan",), "2 hari kerja", ("Hasil telaah",), "", "diamond"
        ),
        Row(
            "Menyampaikan jawaban kepada pengadu",
            (1,),
            ("Hasil telaah",),
            "1 jam",
            ("Surat jawaban",),
            "",
            "capsule",
        ),
    ),
    {
        "legal_basis": ("UU Nomor 25 Tahun 2009 tentang Pelayanan Publik",),
        "qualifications": ("Ramah dan komunikatif",),
        "related": ("SOP Pelayanan Informasi",),
        "equipment": ("Telepon", "Komputer"),
        "warnings": ("Pengaduan yang tidak ditangani menurunkan kepercayaan masyarakat",),
        "records": ("Register pengaduan",),
    },
)
LABELS = {
    "legal_basis": "DASAR HUKUM",
    "qualifications": "KUALIFIKASI PELAKSANA",
    "related": "KETERKAITAN",
    "equipment": "PERALATAN/PERLENGKAPAN",
    "warnings": "PERINGATAN",
    "records": "PENCATATAN DAN PENDATAAN",
}
