"""`python -m fuzz.readers [ID...] [--seconds 30]`: bytes that no program ever wrote, for every reader.

Why: golden samples hold the mistakes that somebody thought of. Atheris (libFuzzer) changes the samples, and keeps what
reaches code that was not reached before. Each reader runs in a process of its own, so that memory, hanging and crashes
of libraries are seen too. What breaks is kept in `build/fuzz/ID`; the exit code is 3 when something broke.

Needs the extra `fuzz`. No part of CI: it looks for what is not known yet, and its time has no end.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOUND = ROOT / "build" / "fuzz"
_SLOW_S, _MEMORY_MB = 20, 2048
_EXECUTED = re.compile(r"stat::number_of_executed_units:\s*(\d+)")


def main(argv: list[str] | None = None) -> int:
    """Fuzz the readers one after the other, and print how many inputs each was given and what broke."""
    parser = argparse.ArgumentParser(prog="python -m fuzz.readers", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="formats as `charter formats` names them; without: all")
    parser.add_argument("--seconds", type=int, default=30, help="for each reader")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.inside:
        _fuzz(chosen.ids[0], chosen.seconds)
    known = _ids()
    if unknown := set(chosen.ids) - set(known):
        parser.error(f"no such format: {', '.join(sorted(unknown))}")
    total, broken = 0, list[str]()
    for reader_id in chosen.ids or known:
        inputs, said = _apart(reader_id, chosen.seconds)
        total += inputs
        print(f"{reader_id:<20} {inputs:>9} inputs  {'broke' if said else 'held'}", flush=True)
        if said:
            broken.append(reader_id)
            print(said, flush=True)
    print(f"{total} inputs; broken: {', '.join(broken) or 'none'}")
    return 3 if broken else 0


def _ids() -> list[str]:
    from charter.importers.mapped_table import presets
    from charter.importers.registry import READERS

    return [reader.id for reader in (*READERS, *presets())]


def _apart(reader_id: str, seconds: int) -> tuple[int, str]:
    """How many inputs the reader was given, and the end of what was said when one of them broke it."""
    words = [sys.executable, "-m", "fuzz.readers", reader_id, "--seconds", str(seconds), "--inside"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, errors="replace", check=False)
    executed = _EXECUTED.search(done.stderr)
    said = "" if done.returncode == 0 and executed else (done.stdout[-4000:] or done.stderr[-4000:])
    return int(executed[1]) if executed else 0, said


def _fuzz(reader_id: str, seconds: int) -> None:
    """Fuzz one reader in this process; libFuzzer ends the process."""
    import atheris

    with atheris.instrument_imports(include=["charter.importers", "charter.instants"], enable_loader_override=False):
        from charter.importers.registry import by_id
        from fuzz.holds import check, seeds

    reader = by_id(reader_id)
    corpus, found = FOUND / reader_id / "corpus", FOUND / reader_id
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(reader)):
        (corpus / f"golden-{number}").write_bytes(seed)
    atheris.Setup(
        [
            sys.argv[0],
            str(corpus),
            f"-max_total_time={seconds}",
            f"-timeout={_SLOW_S}",
            f"-rss_limit_mb={_MEMORY_MB}",
            f"-artifact_prefix={found}/",
            "-print_final_stats=1",
            "-max_len=16384",
        ],
        lambda data: check(reader, data),
        custom_mutator=lambda data, size, seed: mutated(data, size, seed, atheris.Mutate),
    )
    atheris.Fuzz()


def mutated(data: bytes, size: int, seed: int, mutate: Callable[[bytes, int], bytes]) -> bytes:
    """Change the bytes; of a workbook mostly what is packed in it, for else its checksums stop every change."""
    luck = random.Random(seed)  # noqa: S311 - no secret
    if not data.startswith(b"PK") or luck.random() < 0.1:
        return mutate(data, size)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 - a workbook that was broken before
        return mutate(data, size)
    sheets = [name for name in parts if "sheet" in name] or [*parts] or [""]
    name = luck.choice(sheets if luck.random() < 0.7 else [*parts])
    parts[name] = mutate(parts.get(name, b""), max(len(parts.get(name, b"")) * 2, 64))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()[:size]


if __name__ == "__main__":
    sys.exit(main())
