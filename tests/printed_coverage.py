"""Coverage of a whole run, printed before pytest's closing line: ``python -m pytest -p tests.printed_coverage``."""

import io
import signal

import coverage
import pytest

# Begun on import, which is before pytest reads any file that imports ours.
MEASURED = coverage.Coverage(config_file="pyproject.toml")
MEASURED.erase()
MEASURED.start()


def pytest_configure() -> None:
    """A run that is told to end closes its fixtures first, for one of them is a server."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Stop measuring, gather what other processes measured, and print the files that are not fully run."""
    MEASURED.stop()
    MEASURED.save()
    whole = coverage.Coverage(config_file="pyproject.toml")
    whole.combine()
    terminalreporter.section("coverage")
    table = io.StringIO()
    whole.report(file=table, skip_covered=True, show_missing=True)
    terminalreporter.write(table.getvalue())
