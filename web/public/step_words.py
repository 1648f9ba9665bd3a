"""SOP steps and ends as sentences for applicants: what is happening now, said plainly."""

from __future__ import annotations

from typing import Any

from web.shell.i18n import N_, gettext

STEPS: dict[str, Any] = {
    # M-Paspor
    "bayar_pnbp": N_("We wait for your payment."),
    "bukti_pendaftaran": N_("Paid. Your proof is being made."),
    "ubah_jadwal": N_("Paid. Come on your day."),
    "siapkan_daftar_hari": N_("The office prepares the list of your day."),
    "datang_kantor": N_("Today is your day. Come to the information counter."),
    # Penerbitan, kelompok rentan
    "terima_pemohon": N_("You are at the information counter."),
    "sambut_identifikasi": N_("You are at the priority counter."),
    "antrean_prioritas": N_("You have a number of the priority counter."),
    "periksa_kelengkapan": N_("Your originals are being compared with the uploaded files."),
    "kembalikan_berkas": N_("Something is missing; you get a list of it."),
    "tunggu_kelengkapan": N_("We wait for the missing documents."),
    "dampingi_formulir": N_("An officer helps with the form."),
    "entri_pindai": N_("Your data is being entered."),
    "foto_sidik_jari": N_("Photo and fingerprints are being taken."),
    "wawancara": N_("You are being interviewed."),
    "verifikasi_bms_ajudikasi": N_(
        "Your data is being checked by the central system, then an officer decides."
    ),
    "pemeriksaan_lanjutan": N_("A further examination is needed."),
    "tanda_terima_billing": N_("Receipt and billing code are being made."),
    "tunggu_pembayaran": N_("We wait for your payment."),
    "alokasi": N_("A booklet is being allotted."),
    "cetak": N_("Your passport is being printed."),
    "uji_kualitas": N_("Your passport is being checked for quality."),
    "cetak_uji": N_("Your passport is being printed and checked."),
    "siap_diambil": N_("Your passport is being brought to the counter."),
    "serahkan": N_("Your passport is ready. Fetch it at the office."),
    "tolak": N_("A decision on refusal is being written."),
    "bap": N_("An officer takes down what happened to the passport."),
    "putusan_bap": N_("The head of the office decides on the replacement."),
    "billing_denda": N_("The bill for fine and fee is being made."),
    "tunggu_bayar_denda": N_("We wait for your payment."),
    # Micin Darurat
    "terima_permohonan": N_("We have received your request."),
    "pastikan_persyaratan": N_("The requirements are being checked."),
    "kembalikan_permohonan": N_("Something is missing; you get a list of it."),
    "siapkan_perlengkapan": N_("The team prepares its equipment."),
    "perjalanan": N_("The team is on its way to you."),
    "laksanakan_kegiatan": N_("The team is at your place."),
    "wawancara_verifikasi_cekal": N_("Interview and checks are under way."),
    "periksa_bms_ajudikasi": N_("The data is being checked by the central system, then an officer decides."),
    "tanda_terima_pembayaran": N_("Receipt and billing code are being made."),
    "cetak_ambil": N_("The passport is being printed, to be fetched at the office."),
    "lapor_koordinator": N_("The passport has been handed over. Thank you."),
}
ENDS: dict[str, Any] = {
    "END_SELESAI": N_("The passport has been handed over. Thank you."),
    "END_LANJUT_PENERBITAN": N_("The passport has been handed over. Thank you."),
    "END_NIK": N_("Your NIK has to be put right at Dukcapil first. Then begin a new application."),
    "END_WALKIN": N_("This is served at the office. Come directly, without an application here."),
    "END_HANGUS": N_("Nobody came on the day, so the application has ended and the fee is not returned."),
    "END_DITARIK": N_("The missing documents did not come in time, so the application counts as withdrawn."),
    "END_DITOLAK": N_("The application was refused. The reason is on the letter you got."),
    "END_BATAL": N_("The passport was not fetched within 30 days, so it was cancelled."),
    "END_DITUNDA": N_("The replacement was put off by decision of the head of the office."),
    "END_KEDALUWARSA": N_("The bill was not paid in time, so the application has ended."),
    "END_MPASPOR": N_("This is for everybody: begin an application on these pages."),
    "END_JADWAL_ULANG": N_("All places of that day were taken. Come on the next working day."),
    "withdrawn": N_("You have withdrawn this application."),
    "canceled": N_("The office has closed this application. Ask there for the reason."),
}


def step(element: str) -> str:
    """What is happening at a step."""
    found = STEPS.get(element)
    return str(found) if found else gettext("Your application is being worked on.")


def end(element: str) -> str:
    """How it ended."""
    found = ENDS.get(element)
    return str(found) if found else gettext("This application has ended.")
