"""Work of dbt that is left out. Each script has a process of its own, because it changes dbt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BEGIN = """
import os, sys
from pathlib import Path
from ingest.warehouse.build.unused_work import leave_out_unused_work
folder = Path(sys.argv[1])
"""

MESSAGES = """
from dbt.adapters.events.types import SQLQuery
from dbt_common.events.base_types import EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.types import Note
seen = []
EventManager.fire_event = lambda manager, event, level=None, **_: seen.append(event.pb_msg)
leave_out_unused_work()
manager = EventManager()
query = SQLQuery(conn_name="one", sql="select 1", node_info={})
manager.fire_event(query)
assert seen == []
assert (query.conn_name, query.pb_msg.sql) == ("one", "select 1")
manager.fire_event(SQLQuery(conn_name="two", sql="select 2", node_info={}), EventLevel.INFO)
manager.fire_event(Note(msg="said"), EventLevel.WARN)
assert [one.conn_name for one in seen[:1]] == ["two"]
assert seen[1].msg == "said"
"""

TABLES = """
leave_out_unused_work()
from dbt_common.clients import agate_helper
assert agate_helper.empty_table() is agate_helper.empty_table()
assert len(agate_helper.empty_table().rows) == 0
"""

MANIFEST = """
from dbt.parser import manifest
written = []
manifest.write_manifest = lambda project, target_path, which=None: written.append(project)
leave_out_unused_work()
parsed, file = folder / "partial_parse.msgpack", folder / "manifest.json"
manifest.write_manifest("no file yet", str(folder))
parsed.touch()
file.touch()
os.utime(parsed, ns=(1, 2))
os.utime(file, ns=(1, 3))
manifest.write_manifest("written after it was parsed", str(folder))
os.utime(parsed, ns=(1, 4))
manifest.write_manifest("parsed again", str(folder), "docs")
assert written == ["no file yet", "parsed again"], written
"""


@pytest.mark.parametrize("script", [MESSAGES, TABLES, MANIFEST], ids=["messages", "tables", "file"])
def test_what_is_left_out_is_not_missed(script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + script, str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
