"""What every test may use; fixtures that belong together live in tests/fixtures."""

from hypothesis import settings

# How long an example takes says something of the machine, nothing of the code; and every run tries the same ones.
settings.register_profile("tests", deadline=None, derandomize=True)
settings.load_profile("tests")

pytest_plugins = [
    "tests.fixtures.plugin",
    "tests.fixtures.counting",
    "tests.fixtures.proving",
    "tests.fixtures.large",
]
