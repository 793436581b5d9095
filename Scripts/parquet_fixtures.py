#!/usr/bin/env python3
"""Makes Tests/ParquetTests/Fixtures again: small Parquet files of every kind that is found in the wild.

    parquet_fixtures.py

Needs pyarrow 26.0.1 and datasets 5.2.0. The files with equal rows hold what Tests/ParquetTests/ExampleRows.swift computes.
"""

import pathlib

import datasets
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Tests/ParquetTests/Fixtures"
ROWS = 12


def audio(i):
    if i == 5:
        return None
    return {"bytes": bytes((i * 7 + j) % 256 for j in range(40 + i)), "path": None if i == 6 else f"clip{i}.flac"}


def codes(i):
    if i == 7:
        return None
    return [[(i * 100 + frame * 16 + q) % 2048 for q in range(16)] for frame in range(i % 4)]


def table(text=pa.string(), binary=pa.binary(), list_=pa.list_):
    columns = {
        "audio": pa.array([audio(i) for i in range(ROWS)], pa.struct([("bytes", binary), ("path", text)])),
        "text": pa.array([None if i == 3 else f"Sentence {i}: ɗaya" for i in range(ROWS)], pa.string()).cast(text),
        "language": pa.array(["Hausa"] * ROWS, pa.string()).cast(text),
        "votes": pa.array([None if i == 4 else i * 1000 for i in range(ROWS)], pa.int64()),
        "duration": pa.array([None if i == 8 else i / 4 for i in range(ROWS)], pa.float32()),
        "audio_codes": pa.array([codes(i) for i in range(ROWS)], list_(list_(pa.int16()))),
    }
    return pa.table(columns)


def write(name, table, **options):
    pq.write_table(table, FOLDER / f"{name}.parquet", **options)


def write_groups(name, table, counts):
    """Writes row groups of so many rows each, also without any."""
    start = 0
    with pq.ParquetWriter(FOLDER / f"{name}.parquet", table.schema) as writer:
        for count in counts:
            writer.write_table(table.slice(start, count))
            start += count


def dictionary_table():
    made = table()
    for name in ("text", "language"):
        made = made.set_column(made.schema.get_field_index(name), name, made[name].dictionary_encode())
    return made


def main():
    FOLDER.mkdir(exist_ok=True)
    for file in FOLDER.glob("*.parquet"):
        file.unlink()

    # Equal rows, stored in different ways.
    write("old-snappy", table(), row_group_size=5)
    for codec in ("gzip", "zstd", "brotli", "lz4", "none"):
        write(codec, table(), compression=codec)
    write("pages-2", table(), data_page_version="2.0", compression="zstd", row_group_size=7)
    write("format-1", table(), version="1.0", use_compliant_nested_type=False, store_schema=False)
    write("small-pages", table(), data_page_size=64, write_batch_size=2, compression="none", use_dictionary=False,
          write_page_index=True, write_page_checksum=True)
    encodings = {
        "audio.bytes": "DELTA_LENGTH_BYTE_ARRAY", "audio.path": "DELTA_BYTE_ARRAY", "text": "DELTA_BYTE_ARRAY",
        "votes": "DELTA_BINARY_PACKED", "duration": "BYTE_STREAM_SPLIT",
        "audio_codes.list.element.list.element": "DELTA_BINARY_PACKED",
    }
    write("delta", table(), use_dictionary=False, column_encoding=encodings)
    write("large", table(pa.large_string(), pa.large_binary(), pa.large_list))
    write("views", table(pa.string_view(), pa.binary_view()))
    write("dictionary", dictionary_table(), row_group_size=6)
    features = datasets.Features({
        "audio": datasets.Audio(sampling_rate=24000), "text": datasets.Value("string"),
        "language": datasets.Value("string"), "votes": datasets.Value("int64"), "duration": datasets.Value("float32"),
        "audio_codes": datasets.List(datasets.List(datasets.Value("int16"))),
    })
    datasets.Dataset(table().cast(features.arrow_schema)).to_parquet(FOLDER / "datasets.parquet", batch_size=ROWS)

    # One column of each type.
    write("types", pa.table({
        "int8": pa.array([-128, None, 127], pa.int8()),
        "uint8": pa.array([0, None, 255], pa.uint8()),
        "uint16": pa.array([0, None, 65535], pa.uint16()),
        "uint32": pa.array([0, None, 2**32 - 1], pa.uint32()),
        "uint64": pa.array([0, None, 2**64 - 1], pa.uint64()),
        "float16": pa.array([0.5, None, -2], pa.float16()),
        "nothing": pa.nulls(3),
        "date": pa.array([0, None, 1], pa.date32()),
        "numbers": pa.array([[1], None, []], pa.list_(pa.int64())),
        "waveform": pa.array([{"array": [0.5], "sampling_rate": 16000}, None, None]),
        "bytes.and.path": pa.array([{"bytes": b"a", "more": 1}, None, {"bytes": b"c", "more": 3}]),
    }))

    # Rows that cannot be used, one a batch.
    write("odd-codes", pa.table({
        "audio_codes": pa.array(
            [[[1, 2], [3]], [[1, 2], None], [[1, None]], [[1, 2], [40000, 3]], [[5, 6]]], pa.list_(pa.list_(pa.int64()))),
    }))
    # Rows of a dataset of which every third one's codes are no matrix.
    write("odd-rows", pa.table({
        "audio": pa.array([audio(0)] * 100, pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        "text": [f"Sentence {i}" for i in range(100)],
        "audio_codes": pa.array(
            [[list(range(16)), [1] if i % 3 == 0 else list(range(16))] for i in range(100)], pa.list_(pa.list_(pa.int16()))),
    }))
    write("no-rows", table().slice(0, 0))
    write_groups("empty-groups", table(), [0, 5, 0, 0, 4, 0, 3, 0])
    write_groups("only-empty-groups", table(), [0, 0, 0])


if __name__ == "__main__":
    main()
