"""Where a setting comes from, and which values are refused before anything is asked."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from ingest.api.endpoints import Endpoint
from ingest.errors import UsageError
from ingest.film.keep import KeepFilms
from ingest.players import checked_name, is_xuid, valid_gamertag
from ingest.settings import load_settings

# Requests a second, as the design document lists them.
DEFAULTS = dict.fromkeys(Endpoint, 1.0) | {
    Endpoint.MATCH_STATS: 5.0,
    Endpoint.MATCH_SKILL: 2.0,
    Endpoint.ASSET: 3.0,
    Endpoint.FILM_MANIFEST: 3.0,
    Endpoint.FILM_CHUNK: 5.0,
}


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(text: str) -> None:
    Path("ingest.toml").write_text(text, encoding="utf-8")


def test_without_any_setting_the_defaults_hold() -> None:
    settings = load_settings({})
    assert settings.rates == DEFAULTS
    assert settings.raw_dir == Path("data/raw")
    assert settings.api_url is None
    assert settings.players == []
    assert settings.keep_films is KeepFilms.DOUBTFUL


def test_environment_over_file_over_defaults() -> None:
    write("keep_films = true\n[limits]\nmatch_stats = 2\nmatch_skill = 0.5\n")
    settings = load_settings({"HALO_RATE_LIMIT": " match_stats=8 , film_chunk=1.5"})
    overrides = {
        Endpoint.MATCH_STATS: 8.0,
        Endpoint.MATCH_SKILL: 0.5,
        Endpoint.FILM_CHUNK: 1.5,
    }
    assert settings.rates == DEFAULTS | overrides
    assert settings.keep_films is KeepFilms.HIGHLIGHTS
    assert load_settings({"HALO_RATE_LIMIT": ""}).rates == DEFAULTS | {
        Endpoint.MATCH_STATS: 2.0,
        Endpoint.MATCH_SKILL: 0.5,
    }


def test_the_data_directory_comes_from_the_environment(tmp_path: Path) -> None:
    assert load_settings({"HALO_DATA_DIR": str(tmp_path)}).raw_dir == tmp_path / "raw"
    assert load_settings({"HALO_DATA_DIR": ""}).data_dir == Path("data")
    assert load_settings({}, demo=True).data_dir == Path("data/demo")
    assert load_settings({"HALO_DATA_DIR": "x"}, demo=True).data_dir == Path("x")


@pytest.mark.parametrize("text", ["off", " off "])
def test_off_lifts_every_limit_the_file_sets_too(text: str) -> None:
    write("[limits]\nmatch_stats = 2\n")
    assert load_settings({"HALO_RATE_LIMIT": text}).rates == {}


def test_the_demo_is_not_limited_unless_asked_to_and_knows_no_players_of_the_file() -> None:
    write('[[players]]\ngamertag = "Someone"\n')
    assert load_settings({}, demo=True).rates == {}
    assert load_settings({"HALO_RATE_LIMIT": "history=2"}, demo=True).rates[Endpoint.HISTORY] == 2
    assert load_settings({}, demo=True).players == []
    assert [player.name for player in load_settings({}).players] == ["Someone"]


@pytest.mark.parametrize(
    "entry",
    [
        "history", "history=", "=1", "history=fast", "History=1", "halostats=1", "history:1",
        "history=0", "history=-1", "history=nan", "history=inf", "history=1e999",
        "match_stats=5,history=0", "off,history=1", "history=1;match_stats=2", "history=1=2",
    ],
)  # fmt: skip
def test_bad_rates_are_refused_by_name(entry: str) -> None:
    with pytest.raises(UsageError, match="HALO_RATE_LIMIT") as told:
        load_settings({"HALO_RATE_LIMIT": entry})
    assert told.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("keep_film = true", "keep_film"),
        ("[limit]\nhistory = 1", "limit"),
        ("[limits]\nhalostats = 1", "limits"),
        ("[limits]\nhistory = 0", "history"),
        ("[limits]\nhistory = -0.5", "history"),
        ("[limits]\nhistory = nan", "history"),
        ('[limits]\nhistory = "fast"', "history"),
        ('keep_films = "perhaps"', "keep_films"),
        ('timezone = "Europe/Pari"', "did you mean Europe/Paris"),
        ('timezone = "europe/paris"', "did you mean Europe/Paris"),
        ('timezone = "CET-1CEST"', "time zone"),
        ("timezone = 2", "timezone"),
        ('[[players]]\ngamertag = "A"\ntimezone = "Mars/Base"', "time zone"),
        ("[[players]]", "gamertag or an xuid"),
        ('[[players]]\nname = "Someone"', "name"),
        ('[[players]]\nxuid = "12345"', "16 digits"),
        ('[[players]]\nxuid = "xuid(2533274800000001)"', "16 digits"),
        ("[[players]]\nxuid = 2533274800000001", "xuid"),
        ('[[players]]\ngamertag = "../../etc"', "not a gamertag"),
        ('[[players]]\ngamertag = ""', "not a gamertag"),
        ('players = "Someone"', "players"),
        ("keep_films = ", "cannot be read"),
        ("= 1", "cannot be read"),
    ],
)
def test_a_file_with_a_mistake_is_refused_and_the_mistake_named(text: str, named: str) -> None:
    write(text)
    with pytest.raises(UsageError, match=re.escape(named)) as told:
        load_settings({})
    assert told.value.exit_code == 2
    assert "ingest.toml" in str(told.value)


def test_files_that_are_no_text_are_refused(directory: Path) -> None:
    (directory / "ingest.toml").write_bytes(b"keep_films = true # \xff\xfe")
    with pytest.raises(UsageError, match=r"ingest\.toml cannot be read"):
        load_settings({})
    (directory / "ingest.toml").unlink()
    (directory / "ingest.toml").mkdir()
    with pytest.raises(UsageError, match=r"ingest\.toml cannot be read"):
        load_settings({})


def test_players_of_the_file_are_looked_up_by_xuid_first() -> None:
    write(
        '[[players]]\nxuid = "2533274800000001"\ngamertag = "Before Renaming"\n'
        '[[players]]\ngamertag = "Ünïcödé 1"\n[[players]]\nxuid = "2533274800000002"\n'
    )
    names = [player.name for player in load_settings({}).players]
    assert names == ["2533274800000001", "Ünïcödé 1", "2533274800000002"]


def test_a_time_zone_is_for_everybody_or_for_one_player() -> None:
    assert load_settings({}).timezone == "UTC"
    write(
        'timezone = "Europe/Paris"\n[[players]]\ngamertag = "At Home"\n'
        '[[players]]\ngamertag = "Far Away"\ntimezone = "America/Argentina/Buenos_Aires"\n'
    )
    settings = load_settings({})
    assert settings.timezone == "Europe/Paris"
    assert [player.timezone for player in settings.players] == [
        None,
        "America/Argentina/Buenos_Aires",
    ]
    assert load_settings({}, demo=True).timezone == "UTC"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://127.8.9.10:1", "http://127.8.9.10:1"),
        ("http://localhost:9", "http://localhost:9"),
        ("http://LOCALHOST", "http://localhost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("https://proxy.example.com", "https://proxy.example.com"),
        ("https://10.0.0.1:8443", "https://10.0.0.1:8443"),
        ("https://127.0.0.1:8443", "https://127.0.0.1:8443"),
    ],
)
def test_an_origin_may_take_the_place_of_the_api(url: str, origin: str) -> None:
    assert load_settings({"HALO_API_URL": url}).api_url == URL(origin)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com", "http://10.0.0.1", "http://0.0.0.0:80", "http://[::2]:80",
        "http://[::ffff:10.0.0.1]:80", "http://localhost.example.com", "http://127.0.0.1.nip.io",
        "http://localhost@example.com", "ftp://127.0.0.1", "file:///etc/passwd", "127.0.0.1:8080",
        "localhost", "//127.0.0.1:80", "http://", "https://", "http://127.0.0.1:8080/api",
        "https://example.com/v1/", "https://example.com//", "http://127.0.0.1:99999", "http://[::1",
        "https://x:abc", "https://ex ample.com",
    ],
)  # fmt: skip
def test_any_other_api_url_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="HALO_API_URL") as told:
        load_settings({"HALO_API_URL": url})
    assert told.value.exit_code == 2


def test_an_empty_api_url_is_none() -> None:
    assert load_settings({"HALO_API_URL": ""}).api_url is None


HOSTILE = st.text(
    st.characters() | st.sampled_from("/?#%\\:@&=+;,.<>\"'()[]{}\x00\r\n\t\x7f\u202e")
)
LIKELY = st.text(st.characters(categories=["L", "N", "M"]) | st.sampled_from(" '-_/?"), max_size=17)


@pytest.mark.fault("X2")
@given(HOSTILE | LIKELY)
def test_no_accepted_name_could_bend_a_url_or_a_terminal(name: str) -> None:
    if not (valid_gamertag(name) or is_xuid(name)):
        with pytest.raises(UsageError, match="neither an xuid"):
            checked_name(name)
        return
    assert checked_name(name) == name
    assert not set(name) & set('/?#%\\:@&=+;,<>"()[]{}')
    assert not [sign for sign in name if unicodedata.category(sign)[0] in "CZ" and sign != " "]
    assert 1 <= len(name) <= 16
    assert name == name.strip()


@pytest.mark.parametrize(
    "name", ["Demo Falcon", "x", "O'Brien-2_b", "Ünïcödé", "プレイヤー", "123456789012345", "नमस्ते"]
)
def test_gamertags_as_people_have_them_are_accepted(name: str) -> None:
    assert valid_gamertag(name)
    assert checked_name(name) == name


@pytest.mark.fault("X2")
@pytest.mark.parametrize(
    "name",
    [
        "", " ", " lead", "trail ", "a" * 16, "a/b", "..", "a?b", "a#b", "a%2Fb", "a\\b", "a:b",
        "a@b", "a\nb", "a\x00b", "a\tb", "a\u202eb", "a\u00a0b", "a\u200bb", "\ud800", "xuid(1)",
        "12345678901234567", "1234567890123456 ", "٠١٢٣٤٥٦٧٨٩٠١٢٣٤٥",
    ],
)  # fmt: skip
def test_hostile_names_are_neither_gamertag_nor_xuid(name: str) -> None:
    assert not valid_gamertag(name)
    with pytest.raises(UsageError) as told:
        checked_name(name)
    assert told.value.exit_code == 2


@pytest.mark.parametrize("name", ["2533274800000001", "0000000000000000"])
def test_sixteen_digits_are_an_xuid(name: str) -> None:
    assert is_xuid(name)
    assert not valid_gamertag(name)
    assert checked_name(name) == name


def test_the_file_is_looked_for_upwards(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write('timezone = "Europe/Paris"')
    below = directory / "some" / "folder"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    settings = load_settings({})
    assert settings.timezone == "Europe/Paris"
    assert settings.data_dir == directory / "data"


def test_a_nearer_file_wins(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write('timezone = "Europe/Paris"')
    (directory / "near").mkdir()
    monkeypatch.chdir(directory / "near")
    write('timezone = "Asia/Tokyo"')
    assert load_settings({}).timezone == "Asia/Tokyo"
    assert load_settings({}).data_dir == Path("data")


def test_the_users_folder_comes_last(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    personal = directory / "home" / "halo-ingest"
    personal.mkdir(parents=True)
    (personal / "ingest.toml").write_text('timezone = "Asia/Tokyo"')
    (directory / "elsewhere").mkdir()
    monkeypatch.chdir(directory / "elsewhere")
    environ = {"XDG_CONFIG_HOME": str(directory / "home")}
    assert load_settings(environ).timezone == "Asia/Tokyo"
    assert load_settings(environ).data_dir == personal / "data"
    write('timezone = "Europe/Paris"')
    assert load_settings(environ).timezone == "Europe/Paris"


def test_a_named_file_wins_and_must_exist(directory: Path) -> None:
    write('timezone = "Europe/Paris"')
    named = directory / "named" / "other.toml"
    named.parent.mkdir()
    named.write_text('timezone = "Asia/Tokyo"\ndata_dir = "../halo"')
    settings = load_settings({"HALO_CONFIG": str(named)})
    assert settings.timezone == "Asia/Tokyo"
    assert settings.data_dir.resolve() == directory / "halo"
    with pytest.raises(UsageError, match=r"nowhere\.toml does not exist"):
        load_settings({"HALO_CONFIG": "nowhere.toml"})


def test_the_data_directory_of_the_file(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write('data_dir = "matches"')
    assert load_settings({}).data_dir == Path("matches")
    assert load_settings({"HALO_DATA_DIR": "given"}).data_dir == Path("given")
    assert load_settings({}, demo=True).data_dir == Path("data/demo")
    write(f'data_dir = "{directory}/absolute"')
    assert load_settings({}).data_dir == directory / "absolute"
    monkeypatch.setenv("HOME", str(directory / "home"))
    write('data_dir = "~/halo"')
    assert load_settings({}).data_dir == directory / "home" / "halo"


def test_a_deleted_working_directory_has_no_file(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = directory / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert load_settings({"XDG_CONFIG_HOME": str(directory)}).data_dir == Path("data")


@pytest.mark.parametrize("text", ["-1", "soon", "inf", "nan"])
def test_an_odd_wait_for_shards_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="HALO_SHARD_WAIT"):
        load_settings({"HALO_SHARD_WAIT": text})


def test_the_wait_for_shards_is_a_number_of_seconds() -> None:
    assert load_settings({"HALO_SHARD_WAIT": "7.5"}).shard_wait == 7.5
    assert load_settings({}).shard_wait == 120
