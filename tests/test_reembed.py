"""Another embedding model: chosen by its folder, and made to serve an index that goes on answering meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from typer.testing import CliRunner

from assistant import Assistant, Settings
from assistant.cli import app
from index import Index
from index.embed import Embedder, bundled_model
from index.errors import AssistantError, IndexLocked, ModelMismatch, ModelMissing, ModelUnsupported
from index.models import AnyEmbedder, open_model
from index.reembed import re_embed
from index.repair import damage, repair
from index.store.renewal import FILE
from tests.test_index import consistent, found

ROOT = Path(__file__).resolve().parent.parent
SMALL = 128  # dimensions of the other models' vectors
BATCH = 16  # passages between two points from which a killed run goes on, here; few, so that few documents do

RUN = f"""
import sys
import index.reembed
from index.models import open_model
from index.reembed import re_embed
def progress(what, done, total):
    print(done, flush=True)
index.reembed.BATCH = {BATCH}
re_embed(sys.argv[1], open_model(sys.argv[2]), progress=progress)
"""


def saved(folder: Path, longest: int = 256, prompts: dict[str, str] | None = None) -> Path:
    """The bundled model with a random projection to SMALL dimensions, saved as sentence-transformers saves models."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize

    whole = SentenceTransformer(str(bundled_model()), device="cpu")
    torch.manual_seed(7)
    dense = Dense(384, SMALL, bias=False, activation_function=torch.nn.Identity())
    other = SentenceTransformer(modules=[whole[0], whole[1], dense, Normalize()], device="cpu", prompts=prompts)
    other.max_seq_length = longest
    other.save(str(folder), create_model_card=False)
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("models") / "small")


@pytest.fixture(scope="session")
def other(small: Path) -> Embedder:
    return open_model(small)


@pytest.fixture(scope="session")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled model cut to the first SMALL of its 384 dimensions: another plain BERT, which starts without torch.

    What it finds is of little worth beside the terms, but a text has the same vector every time.
    """
    folder = Path(shutil.copytree(bundled_model(), tmp_path_factory.mktemp("models") / "narrow"))
    share = 384 // SMALL
    for name, sizes in (
        ("config.json", ("hidden_size", "num_attention_heads", "intermediate_size")),
        ("1_Pooling/config.json", ("word_embedding_dimension",)),
    ):
        config = json.loads((folder / name).read_text())
        (folder / name).write_text(json.dumps(config | {size: config[size] // share for size in sizes}))
    weights = load_file(folder / "model.safetensors")
    for name, rows in weights.items():
        kept = [size // share if size % 384 == 0 else size for size in rows.shape]
        weights[name] = np.ascontiguousarray(rows[tuple(slice(size) for size in kept)])
    save_file(weights, folder / "model.safetensors")
    return folder


@pytest.fixture
def where(embedder: Embedder, folder: Path, tmp_path: Path) -> Path:
    """An index of the three documents, made with the bundled model, that nobody has open."""
    with closing(Index.open(tmp_path / "index", create=True, embedder=embedder)) as index:
        index.sync([folder])
    return tmp_path / "index"


def sizes(index: Index) -> set[int]:
    """Sizes of all vectors in the manifest."""
    ids = [one.id for batch in index.manifest.batches(100) for one in batch]
    return {rows.shape[1] for rows in index.manifest.vectors(ids).values()}


def whole(index: Index, size: int) -> None:
    """All vectors of the index, in both places, are of this size and where they belong, and none is left over."""
    consistent(index)
    assert not damage(index)
    assert sizes(index) == {size}
    assert not (index.folder / FILE).exists()
    folders = [one.name for one in index.folder.glob("vectors*")]
    assert folders == [index.stores.place.folder.name]  # type: ignore[attr-defined]


# Which model


def test_a_name_that_is_no_folder_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    for name, said in (("sentence-transformers/all-MiniLM-L6-v2", "is not a folder"), ("empty", r"no modules\.json")):
        with pytest.raises(ModelMissing, match=said + r".*nothing is downloaded\.$"):
            open_model(name)
    monkeypatch.setenv("ASSISTANT_EMBEDDER", "some/model")
    told = CliRunner().invoke(app, ["query", "What?", "--index", str(tmp_path)])
    assert isinstance(told.exception, ModelMissing)


def test_the_bundled_weights_in_another_folder_are_embedded_without_torch(tmp_path: Path, embedder: Embedder) -> None:
    copied = open_model(shutil.copytree(bundled_model(), tmp_path / "copy"))
    before = copied.fingerprint
    assert not isinstance(copied, AnyEmbedder)
    assert np.allclose(copied.question("Who knows?"), embedder.question("Who knows?"))
    (tmp_path / "copy" / "config_sentence_transformers.json").write_text(json.dumps({"prompts": {"query": "ask: "}}))
    prompted = open_model(tmp_path / "copy")
    assert isinstance(prompted, AnyEmbedder)
    assert prompted.fingerprint != before


def test_a_model_is_used_as_it_was_saved(small: Path, tmp_path: Path) -> None:
    prompts = {"query": "question: ", "document": "text: "}
    model = open_model(saved(tmp_path / "prompted", prompts=prompts))
    plain = open_model(small)
    assert np.allclose(model.question("Who?"), plain.question("question: Who?"), atol=1e-5)
    assert not np.allclose(plain.question("Who?"), model.question("Who?"), atol=1e-2)
    assert plain.question("Who?").shape == (SMALL,)
    assert plain.limit == 256 and model.limit < 256


def test_passages_follow_a_model_that_takes_less(tmp_path: Path, folder: Path) -> None:
    model = open_model(saved(tmp_path / "short", longest=100))
    (folder / "long.txt").write_text(" ".join(f"Stone {number} is made of granite." for number in range(200)))
    with closing(Index.open(tmp_path / "index", create=True, embedder=model)) as index:
        index.sync([folder])
        whole(index, SMALL)
        lengths = [len(model.tokenizer.encode(one.embedded_text).ids) for one in next(index.manifest.batches(999))]
        assert len(lengths) > 12 and max(lengths) <= 100
        assert any("one queen" in text for text in found(index, "queen in a hive"))
    with pytest.raises(ModelUnsupported, match="takes texts of 40 word pieces only"):
        _ = open_model(saved(tmp_path / "shorter", longest=40)).limit


def test_a_folder_that_cannot_be_loaded_is_one_sentence(small: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(small, tmp_path / "broken")
    (broken / "2_Dense" / "model.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelUnsupported, match="cannot be loaded"):
        open_model(broken).question("Who?")


# A change of models


def test_an_index_goes_on_with_its_model_until_it_is_embedded_anew(
    where: Path, small: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner().invoke
    monkeypatch.setenv("ASSISTANT_EMBEDDER", str(small))
    monkeypatch.setenv("ASSISTANT_INDEX", str(where))
    (folder / "rock.txt").write_text("The summit is made of granite and gneiss.")
    for call in (["index", str(folder)], ["query", "How long do worker bees live in summer?"]):
        told = run(app, call)
        assert told.exit_code == 0 and "run 'assistant doctor --re-embed' to change over" in told.stderr
        assert told.stderr.count("\n") == 1
    assert "six weeks" in told.stdout
    doctor = run(app, ["doctor"])
    assert doctor.exit_code == 1 and "FAIL  index     The settings name the embedding model small:" in doctor.output
    renewed = run(app, ["doctor", "--re-embed"])
    assert renewed.exit_code == 0 and "4 passages were embedded anew with small:" in renewed.output
    told = run(app, ["query", "How long do worker bees live in summer?"])
    assert "six weeks" in told.stdout and not told.stderr
    assert "4 unchanged" in run(app, ["index", str(folder)]).stdout
    assert "already of small:" in run(app, ["doctor", "--re-embed"]).output
    with closing(Index.open(where, embedder=open_model(small))) as index:
        whole(index, SMALL)
        assert index.manifest.fact("model") == str(small)


def test_those_who_have_it_open_follow_the_change_and_back_again(
    where: Path, embedder: Embedder, other: Embedder, folder: Path
) -> None:
    with closing(Index.open(where, embedder=embedder)) as index:
        assistant = Assistant(index, Settings())
        support = assistant.checker.support("A hive holds one queen.", list(next(index.manifest.batches(9))))
        for epoch, model in enumerate((other, embedder, other), start=1):
            assert re_embed(where, model) == 3
            answer = assistant.query("How long do worker bees live in summer?")
            assert "six weeks" in answer.text and index.embedder.fingerprint == model.fingerprint
            again = assistant.checker.support("A hive holds one queen.", list(next(index.manifest.batches(9))))
            assert [one.supported for one in again] == [one.supported for one in support]
            assert index.stores.epoch == epoch and bool(index.notice) == (model is other)
            (folder / f"rock-{epoch}.txt").write_text(f"Summit {epoch} is made of granite and gneiss.")
            assert index.sync([folder]).added == [f"rock-{epoch}.txt"]
            (folder / f"rock-{epoch}.txt").unlink()
            index.remove(f"rock-{epoch}.txt")
            whole(index, SMALL if model is other else 384)


def test_a_model_that_is_gone_is_named_and_can_be_left_behind(
    where: Path, small: Path, embedder: Embedder, tmp_path: Path
) -> None:
    moving = shutil.copytree(small, tmp_path / "moving")
    re_embed(where, open_model(moving))
    (tmp_path / "elsewhere").mkdir()
    moved = moving.rename(tmp_path / "elsewhere" / "moving")
    with pytest.raises(ModelMismatch, match=rf"made with .*moving:.* is not at {moving} any more.*--re-embed"):
        Index.open(where, embedder=embedder)
    with closing(Index.open(where, embedder=open_model(moved))) as index:  # the same model elsewhere
        assert any("one queen" in text for text in found(index, "queen in a hive"))
    assert re_embed(where, embedder) == 3
    with closing(Index.open(where, embedder=embedder)) as index:
        whole(index, 384)


def test_passages_that_do_not_fit_are_counted_before_anything_is_made(
    where: Path, folder: Path, embedder: Embedder, tmp_path: Path
) -> None:
    (folder / "long.txt").write_text(" ".join(f"Stone {number} is made of granite." for number in range(200)))
    with closing(Index.open(where, embedder=embedder)) as index:
        index.sync([folder])
    with pytest.raises(ModelUnsupported, match=r"of \d+ passages .* too long .*--index NEW"):
        re_embed(where, open_model(saved(tmp_path / "short", longest=100)))
    with closing(Index.open(where, embedder=embedder)) as index:
        whole(index, 384)


# Interrupted and disturbed


@pytest.fixture
def many(where: Path, folder: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same index with enough passages more for many batches of a run."""
    monkeypatch.setattr("index.reembed.BATCH", BATCH)
    for number in range(8):
        text = "\n\n".join(f"# Part {part}\n\nRock {number} in part {part} is granite." for part in range(12))
        (folder / f"rock-{number}.md").write_text(text)
    with closing(Index.open(where, embedder=embedder)) as index:
        index.sync([folder])
        assert index.manifest.counts()[1] > 6 * BATCH
    return where


def killed_after(lines: int, where: Path, model: Path) -> int:
    """Start a run in another process and kill it once it has told its progress so often; gives the last count."""
    call = [sys.executable, "-c", RUN, str(where), str(model)]
    with subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout
        told = [int(run.stdout.readline()) for _ in range(lines)]
        os.kill(run.pid, signal.SIGKILL)
    return told[-1]


def test_a_killed_run_goes_on_where_it_was_and_files_may_change(
    many: Path, narrow: Path, embedder: Embedder, folder: Path
) -> None:
    assert killed_after(3, many, narrow) > 0
    with closing(Index.open(many, embedder=embedder)) as index:
        assert not damage(index) and sizes(index) == {384}
        assert any("one queen" in text for text in found(index, "queen in a hive"))
        (folder / "rock-0.md").unlink()
        (folder / "rock-1.md").write_text("The summit is made of gneiss.")
        (folder / "rock-2.md").rename(folder / "stone-2.md")
        index.sync([folder])
    assert killed_after(4, many, narrow) > 0
    embedded = 0

    class Counting(Embedder):
        def passages(self, passages: Any) -> Iterator[Any]:
            nonlocal embedded
            embedded += len(passages)
            return super().passages(passages)

    total = re_embed(many, Counting(narrow))
    assert 0 < embedded < total
    with closing(Index.open(many, embedder=open_model(narrow))) as index:
        whole(index, SMALL)
        assert any("gneiss" in text for text in found(index, "gneiss at the summit"))
        assert len(index.sync([folder]).unchanged) == len(index.documents())


def test_a_run_for_another_model_starts_anew(many: Path, narrow: Path, tmp_path: Path) -> None:
    assert killed_after(3, many, narrow) > 0
    plain = open_model(shutil.copytree(bundled_model(), tmp_path / "copy"))
    re_embed(many, plain)
    with closing(Index.open(many, embedder=plain)) as index:
        whole(index, 384)


class Gone(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("before", ["renew", "clear_stale"])
def test_a_run_that_ends_around_the_change_leaves_one_model_or_the_other(
    before: str, where: Path, other: Embedder, embedder: Embedder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.store import Stores
    from index.store.manifest import Manifest

    real, calls = Stores.clear_stale, 0

    def ends(*_: object) -> None:
        raise Gone

    def second(stores: Stores) -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise Gone
        real(stores)

    with monkeypatch.context() as patch, pytest.raises(Gone):
        if before == "renew":
            patch.setattr(Manifest, "renew", ends)
        else:
            patch.setattr(Stores, "clear_stale", second)
        re_embed(where, other)
    with closing(Index.open(where, embedder=other)) as index:
        assert sizes(index) == {384 if before == "renew" else SMALL}
        assert any("one queen" in text for text in found(index, "queen in a hive"))
        (folder / "rock.txt").write_text("The summit is made of granite and gneiss.")
        index.sync([folder])
    re_embed(where, other)
    with closing(Index.open(where, embedder=other)) as index:
        whole(index, SMALL)


def test_questions_are_answered_while_it_runs_and_the_writer_is_free(
    many: Path, other: Embedder, embedder: Embedder, folder: Path
) -> None:
    """In the same process, as from the page; the answers are of one model or the other, never of both."""
    with closing(Index.open(many, embedder=embedder)) as index:
        assistant = Assistant(index, Settings())
        faults: list[BaseException] = []
        asked, wrote, stop = 0, 0, threading.Event()

        def ask() -> None:
            nonlocal asked
            while not stop.is_set():
                try:
                    assert "six weeks" in assistant.query("How long do worker bees live in summer?").text
                    asked += 1
                except BaseException as error:
                    faults.append(error)

        def progress(what: str, done: int, total: int) -> None:
            nonlocal wrote
            if done and not wrote:  # nobody holds the writer's lock now
                wrote += 1
                (folder / "summit.txt").write_text("The summit is made of granite and gneiss.")
                assert index.sync([folder]).added == ["summit.txt"]
                with pytest.raises(IndexLocked, match="embedded anew already"):
                    re_embed(many, other)

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            assistant.re_embed(other, progress)
            end = time.monotonic() + 60
            before = asked
            while asked < before + 2 and not faults and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            stop.set()
            thread.join()
        assert not faults and asked > 3 and wrote == 1
        assert index.embedder.fingerprint == other.fingerprint
        assert any("gneiss" in text for text in found(index, "gneiss at the summit"))
        whole(index, SMALL)


def test_repair_rebuilds_the_new_vectors(where: Path, other: Embedder, folder: Path) -> None:
    re_embed(where, other)
    shutil.rmtree(where / "vectors-1")
    assert len(list(repair(where, embedder=other))) == 1
    with closing(Index.open(where, embedder=other)) as index:
        whole(index, SMALL)
        assert any("one queen" in text for text in found(index, "queen in a hive"))


@pytest.mark.parametrize("room", [200, 260])  # kilobytes; at the second Chroma does not say what stopped it
def test_a_full_disk_is_one_sentence_and_the_run_goes_on_later(many: Path, narrow: Path, room: int) -> None:
    code = (
        "import resource, sys\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({room << 10}, resource.RLIM_INFINITY))\n"
        "from index import AssistantError\n" + RUN.replace("re_embed(sys", "try:\n    re_embed(sys") + ""
        "except AssistantError as error:\n    sys.exit(f'{type(error).__name__} {error}')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(many), str(narrow)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and done.stderr.startswith("DiskFull") and done.stderr.count("\n") == 1, done.stderr
    with closing(Index.open(many)) as index:
        assert sizes(index) == {384} and not damage(index)
    re_embed(many, open_model(narrow))
    with closing(Index.open(many, embedder=open_model(narrow))) as index:
        whole(index, SMALL)


def test_without_an_index_it_says_so(tmp_path: Path, other: Embedder) -> None:
    with pytest.raises(AssistantError, match="make one with"):
        re_embed(tmp_path, other)
