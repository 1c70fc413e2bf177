"""Earlier versions of this tree, out of git, each in a folder of its own."""

import subprocess
import tarfile

import pytest

from tests import server


def git(*command):
    """Return what git says; skip the test where there is no history to ask."""
    try:
        done = subprocess.run(
            ["git", "-C", str(server.ROOT), *command], capture_output=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("git is not installed: the version before cannot be had.")
    if done.returncode:
        why = done.stderr.decode(errors="replace").strip() or f"git {' '.join(command)} failed"
        pytest.skip(f"No version before this one: {why}")
    return done.stdout


def before():
    """The commit before what is tested."""
    changed = git("status", "--porcelain", "--untracked-files=no").strip()
    return _commit("HEAD" if changed else "HEAD^")


def before_the_newest_migration():
    """The last commit on this branch that did not have the newest migration yet."""
    names = sorted(path.name for path in (server.ROOT / "claims/migrations").glob("0*.py"))
    newest = f"claims/migrations/{names[-1]}"
    found = git("log", "--first-parent", "-m", "--diff-filter=A", "-1", "--format=%H", "--", newest)
    added = found.decode().strip()
    # Not committed yet: then every commit is before it.
    return _commit(f"{added}^" if added else "HEAD")


def unpack(commit, folder):
    """Write the tree of a commit to `folder`, and return that."""
    folder.mkdir()
    archive = folder / "tree.tar"
    git("archive", "--format=tar", f"--output={archive}", commit)
    with tarfile.open(archive) as tar:
        # Python 3.11 has filters from 3.11.4 on.
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        tar.extractall(folder)  # noqa: S202  of our own history
    archive.unlink()
    return folder


def _commit(name):
    return git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").decode().strip()
