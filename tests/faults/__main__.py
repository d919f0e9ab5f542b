"""The parent of the drills' schedulers: started by tests.faults.schedulers with a socket and a setting."""

import pickle
import socket
import sys

from tests.faults.scheduler_process import fork_schedulers

_, orders, setting = sys.argv
fork_schedulers(socket.socket(fileno=int(orders)), pickle.loads(bytes.fromhex(setting)))  # noqa: S301 - it is our own
