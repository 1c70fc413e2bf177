"""How much memory the embedded server takes: a part of what there is, within bounds."""

import pytest

from factcheck.embedded import memory


@pytest.mark.parametrize(
    ("limit", "buffers"),
    [
        (f"{512 * memory.MB}\n", "128MB"),
        (f"{2048 * memory.MB}\n", "256MB"),
        (f"{4 * memory.MB}\n", "128MB"),
    ],
)
def test_it_is_an_eighth_of_what_a_container_may_have(tmp_path, limit, buffers):
    path = tmp_path / "memory.max"
    path.write_text(limit)
    assert memory.shared_buffers((path,)) == buffers


@pytest.mark.parametrize("said", ["max\n", f"{2**63 - 4096}\n", ""])
def test_without_a_limit_it_is_a_part_of_the_machine(tmp_path, said):
    path = tmp_path / "memory.max"
    path.write_text(said)
    whole = memory.shared_buffers(())
    assert memory.shared_buffers((path, tmp_path / "missing")) == whole
    assert memory.LEAST <= int(whole.removesuffix("MB")) <= memory.MOST
