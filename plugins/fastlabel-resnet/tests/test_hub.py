"""A hub that can't be reached costs seconds, not minutes."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import huggingface_hub.constants
import pytest
import timm
from fastlabel_resnet import hub
from fastlabel_resnet.hub import OutOfReachError, fetch_weights
from huggingface_hub.errors import LocalEntryNotFoundError
from timm.models import PretrainedCfg


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache instead of the user's."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", False)
    return tmp_path


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes a connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def failing_port() -> Iterator[int]:
    """A port whose server is out of order."""

    class OutOfOrder(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_error(503)

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), OutOfOrder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def dropping_port() -> Iterator[int]:
    """A port whose server tells of a file, and hangs up when it is to send it."""

    class Dropping(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("X-Repo-Commit", "0" * 40)
            self.send_header("ETag", '"weights"')
            self.send_header("Content-Length", "1000")
            self.end_headers()

        def do_GET(self) -> None:
            pass

        def log_message(self, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Dropping) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def why_out_of_reach(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> str:
    template = endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
    monkeypatch.setattr(huggingface_hub.constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    began = time.monotonic()
    with pytest.raises(OutOfReachError) as caught:
        fetch_weights(timm.get_pretrained_cfg("test_resnet"))
    assert time.monotonic() - began < 3
    return str(caught.value)


def test_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
    reason = why_out_of_reach(endpoint, monkeypatch)
    assert reason == f"{endpoint} can't be reached: Connection refused"


def test_silent(silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SECONDS_TO_ANSWER", 0.5)
    endpoint = f"http://127.0.0.1:{silent_port}"
    reason = why_out_of_reach(endpoint, monkeypatch)
    assert reason.startswith(f"{endpoint} can't be reached: ")


def test_name_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "SECONDS_TO_ANSWER", 0.2)
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **named: over.wait(20) and [])
    reason = why_out_of_reach("http://hub.invalid", monkeypatch)
    over.set()
    assert reason == "http://hub.invalid can't be reached: no answer within 0.2 seconds"


def test_out_of_order(failing_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint = f"http://127.0.0.1:{failing_port}"
    reason = why_out_of_reach(endpoint, monkeypatch)
    assert reason == f"{endpoint} can't be reached: HTTP status 503"


def test_download_that_breaks_off(dropping_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # The hub's client waits for seconds before it tries again.
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    reason = why_out_of_reach(f"http://127.0.0.1:{dropping_port}", monkeypatch)
    assert reason == "Server disconnected without sending a response."


@pytest.mark.parametrize(
    ("error", "told"), [(OSError("first\nsecond"), "first"), (TimeoutError(), "TimeoutError")]
)
def test_what_is_told_of_an_error(
    monkeypatch: pytest.MonkeyPatch, error: OSError, told: str
) -> None:
    def download(*given: object, local_files_only: bool = False, **named: object) -> str:
        raise LocalEntryNotFoundError("not yet") if local_files_only else error

    monkeypatch.setattr(hub, "hf_hub_download", download)
    monkeypatch.setattr(hub, "_reach", lambda url: None)
    assert why_out_of_reach("http://hub.example", monkeypatch) == told


def test_endpoint_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "can't be reached: unknown url type" in why_out_of_reach("nonsense", monkeypatch)


def test_offline_by_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    assert why_out_of_reach("http://127.0.0.1:1", monkeypatch) == "HF_HUB_OFFLINE is set"


def test_network_without_weights() -> None:
    with pytest.raises(OutOfReachError, match=r"^timm has none for it on the hub$"):
        fetch_weights(PretrainedCfg())


def test_weights_downloaded_before_need_no_hub(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_reach", lambda url: pytest.fail(f"asked for {url}"))
    model = cache / "models--timm--test_resnet.r160_in1k"
    (model / "refs").mkdir(parents=True)
    (model / "refs/main").write_text("0" * 40)
    kept = model / "snapshots" / ("0" * 40) / "model.safetensors"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"weights")
    assert fetch_weights(timm.get_pretrained_cfg("test_resnet")) == kept
