import threading
import time

import pytest

from fastlabel_core.events import Progress, listening
from fastlabel_core.query import chunks
from fastlabel_core.query.chunks import on_all_cores

SLICES = [slice(start, start + 2) for start in range(0, 40, 2)]


@pytest.mark.parametrize("cores", [1, 2, 3])
def test_every_chunk_once(cores, monkeypatch):
    monkeypatch.setattr(chunks, "core_count", lambda: cores)
    done = []
    on_all_cores(lambda chunk: done.append((chunk.start, chunk.stop)), iter(SLICES), 40)
    assert sorted(done) == [(chunk.start, chunk.stop) for chunk in SLICES]


def test_progress_is_told_in_order_in_the_thread_of_the_caller():
    heard, threads = [], set()

    def hear(event):
        heard.append(event)
        threads.add(threading.get_ident())

    with listening(hear):
        on_all_cores(lambda chunk: None, SLICES, 40)
    assert heard == [Progress("samples", done, 40) for done in range(2, 41, 2)]
    assert threads == {threading.get_ident()}


def test_no_chunks_at_all():
    heard = []
    with listening(heard.append):
        on_all_cores(lambda chunk: 1 / 0, [], 0)
    assert heard == []


def test_several_threads_work_at_once(monkeypatch):
    monkeypatch.setattr(chunks, "core_count", lambda: 2)
    both = threading.Barrier(2, timeout=20)
    on_all_cores(lambda chunk: both.wait(), SLICES[:2], 4)


@pytest.mark.parametrize("error", [ValueError("odd"), KeyboardInterrupt(), MemoryError()])
def test_an_error_comes_out_and_stops_the_rest(error, monkeypatch):
    monkeypatch.setattr(chunks, "core_count", lambda: 2)
    begun, heard = [], []

    def work(chunk):
        begun.append(chunk.start)
        if chunk.start == 4:
            raise error
        time.sleep(0.01)

    before = threading.active_count()
    with pytest.raises(type(error)) as raised, listening(heard.append):
        on_all_cores(work, SLICES, 40)
    assert raised.value is error
    assert len(begun) < len(SLICES)
    assert [event.done for event in heard] == [2, 4]
    assert threading.active_count() == before


def test_an_interrupt_while_waiting_stops_the_rest(monkeypatch):
    monkeypatch.setattr(chunks, "core_count", lambda: 2)
    begun = []

    def work(chunk):
        begun.append(chunk.start)
        time.sleep(0.01)

    def interrupt(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), listening(interrupt):
        on_all_cores(work, SLICES, 40)
    assert len(begun) < len(SLICES)
