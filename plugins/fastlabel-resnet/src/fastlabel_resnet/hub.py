"""Fetching timm's pretrained weights, or learning within seconds that they can't be had."""

from __future__ import annotations

from functools import partial
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from huggingface_hub import constants, hf_hub_download, hf_hub_url
from huggingface_hub.errors import LocalEntryNotFoundError
from timm.models import PretrainedCfg

SECONDS_TO_ANSWER = 5.0

_FIRST_SERVER_ERROR = 500


class OutOfReachError(Exception):
    """Pretrained weights can't be had; the message says why."""


def fetch_weights(description: PretrainedCfg) -> Path:
    """Return the file of a network's pretrained weights, downloaded unless it was before.

    Raises
    ------
    OutOfReachError
        If there are none, or the hub doesn't answer.
    """
    if not description.hf_hub_id:
        raise OutOfReachError("timm has none for it on the hub")
    repository, _, revision = description.hf_hub_id.partition("@")
    filename = description.hf_hub_filename or "model.safetensors"
    download = partial(hf_hub_download, repository, filename, revision=revision or None)
    try:
        return Path(download(local_files_only=True))
    except LocalEntryNotFoundError:
        _reach(hf_hub_url(repository, filename, revision=revision or None))
    try:
        return Path(download())
    # What a broken transfer raises comes from the hub's HTTP client, which is another one in each
    # of its major versions; their errors have no base in common below this.
    except Exception as error:
        reason = str(error) or type(error).__name__
        raise OutOfReachError(reason.splitlines()[0]) from error


def _reach(url: str) -> None:
    """Ask for an address once: the hub's own client would go on asking for a minute."""
    if constants.HF_HUB_OFFLINE:
        raise OutOfReachError("HF_HUB_OFFLINE is set")
    answers: SimpleQueue[str] = SimpleQueue()
    Thread(target=lambda: answers.put(_why_not(url)), daemon=True).start()
    try:
        why_not = answers.get(timeout=SECONDS_TO_ANSWER)
    except Empty:
        why_not = f"no answer within {SECONDS_TO_ANSWER:g} seconds"
    if why_not:
        raise OutOfReachError(f"{constants.ENDPOINT} can't be reached: {why_not}")


def _why_not(url: str) -> str:
    """Return why `url` doesn't answer, or an empty string if it does."""
    try:
        with urlopen(Request(url, method="HEAD"), timeout=SECONDS_TO_ANSWER):
            return ""
    except HTTPError as error:
        return f"HTTP status {error.code}" if error.code >= _FIRST_SERVER_ERROR else ""
    except URLError as error:
        return getattr(error.reason, "strerror", None) or str(error.reason)
    except (HTTPException, OSError, ValueError) as error:
        return str(error)
