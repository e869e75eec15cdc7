"""Coverage of a whole run, printed before pytest's closing line: ``python -m pytest -p tests.printed_coverage``."""

import io
import os
import signal

import coverage
import pytest

# A process that runs a part of the tests is measured like any other process that the first one starts.
FIRST = "PYTEST_XDIST_WORKER" not in os.environ
# Begun on import, which is before pytest reads any file that imports ours.
MEASURED = coverage.Coverage.current() or coverage.Coverage(config_file="pyproject.toml")
if FIRST:
    MEASURED.erase()
MEASURED.start()


def pytest_configure() -> None:
    """A run that is told to end closes its fixtures first, for one of them is a server."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Keep what this process measured, for one that is started for a part of the tests ends without asking."""
    MEASURED.stop()
    MEASURED.save()


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Gather what every process measured, and print the files that are not fully run."""
    if not FIRST:
        return
    whole = coverage.Coverage(config_file="pyproject.toml")
    whole.combine()
    terminalreporter.section("coverage")
    table = io.StringIO()
    whole.report(file=table, skip_covered=True, show_missing=True)
    terminalreporter.write(table.getvalue())
