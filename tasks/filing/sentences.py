"""The sentences below the tables of the filed reports; always Indonesian."""

ISSUED = (
    "Paspor dihitung sekali, pada bulan siap diambil pertama kali menurut waktu kantor. Susunan tabel mengikuti "
    "Tabel 2 dan 3 naskah acuan kantor; Baru = dewasa, anak, haji/umrah, dan calon pekerja migran."
)
BALANCE = "Belum selesai awal + masuk = selesai + batal + belum selesai akhir."
TURNAROUND = (
    "Permohonan yang selesai pada periode ini, termasuk yang masuk sebelumnya; yang batal tidak diukur. Hari = 24 jam. "
    "Waktu henti: menunggu pemohon, pembayaran, perjalanan, gangguan, dan pemeriksaan lanjutan. P90: sembilan dari "
    "sepuluh permohonan tidak lebih lama dari ini. Yang belum selesai ada pada bagian 8."
)
LATE = (
    "Tenggat dihitung pada hari jatuhnya, kapan pun diketahui; alasan dan tindak lanjut menurut catatan saat "
    "data dibaca."
)
COMPLAINTS = "Belum dijawab dan lewat tenggat: keadaan pada akhir periode."
CENSORED = (
    "Keadaan pada akhir periode (atau saat data dibaca). Lama penyelesaiannya belum diketahui, hanya umurnya sampai "
    "saat itu; permohonan ini tidak ikut dihitung pada bagian 3 (data tersensor)."
)
