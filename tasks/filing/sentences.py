"""The sentences below the tables of the filed reports; always Indonesian."""

ISSUED = (
    "Paspor dihitung sekali, pada bulan siap diambil pertama kali menurut waktu kantor. Susunan tabel "
    "mengikuti Tabel 2 dan 3 naskah acuan kantor; Baru = dewasa, anak, haji/umrah, dan calon pekerja "
    "migran."
)
BALANCE = (
    "Permohonan dihitung pada SOP tempat ia dimulai. Belum selesai awal + masuk = selesai + batal + belum "
    "selesai akhir."
)
TURNAROUND = (
    "Permohonan yang selesai pada periode ini, termasuk yang masuk sebelumnya; yang batal tidak diukur. "
    "Hari = 24 jam. Waktu henti: menunggu pemohon, pembayaran, perjalanan, gangguan, dan pemeriksaan "
    "lanjutan. P90: sembilan dari sepuluh permohonan tidak lebih lama dari ini. Yang belum selesai ada "
    "pada bagian 8."
)
LATE = (
    "Tenggat dihitung pada hari jatuhnya, kapan pun diketahui; alasan dan tindak lanjut menurut catatan "
    "saat data dibaca."
)
COMPLAINTS = "Belum dijawab dan lewat tenggat: keadaan pada akhir periode."
CENSORED = (
    "Keadaan pada akhir periode (atau saat data dibaca). Lama penyelesaiannya belum diketahui, hanya "
    "umurnya sampai saat itu; permohonan ini tidak ikut dihitung pada bagian 3 (data tersensor)."
)
FORM_SOURCE = (
    "Bentuk tabel menurut PermenPANRB 35/2012, Tabel 7 (Monitoring Pelaksanaan SOP AP), dibaca dari "
    "salinan daring, bukan dari Berita Negara. Penilaian, catatan, dan usulan tindakan disusun dari "
    "catatan pelaksanaan, bukan dari pengamatan langsung; penilai melengkapinya dengan observasi, "
    "wawancara, atau diskusi."
)
RULES = (
    "Sebuah langkah dinilai tidak berjalan dengan baik bila pada periode ini (a) bagian yang selesai "
    "terlambat pasti di atas {late} %, (b) penyimpangan dari versi SOP yang berlaku (dilewati, di luar "
    "urutan, dialihkan atasan, dikerjakan orang di luar peran, tanpa petugas kedua) pasti di atas "
    "{deviating} %, (c) bagian dengan berkas kurang atau tidak sesuai pasti di atas {lacking} %, atau (d) "
    'ada tenggat terlewati yang belum diberi alasan. "Pasti" berarti batas bawah selang kepercayaan 95 % '
    "(Wilson) masih di atas batas itu."
)
LIMITS_ASSUMED = (
    "ketiga batas dan aturan (a)–(d) tidak tertulis dalam peraturan; kantor dapat mengubah batasnya di "
    "Setelan."
)
PROPOSALS = (
    "Teks bertanda * adalah usulan dari catatan (tindak lanjut yang dicatat atasan, atau sebab terbanyak) "
    "dan belum ditetapkan penilai."
)
OPEN_STEPS = (
    "Langkah yang masih terbuka pada akhir periode disebut jumlahnya; lamanya belum diketahui dan tidak "
    "ikut dihitung (data tersensor)."
)
RECONSTRUCTED = (
    "waktu baku langkah bertanda (asumsi) tidak tertulis pada sumber SOP dan harus dipastikan kantor."
)
EVALUATION_SOURCE = (
    "Ketujuh pernyataan menurut formulir evaluasi PermenPANRB 35/2012 sebagaimana dipakai beberapa "
    "instansi dalam aplikasi SOP mereka; naskah peraturannya sendiri tidak tersedia, jadi kata-kata dan "
    "urutannya belum dapat dipastikan."
)
EVALUATION_ANSWERS = (
    "Jawaban bertanda * adalah usulan dari catatan pelaksanaan dan belum ditetapkan penilai; jawaban "
    "kosong tidak dapat disimpulkan dari catatan dan harus diisi penilai."
)
EVALUATION_RULES = (
    "aturan usulan tidak tertulis dalam peraturan. Nomor 1: Ya bila bagian terlambat pasti turun dari "
    "tahun sebelumnya, Tidak bila pasti naik (Newcombe, 95 %). Nomor 3: Ya bila batas atas selang bagian "
    "terlambat tidak di atas {late} %, Tidak bila batas bawahnya di atas {late} %. Nomor 4: Ya bila tidak "
    "ada penyimpangan, Tidak bila bagiannya pasti di atas {deviating} %. Nomor 5: Ya bila semua tenggat "
    "terlewati sudah ditutup, Tidak bila ada yang belum diberi alasan."
)
SKM_FORMULA = (
    "NRR unsur = jumlah nilai / jumlah responden; NRR tertimbang = NRR × 1/9; IKM = jumlah NRR tertimbang "
    "× 25 (PermenPANRB 14/2017). Bobot dihitung tepat 1/9, pembulatan sekali pada dua desimal; mutu A "
    "88,31–100, B 76,61–88,30, C 65,00–76,60, D 25,00–64,99."
)
SKM_ORDER = (
    "urutan dua unsur terakhir (sarana dan prasarana; penanganan pengaduan) berbeda antarsumber; dipakai "
    "urutan kuesioner. Bobotnya sama, jadi tidak ada angka yang bergantung padanya."
)
SKM_SAMPLE = (
    "umur, jenis kelamin, pendidikan, dan pekerjaan responden tidak ditanyakan; satu jawaban per "
    "permohonan yang selesai."
)
SKM_PLAN = "Tiga unsur dengan nilai terendah; program, waktu, dan penanggung jawab diisi oleh kantor."
KEPT_TIME = (
    "Jangka waktu dinilai dari tenggat seluruh pelayanan yang berakhir pada periode ini; tepat waktu "
    "berarti tenggatnya tidak terlewati. Lamanya diukur dalam jam kerja kalender kantor tanpa waktu "
    "henti, sejak peristiwa yang ditetapkan standarnya."
)
KEPT_OTHERS = (
    'Komponen dengan kenyataan "tidak diukur" tidak dapat disimpulkan dari catatan pelaksanaan; komponen '
    "tanpa isi belum ditetapkan kantor."
)
KEPT_ASSUMED = (
    "jangka waktu bertanda (asumsi) tidak berasal dari peraturan atau dokumen kantor dan tidak boleh "
    "dijanjikan sebelum ditetapkan."
)
KEPT_OPEN = (
    "Permohonan yang belum selesai pada akhir periode disebut jumlahnya pada baris jangka waktu dan tidak "
    "ikut dinilai (data tersensor)."
)
