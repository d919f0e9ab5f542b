"""Nobody is left untold by a fault: real schedulers, killed and stopped, on a real database and a real mail server."""
