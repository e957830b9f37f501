"""What may be configured, where it comes from, and what is refused in words."""

from pathlib import Path

import pytest

from lectorium.kit.settings import LlmEndpoint, Settings
from lectorium_hub.stack.blueprint import Options, draw
from lectorium_hub.stack.config import DATABASE_URLS, load_config
from lectorium_hub.stack.errors import StackError
from lectorium_hub.stack.home import Home, find_home
from lectorium_hub.stack.provision import as_role, plain
from lectorium_hub.stack.secrets import SecretFolder

EXTERNAL = {name: f"postgresql+psycopg://role:pass@db.example/{name}" for name in DATABASE_URLS}


def toml(path: Path, **values: object) -> Path:
    path.write_text("\n".join(f"{name} = {value!r}" for name, value in values.items()))
    return path


def test_without_anything_the_stack_runs_its_own(tmp_path: Path) -> None:
    config = load_config(tmp_path / "config.toml", {})
    assert (config.own_postgres, config.own_valkey, config.port, config.bind, config.workers) == (
        True, True, None, "127.0.0.1", 2,
    )  # fmt: skip


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    path = toml(tmp_path / "config.toml", port=8100, redis_url="redis://file/0", workers=3)
    config = load_config(path, {"LECTORIUM_REDIS_URL": "redis://environment/0", "LECTORIUM_PORT": ""})
    assert config.outside == {"redis_url": "redis://environment/0"}
    assert (config.port, config.workers, config.own_valkey) == (8100, 3, False)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"datbase_url": "x"}, "doesn't exist: datbase_url"),
        ({"port": 70000}, "a number from 0 to 65535 for port"),
        ({"port": "eighty"}, "not 'eighty'"),
        ({"workers": 0}, "for workers"),
        ({"sandbox_way": "jail"}, "auto, namespaces, landlock for sandbox_way, not 'jail'"),
        ({"sandbox_preload": "numpy;pandas"}, "'numpy;pandas' is no module"),
        ({"llm_sekonds": 1}, "doesn't exist: llm_sekonds"),
        ({"llm_idle_seconds": -1}, "llm_idle_seconds. Input should be greater than 0"),
        ({"llm_endpoints": "{"}, "no JSON"),
        ({"llm_endpoints": '{"gpu": {"base_url": "gpu.example"}}'}, "llm_endpoints.gpu.base_url"),
        (
            {"llm_endpoints": '{"gpu": {"base_url": "http://gpu.example/v1", "tokens_field": "tokens"}}'},
            "llm_endpoints.gpu.tokens_field",
        ),
        ({"database_url": "x"}, "not all of its roles: owner_database_url"),
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, values: dict[str, object], complaint: str) -> None:
    with pytest.raises(StackError, match=complaint):
        load_config(toml(tmp_path / "config.toml", **values), {})


def test_broken_toml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("port 8000")
    with pytest.raises(StackError, match="is not TOML"):
        load_config(path, {})


def test_what_is_external_is_not_started(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**EXTERNAL, "redis_url": "redis://queue.example/0"}.items():
        monkeypatch.setenv(f"LECTORIUM_{name.upper()}", value)
    home.create()
    names = {node.name for node in draw(home, Options(port=0)).nodes}
    assert not names & {"postgres", "valkey"}
    assert {"roles", "migrate", "hub", "api", "proxy", "worker-1", "worker-2", "beat"} <= names
    assert not home.postgres.exists()


def test_processes_read_what_was_configured(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTORIUM_OBJECTS_URL", "s3+http://KEY:SECRET@store.example:9000/bucket")
    monkeypatch.setenv("LECTORIUM_OAUTH_CLIENT_ID", "lectorium-at-school")
    home.create()
    draw(home, Options(port=0))
    for name in ("OBJECTS_URL", "OAUTH_CLIENT_ID"):
        monkeypatch.delenv(f"LECTORIUM_{name}")
    monkeypatch.setenv("LECTORIUM_SECRETS_DIR", str(home.secrets))
    settings = Settings()
    assert settings.objects_url == "s3+http://KEY:SECRET@store.example:9000/bucket"
    assert settings.oauth_client_id == "lectorium-at-school"
    assert settings.database_url.startswith("postgresql+psycopg://lectorium_app:")
    draw(home, Options(port=0))
    assert Settings().objects_url == home.objects.as_uri().replace("file:", "folder:")
    assert Settings().oauth_client_id == ""


def test_model_servers_are_tables_of_the_file(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.create()
    more = 'organizations = ["north"]\ntokens_field = "max_completion_tokens"\n'
    home.config.write_text(f'[llm_endpoints.gpu]\nbase_url = "http://gpu.example/v1"\napi_key = "k"\n{more}')
    draw(home, Options(port=0))
    monkeypatch.setenv("LECTORIUM_SECRETS_DIR", str(home.secrets))
    settings = Settings()
    assert settings.llm_endpoints["gpu"] == LlmEndpoint(
        base_url="http://gpu.example/v1",
        api_key="k",
        organizations=frozenset({"north"}),
        tokens_field="max_completion_tokens",
    )
    assert SecretFolder(home.secrets)["models_key"] in settings.llm_embedded_url


def test_model_servers_elsewhere_replace_our_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    home.create()
    assert "models" in {node.name for node in draw(home, Options(port=0)).nodes}
    monkeypatch.setenv("LECTORIUM_LLM_EMBEDDED_URL", "http://:k@models.example/v1")
    assert "models" not in {node.name for node in draw(home, Options(port=0)).nodes}
    assert SecretFolder(home.secrets)["lectorium_llm_embedded_url"] == "http://:k@models.example/v1"


def test_an_administrators_url_becomes_one_for_each_role() -> None:
    url = as_role("postgresql://admin:a%40b@db.example:6432/x?sslmode=require", "app", "p/w", "lectorium")
    assert url == "postgresql+psycopg://app:p%2Fw@db.example:6432/lectorium?sslmode=require"
    assert plain(url).startswith("postgresql://app:")


def test_the_home_is_chosen_named_or_the_platforms(tmp_path: Path) -> None:
    assert find_home(tmp_path, {"LECTORIUM_HOME": "/other"}).path == tmp_path
    assert find_home(None, {"LECTORIUM_HOME": "/other"}).path == Path("/other")
    assert find_home(None, {}).path.name == "lectorium"


def test_a_home_with_a_long_name_does_without_a_socket(tmp_path: Path) -> None:
    assert Home(tmp_path).sockets == tmp_path / "run"
    assert Home(tmp_path / ("x" * 100)).sockets is None


def test_secrets_are_replaced_whole(home: Home) -> None:
    home.create()
    folder = SecretFolder(home.secrets)
    folder.write("one", "first")
    folder.write("one", "second")
    assert folder["one"] == "second"
    assert [path.name for path in home.secrets.iterdir()] == ["one"]
