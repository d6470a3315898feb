"""How fast codes are found in a job log, side by side with a plain scan of the same text by two patterns."""

import re
import statistics
import time
from collections.abc import Callable
from random import Random

from knowledge import recognize

PLAIN = (re.compile(r"\b0x[0-9a-fA-F]{8}\b"), re.compile(r"\bV-\d+-\d+-\d+\b"))
SIZES = (1 << 10, 1 << 14, 1 << 18, 1 << 22, 20_000_000)  # characters
ROUNDS = 5
COMMON = (
    "Backed up {0} files in {1} directories. Processed {2}{0}{1} bytes in {1} minutes and {3} seconds.",
    "Directory \\\\FS0{3}\\D:\\Shares\\Projects\\{0}\\Export was processed, media server BKP01, thread {2}",
    'WARN  "\\\\SRV{3}\\C:\\ProgramData\\app\\{0}.vhdx" is a corrupt file. This file cannot verify.',
    "Event log service on SRV{3} was snapped, shadow copy {0}-{1}, id {2}, status 0x0",
    "ジョブ {1} の D:\\共有\\部門{3}\\{0}.xlsx をバックアップしました（{2} バイト）。",
)
RARE = (
    "Final error: 0xe000fed1 - A failure occurred querying the Writer status.",
    "V-79-57344-{2} - Snapshot technology error. Refer to http://www.example.com/?umi=V-79-57344-{2}",
    "Hyper-V-VMMS Event ID: 19100 'SRV{3}' background disk merge failed to complete (0x80070020)",
)


def job_log(length: int, language: str, seed: int = 1) -> str:
    """A log of so many characters; one line in three hundred has a code."""
    random, lines, size = Random(seed), [], 0  # noqa: S311  # a log is no secret
    common = COMMON if language == "ja" else COMMON[:-1]
    while size < length:
        form = random.choice(RARE) if random.random() < 1 / 300 else random.choice(common)
        numbers = (
            random.randint(1, 99_999),
            random.randint(1, 59),
            random.randint(1_000, 65_000),
            random.randint(1, 9),
        )
        lines.append(f"2026-11-{numbers[3]:02} 23:{numbers[1]:02}:07 {form.format(*numbers)}\n")
        size += len(lines[-1])
    return "".join(lines)[:length]


def plain_scan(text: str) -> object:
    """What somebody in a hurry would write."""
    return [[match.span() for match in pattern.finditer(text)] for pattern in PLAIN]


def seconds(action: Callable[[str], object], text: str) -> float:
    """Time of one run."""
    begin = time.perf_counter()
    action(text)
    return time.perf_counter() - begin


def main() -> None:
    """Both take turns on the same text, so that whatever else the machine does hits both."""
    recognize("0x80070005")
    for language in ("en", "ja"):
        log = job_log(SIZES[-1], language)
        pairs = [(seconds(recognize, log), seconds(plain_scan, log)) for _ in range(ROUNDS)]
        ours, plain = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
        ratio = statistics.median(ours / plain for ours, plain in pairs)
        found = len(recognize(log))
        print(f"job log, {language}, 20 million characters, {found:,} codes and events")
        print(f"  recognize  {len(log) / ours / 1e6:6.1f} MB/s    plain scan {len(log) / plain / 1e6:6.1f} MB/s")
        print(f"  median time relative to the plain scan: {ratio:.2f}")
        for size in SIZES:
            text, repeats = log[:size], max(1, min(200, 1_000_000 // size))
            cost = statistics.median(seconds(recognize, text) for _ in range(repeats)) / size
            print(f"  {size:>12,} characters: {cost * 1e9:6.1f} ns each")


if __name__ == "__main__":
    main()
