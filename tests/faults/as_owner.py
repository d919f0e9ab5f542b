"""Limiting what another process may write, as the account that it runs under: only that one may."""

import multiprocessing
import os
import resource
from contextlib import suppress

_processes = multiprocessing.get_context("forkserver")


def limit_file_size(pid: int, size: int) -> None:
    """No file that the process writes may grow beyond so many bytes: to the process, the disk is full.

    One that has ended meanwhile writes nothing more anyway.
    """
    try:
        owner = os.stat(f"/proc/{pid}")
    except FileNotFoundError:
        return
    if (owner.st_uid, owner.st_gid) == (os.getuid(), os.getgid()):
        _limit(pid, size)
        return
    helper = _processes.Process(target=_limit_as, args=(owner.st_uid, owner.st_gid, pid, size), daemon=True)
    helper.start()
    helper.join()
    assert helper.exitcode == 0, f"process {pid} could not be limited"


def _limit_as(user: int, group: int, pid: int, size: int) -> None:
    os.setgid(group)
    os.setuid(user)
    _limit(pid, size)


def _limit(pid: int, size: int) -> None:
    with suppress(ProcessLookupError):
        _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))
