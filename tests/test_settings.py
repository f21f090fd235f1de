"""Settings: typed, from the environment over a file; a typo is pointed out."""

import pytest
from pydantic import ValidationError

from backend.settings import settings_from


def test_it_works():
    settings = settings_from({"CWT_PORT": "9000", "CWT_PUBLIC_URL": "https://cwt.example/", "HOME": "/root"})
    assert (settings.port, settings.address) == (9000, "https://cwt.example")


def test_the_environment_wins_over_the_file(tmp_path):
    file = tmp_path / "settings.env"
    file.write_text("# 端口\nCWT_PORT=9001\nCWT_PROXIES = 1\n")
    settings = settings_from({"CWT_SETTINGS": str(file), "CWT_PORT": "9002"})
    assert (settings.port, settings.proxies) == (9002, 1)


def test_a_name_that_is_none_is_pointed_out(capsys):
    assert settings_from({"CWT_PROT": "9000"}).port == 8000
    assert "CWT_PROT" in capsys.readouterr().err


def test_a_value_of_the_wrong_kind_is_refused():
    with pytest.raises(ValidationError):
        settings_from({"CWT_PORT": "many"})


def test_a_real_site_is_the_default():
    settings = settings_from({})
    assert not settings.demo and settings.secure_cookies and not settings.sandbox_url
