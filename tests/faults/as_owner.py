"""Limiting what another process may write, as the user whom it runs as: only that user may."""

import multiprocessing
import os
import pwd
import resource

_processes = multiprocessing.get_context("forkserver")


def limit_file_size(pid: int, size: int, user: str | None = None) -> None:
    """No file that the process writes may grow beyond so many bytes: to the process, the disk is full."""
    if user is None:
        _limit(pid, size)
        return
    helper = _processes.Process(target=_limit_as, args=(user, pid, size), daemon=True)
    helper.start()
    helper.join()
    assert helper.exitcode == 0, f"process {pid} could not be limited"


def _limit_as(user: str, pid: int, size: int) -> None:
    account = pwd.getpwnam(user)
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)
    _limit(pid, size)


def _limit(pid: int, size: int) -> None:
    _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, most))
