"""What the proofs with other implementations share: running our command, and a line for each thing shown."""

import pathlib
import subprocess
import time


class Problem(Exception):
    """What is wrong, in a sentence."""


def expect(condition, what):
    if not condition:
        raise Problem(what)


class Command:
    """Our command, run in a folder with nothing of the user's settings but those given."""

    def __init__(self, path, folder, **environment):
        self.path, self.folder = pathlib.Path(path).resolve(), folder
        self.environment = {
            "PATH": "/usr/bin:/bin", "HOME": str(folder), "NUM_THREADS": "1", "OMP_NUM_THREADS": "1", **environment}

    def run(self, *arguments, **environment):
        """How it ended, with these variables besides."""
        line = [str(argument) for argument in (self.path, *arguments)]
        return subprocess.run(line, cwd=self.folder, env=self.environment | environment, capture_output=True,
                              text=True, timeout=600)

    def __call__(self, *arguments, **environment):
        outcome = self.run(*arguments, **environment)
        expect(outcome.returncode == 0, f"{' '.join(str(argument) for argument in arguments)} ended with "
                                        f"{outcome.returncode}: {outcome.stderr.strip()}")
        return outcome.stdout


class Proof:
    """Checks, which build on each other."""

    def __init__(self):
        self.failures = 0

    def check(self, what, function):
        """Prints one line; gives what the function gives, or None."""
        start = time.monotonic()
        try:
            result = function()
        except Exception as error:  # other packages throw all kinds
            self.failures += 1
            print(f"FAILED  {what}: {error if isinstance(error, Problem) else repr(error)}", flush=True)
            return None
        note = f": {result}" if isinstance(result, str) else ""
        print(f"ok      {what}{note} ({time.monotonic() - start:.1f} s)", flush=True)
        return result
