"""Systems outside (SIMPONI, BMS, daftar cekal, SPRI, M-Paspor CMS): what is asked of them and what they answer.

The engine coordinates and times; it never copies these systems: codes and instants only, never biometrics or reasons.
"""
