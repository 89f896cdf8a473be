import pytest

from rag.tables import table


def test_a_file_of_a_package_is_read_once():
    assert table("rag.records", "vocabulary.toml")["deciding"]["words"]
    assert table("rag.records", "vocabulary.toml") is table("rag.records", "vocabulary.toml")


def test_a_file_that_is_not_there_is_no_empty_table():
    with pytest.raises(FileNotFoundError):
        table("rag.records", "nothing.toml")
