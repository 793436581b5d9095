#!/usr/bin/env python3
"""Makes a Parquet file of many short clips, for measuring how much memory preparing takes: short_clips.py COUNT FILE."""
import io
import sys
import wave

import numpy
import pyarrow
import pyarrow.parquet

RATE, SECONDS, ROWS = 8000, 0.2, 5000
SCHEMA = pyarrow.schema(
    {"audio": pyarrow.struct({"bytes": pyarrow.binary(), "path": pyarrow.string()}), "text": pyarrow.string()}
)


def clip(index: int) -> dict:
    """A tone of its own with noise, in a WAV file."""
    times = numpy.arange(int(RATE * SECONDS)) / RATE
    noise = numpy.random.default_rng(index).standard_normal(len(times))
    samples = 0.5 * numpy.sin(2 * numpy.pi * (200 + 0.01 * index) * times) + 0.002 * noise
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return {"audio": {"bytes": buffer.getvalue(), "path": f"{index}.wav"}, "text": f"Word number {index}."}


def main() -> None:
    count, path = int(sys.argv[1]), sys.argv[2]
    with pyarrow.parquet.ParquetWriter(path, SCHEMA) as writer:
        for start in range(0, count, ROWS):
            rows = [clip(index) for index in range(start, min(start + ROWS, count))]
            writer.write_table(pyarrow.Table.from_pylist(rows, schema=SCHEMA))


if __name__ == "__main__":
    main()
