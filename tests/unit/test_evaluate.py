"""`manage.py evaluate` with a folder that is not what it says: the error names file and remedy."""

import pytest
from django.core.management import CommandError, call_command


def refused(data):
    with pytest.raises(CommandError) as caught:
        call_command("evaluate", "contradictions", data=data)
    return str(caught.value)


def test_folder_that_is_not_there_is_named_in_plain_words(tmp_path):
    said = refused(tmp_path / "nowhere")
    assert "nowhere" in said
    assert "docs/quality.md" in said
    assert "Error(" not in said


def test_file_that_is_no_utf_8_is_told_with_its_folder(tmp_path):
    (tmp_path / "contradiction").mkdir()
    (tmp_path / "contradiction" / "sick_train.tsv").write_bytes(b"\xff\xfe\x00")
    said = refused(tmp_path)
    assert str(tmp_path) in said
    assert "Save it as UTF-8" in said
