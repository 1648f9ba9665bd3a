"""Fixtures of the public pages: the furnished office, and somebody who has joined."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.office import Office
from tests.tasks.applicants.people import BUDI
from tests.web.public.people import Citizen


@pytest.fixture
def siti(office: Office, office_app: Flask) -> Citizen:
    """An applicant who has joined, with herself on the account."""
    return Citizen(office_app, office.site).join().with_person()


@pytest.fixture
def budi(office: Office, office_app: Flask) -> Citizen:
    """Another applicant, with nobody on the account."""
    return Citizen(office_app, office.site, BUDI).join()


@pytest.fixture
def nobody(office: Office, office_app: Flask) -> Citizen:
    """Somebody who has not signed in."""
    return Citizen(office_app, office.site)
