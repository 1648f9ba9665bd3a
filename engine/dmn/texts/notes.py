"""Words of errors and warnings of an evaluation, in Indonesian and in English."""

from __future__ import annotations

_EDGES = {
    "given": ("masukan", "the input"),
    "input": ("yang diperiksa", "what is asked"),
    "result": ("hasil", "the result"),
    "parameter": ("parameter", "the parameter"),
}
_MISFITS = {
    "wrong_type": (
        "{edge}{path} harus {expected}, bukan {found}",
        "{edge}{path} must be {expected}, not {found}",
    ),
    "missing_entry": ("{edge}{path} tidak ada", "{edge}{path} is missing"),
    "not_whole": ("{edge}{path} harus bilangan bulat", "{edge}{path} must be a whole number"),
    "not_allowed": (
        "{edge}{path} tidak termasuk nilai yang diizinkan untuk {type}",
        "{edge}{path} is not among the values allowed for {type}",
    ),
}

NOTES: dict[str, tuple[str, str]] = {
    "not_given": ("masukan {name} tidak diberikan", "the input {name} was not given"),
    "no_rule": ("tidak ada aturan yang berlaku", "no rule applies"),
    "input_not_listed": (
        "nilainya tidak ada dalam daftar nilai kolom",
        "the value is not in the column's list of values",
    ),
    "result_not_listed": (
        "hasilnya tidak ada dalam daftar nilai kolom",
        "the result is not in the column's list of values",
    ),
    "unique_broken": (
        "aturan {rules} berlaku bersamaan, padahal hanya satu yang boleh",
        "rules {rules} all apply where only one may",
    ),
    "any_broken": (
        "aturan {rules} berlaku bersamaan dengan hasil berbeda",
        "rules {rules} all apply, with different results",
    ),
    "not_aggregable": (
        "{aggregation} tidak dapat dihitung dari {found}",
        "{aggregation} cannot be made of {found}",
    ),
    "not_boolean": ("diperlukan benar atau salah, bukan {found}", "true or false is needed, not {found}"),
    **{
        f"{edge}_{key}": (misfit[0].replace("{edge}", words[0]), misfit[1].replace("{edge}", words[1]))
        for edge, words in _EDGES.items()
        for key, misfit in _MISFITS.items()
    },
}
"""Key of an error or warning of an evaluation -> words; keys that are not here are FEEL's."""
