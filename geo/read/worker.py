"""Runs in a process of its own, with bounds on memory and time: reads one file by GDAL or Arrow and writes text cells.

A request as JSON comes as the one argument; the answer is one line of JSON ("about") or a stream of Arrow batches
("rows": c0, c1 … as text, and wkb). It imports nothing of Kharita. GDAL knows only the one driver that the request
names, so nothing inside the file can lead it to another file, format or address. Started by `geo.read.apart`, never
imported by it.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Request = dict[str, Any]
_BATCH = 2_000
_BATCH_BYTES = 256 * 2**20
_SHOWN_BLOB = 64


class Refused(Exception):
    """What, got, want: becomes BadInput in the process that asked."""


def main() -> None:
    """Answers the request in the first argument; ends with status 3 and the refusal as JSON where it cannot."""
    request: Request = json.loads(sys.argv[1])
    warnings.simplefilter("ignore")  # measured geometries, extensions: all that matters here is in the rows
    try:
        _bound(request)
        about, rows = READERS[request["reader"]]
        if request["answer"] == "about":
            sys.stdout.write(json.dumps(about(request)))
        else:
            _write(rows(request), len(request["columns"]))
        sys.stdout.flush()
        os._exit(0)  # nothing to tidy up, and GDAL takes its time
    except BrokenPipeError:
        os._exit(0)  # whoever asked has heard enough
    except Refused as error:
        _refuse(list(error.args))
    except MemoryError:
        _refuse(["memory", "more than the limit", "a file that unpacks to less"])
    except Exception as error:  # whatever GDAL or Arrow raise about a broken file
        text = f"{type(error).__name__}: {error}".replace(request["path"], "the file")
        _refuse(["file", text[:300], "a whole file of this format"])


def _refuse(words: list[str]) -> None:
    sys.stderr.write("\n" + json.dumps(words))
    sys.stderr.flush()
    os._exit(3)


def _bound(request: Request) -> None:
    """Memory, processor time and written bytes from here on."""
    try:
        import resource
    except ImportError:  # not on this system: the sizes that were checked before have to do
        return
    for what, most in (("RLIMIT_AS", request["max_memory_bytes"]), ("RLIMIT_CPU", request["max_seconds"])):
        resource.setrlimit(getattr(resource, what), (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))  # its last words go to a file


def _write(batches: Iterator[tuple[list[pa.Array], pa.Array | None]], width: int) -> None:
    names = [pa.field(f"c{number}", pa.string()) for number in range(width)]
    schema = pa.schema([*names, pa.field("wkb", pa.binary())])
    with pa.ipc.new_stream(sys.stdout.buffer, schema) as stream:
        for columns, wkb in batches:
            length = len(wkb) if wkb is not None else len(columns[0])
            held = pa.nulls(length, pa.binary()) if wkb is None else wkb.cast(pa.binary())
            batch = pa.RecordBatch.from_arrays([*map(text_of, columns), held], schema=schema)
            if batch.nbytes > _BATCH_BYTES:
                raise Refused("rows", f"{batch.nbytes:,} bytes in {length:,} rows", f"at most {_BATCH_BYTES:,} bytes")
            stream.write_batch(batch)


def text_of(array: pa.Array) -> pa.Array:
    """A column as text: NaN is null (it stands for "missing"), dates are ISO, nested values JSON."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return text_of(array.dictionary_decode())
    if pa.types.is_floating(kind):
        wide = array.cast(pa.float64()) if kind == pa.float16() else array
        return pc.if_else(pc.is_nan(wide), pa.scalar(None, wide.type), wide).cast(pa.string())
    if pa.types.is_timestamp(kind):
        plain = pc.replace_substring_regex(array.cast(pa.string()), r"\.0+(Z?)$", r"\1")
        return pc.replace_substring(plain, " ", "T", max_replacements=1)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return pa.array([_blob(value) for value in array.to_pylist()], pa.string())
    if pa.types.is_nested(kind):
        values = array.to_pylist()
        told = [None if value is None else json.dumps(value, default=str, ensure_ascii=False) for value in values]
        return pa.array(told, pa.string())
    return array.cast(pa.string())


def _blob(value: bytes | None) -> str | None:
    if value is None:
        return None
    return value.hex() if len(value) <= _SHOWN_BLOB else f"({len(value):,} bytes)"


def _gdal(request: Request) -> Any:
    """pyogrio, once GDAL knows no driver but the one that is wanted; starts again if it knows others."""
    import pyogrio

    others = sorted(set(pyogrio.list_drivers()) - {request["driver"]})
    if others:
        if os.environ.get("KHARITA_AGAIN"):
            raise Refused("GDAL", f"drivers {', '.join(others)[:100]}", "one driver only")
        environment = {**os.environ, "KHARITA_AGAIN": "1", "OGR_SKIP": f"{os.environ['OGR_SKIP']},{','.join(others)}"}
        os.execve(sys.executable, [sys.executable, "-I", __file__, sys.argv[1]], environment)
    return pyogrio


def _gdal_about(request: Request) -> Request:
    """The layers, each with its number of features by the file's own index; of one layer the columns and the CRS."""
    gdal = _gdal(request)
    layers = [str(name) for name, _ in gdal.list_layers(request["path"])][: request["max_layers"] + 1]
    sizes: dict[str, int] = {}
    chosen = request["layer"]
    for layer in [chosen] if chosen else layers:
        info = gdal.read_info(request["path"], layer=layer, force_feature_count=True, encoding=request["encoding"])
        sizes[layer] = int(info["features"])
        if sizes[layer] or chosen:
            break
    columns = [str(name) for name in info["fields"]] if sizes else []
    crs, kind = (info["crs"], info["geometry_type"]) if sizes else (None, None)
    held = next(iter(reversed(sizes)), None)
    return {
        "layers": layers,
        "layer": held,
        "n": sizes.get(held or "", 0),
        "columns": columns,
        "crs": crs,
        "kind": kind,
    }


def _gdal_rows(request: Request) -> Iterator[tuple[list[pa.Array], pa.Array | None]]:
    gdal = _gdal(request)
    opened = gdal.raw.open_arrow(
        request["path"],
        layer=request["layer"],
        encoding=request["encoding"],
        batch_size=_BATCH,
        use_pyarrow=True,
        datetime_as_string=True,
    )
    with opened as (meta, reader):
        geometry = meta["geometry_name"] or "wkb_geometry"
        at = reader.schema.get_field_index(geometry)
        wanted = [reader.schema.get_field_index(name) for name in request["columns"]]
        for batch in reader:
            yield [batch.column(number) for number in wanted], batch.column(at) if at >= 0 else None


def _parquet(request: Request) -> Any:
    import pyarrow.parquet as pq

    most = 64 * 2**20
    return pq.ParquetFile(request["path"], thrift_string_size_limit=most, thrift_container_size_limit=1_000_000)


def _parquet_about(request: Request) -> Request:
    file = _parquet(request)
    meta = file.metadata
    sizes = [meta.row_group(number).total_byte_size for number in range(meta.num_row_groups)]
    rows = [meta.row_group(number).num_rows for number in range(meta.num_row_groups)]
    geo = json.loads((meta.metadata or {}).get(b"geo", b"null"))
    names = [str(field.name) for field in file.schema_arrow]
    types = {str(field.name): str(field.type) for field in file.schema_arrow}
    return {"sizes": sizes, "rows": rows, "n": meta.num_rows, "columns": names, "types": types, "geo": geo}


def _parquet_rows(request: Request) -> Iterator[tuple[list[pa.Array], pa.Array | None]]:
    file = _parquet(request)
    wanted = [*request["columns"], *([request["geometry"]] if request["geometry"] else [])]
    for batch in file.iter_batches(batch_size=_BATCH, columns=wanted, use_threads=False):
        columns = [batch.column(batch.schema.get_field_index(name)) for name in wanted]
        yield (columns[:-1], _wkb(columns[-1])) if request["geometry"] else (columns, None)


def _wkb(column: pa.Array) -> pa.Array:
    """Well-known binary; points as pairs of numbers (GeoParquet 1.1 "point") become it."""
    if not pa.types.is_struct(column.type):
        return column
    import struct

    made = [None if each is None else struct.pack("<BIdd", 1, 1, each["x"], each["y"]) for each in column.to_pylist()]
    return pa.array(made, pa.binary())


About = Callable[[Request], Request]
Rows = Callable[[Request], Iterator[tuple[list[pa.Array], "pa.Array | None"]]]
READERS: dict[str, tuple[About, Rows]] = {"gdal": (_gdal_about, _gdal_rows), "parquet": (_parquet_about, _parquet_rows)}

if __name__ == "__main__":
    main()
