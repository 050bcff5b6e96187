"""Settings come from file, environment and arguments, and mistakes name the value."""

from pathlib import Path

import pytest

from assistant import Settings
from assistant.errors import BadSettings


def test_arguments_beat_the_environment_which_beats_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assistant.toml").write_text('index = "from-file"\n[retrieve]\ncandidates = 50\nvector_weight = 0.7\n')
    assert Settings.load().index == Path("from-file")
    monkeypatch.setenv("ASSISTANT_INDEX", "from-environment")
    monkeypatch.setenv("ASSISTANT_RETRIEVE__CANDIDATES", "60")
    settings = Settings.load()
    assert (settings.index, settings.retrieve.candidates, settings.retrieve.vector_weight) == (
        Path("from-environment"),
        60,
        0.7,
    )
    assert Settings.load(index="argument").index == Path("argument")


def test_an_unknown_name_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("[retrieve]\ncandidate = 50\n")
    with pytest.raises(BadSettings, match=r"no setting 'retrieve\.candidate': write retrieve\.candidates in"):
        Settings.load()
    (tmp_path / "assistant.toml").write_text("colour = 3\n")
    with pytest.raises(BadSettings, match=r"no setting 'colour': remove it"):
        Settings.load()


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("ASSISTANT_READ__PASAGES", "ASSISTANT_READ__PASSAGES"),
        ("ASSISTANT_READ_PASSAGES", "ASSISTANT_READ__PASSAGES"),
        ("ASSISTANT_RETREIVE__CANDIDATES", "ASSISTANT_RETRIEVE__CANDIDATES"),
        ("ASSISTANT_INDX", "ASSISTANT_INDEX"),
        ("assistant_lmm", "ASSISTANT_LLM"),
    ],
)
def test_a_misspelt_variable_is_rejected_with_the_name_that_was_meant(
    wrong: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(wrong, "1")
    with pytest.raises(BadSettings, match=rf"no setting {wrong}: write {meant}, or unset it"):
        Settings.load()


def test_a_variable_of_another_program_is_told_of_and_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("ASSISTANT_FOO", "1")
    Settings.load()
    assert caplog.messages == ["assistant: there is no setting ASSISTANT_FOO: the environment variable has no effect."]


def test_known_variables_pass_in_silence(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv("ASSISTANT_LLM_KEY", "secret")
    monkeypatch.setenv("ASSISTANT_READ", '{"passages": 3}')
    monkeypatch.setenv("ASSISTANT_WRITER__PRICES", '{"m": {"input": 1, "output": 2}}')
    settings = Settings.load()
    assert (settings.read.passages, settings.writer.prices["m"].output, caplog.messages) == (3, 2, [])


def test_a_number_out_of_bounds_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_RETRIEVE__VECTOR_WEIGHT", "3")
    with pytest.raises(BadSettings, match=r"retrieve\.vector_weight"):
        Settings.load()


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "assistant.toml").write_text("this is not toml")
    with pytest.raises(BadSettings, match=r"assistant\.toml"):
        Settings.load()


def test_a_writer_that_does_not_exist_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LLM", "magic")
    with pytest.raises(BadSettings, match="set ASSISTANT_LLM to quotes"):
        Settings.load()


def test_our_own_objection_to_a_value_is_told_in_our_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA", "somewhere")
    with pytest.raises(BadSettings, match=r"\(write folder, or an address"):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "example"),
    [
        ("ASSISTANT_SYNC__EXCLUDE", r'lists such as ASSISTANT_SYNC__EXCLUDE=\'\["\*\.tmp"\]\''),
        ("assistant_server__hosts", "lists such as assistant_server__hosts="),
        ("ASSISTANT_WRITER__PRICES", "tables such as ASSISTANT_WRITER__PRICES='{"),
        ("ASSISTANT_SYNC", "tables such as ASSISTANT_SYNC='{"),
    ],
)
def test_a_list_that_is_no_json_is_named_by_its_variable(
    name: str, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_EVALUATE__SETS", '["questions"]')
    monkeypatch.setenv(name, "*.md")
    with pytest.raises(BadSettings, match=rf"The setting {name} in the environment is not JSON: write {example}"):
        Settings.load()


def test_lists_and_switches_are_written_in_the_environment_as_the_readme_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_SYNC__EXCLUDE", '["*.tmp", "drafts/"]')
    monkeypatch.setenv("ASSISTANT_READ__READER", "false")
    settings = Settings.load()
    assert (settings.sync.exclude, settings.read.reader) == (("*.tmp", "drafts/"), False)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:80801", "http://h:abc", "http://[", "http://h:0", "http://h:8/x"]
)
def test_an_address_that_no_server_can_have_is_rejected(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA", address)
    with pytest.raises(BadSettings, match=r"'chroma' is wrong \(write folder, or an address"):
        Settings.load()


def test_an_empty_index_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assistant.toml").write_text('index = "elsewhere"\n')
    monkeypatch.setenv("ASSISTANT_INDEX", "")
    with pytest.raises(BadSettings, match=r"'index' is wrong \(it is empty: name a folder"):
        Settings.load()
    monkeypatch.delenv("ASSISTANT_INDEX")
    with pytest.raises(BadSettings, match="it is empty"):
        Settings.load(index=" ")


def test_an_empty_host_is_not_every_address_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_SERVER__HOST", "")
    with pytest.raises(BadSettings, match=r"'server.host' is wrong"):
        Settings.load()


def test_a_home_folder_that_there_is_not_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "assistant.toml").write_text('index = "~noUser/x"\n')
    with pytest.raises(BadSettings, match=r"'index' is wrong \(there is no home folder ~noUser: write the whole path"):
        Settings.load()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings.load(index="~/x").index == tmp_path / "x"
