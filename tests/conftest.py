"""What every test may use; fixtures that belong together live in tests/fixtures."""

pytest_plugins = ["tests.fixtures.plugin", "tests.fixtures.counting"]
