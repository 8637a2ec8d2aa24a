"""What each command's --help says besides its options: an example to copy and what one has to know. Knows no code."""

from __future__ import annotations

from app.core.i18n import N_

EXAMPLES = {
    "list": N_("""\
  counterpart --data shop --user wanglei list parts --filter hhs --limit 20
  counterpart --data shop --user wanglei list counts --view open --json
A wrong --view, --where or --sort is refused with the names there are. Only columns that this person may see come out.
"""),
    "show": N_("""\
  counterpart --data shop --user wanglei show parts 04465-0D150
  counterpart --data shop --user wanglei show counts SC-01-20261123-0001 --json
Lines that begin with → are the steps for “do”; what stands behind one is why it is not possible now. With --json the
values are written as “create” and “edit” take them.
"""),
    "create": N_("""\
  counterpart --data shop --user wanglei create parts --with '{"number": "W712/95", "name_en": "Filter", "unit": "L"}'
  counterpart --data shop --user wanglei create counts --with - < count.json
“show KIND NUMBER --json” of a similar one shows the names of the fields. The answer is the number it got.
"""),
    "edit": N_("""\
  counterpart --data shop --user wanglei edit parts W712/95 --with '{"name_en": "Oil filter"}'
Only the fields named are changed. A list of lines replaces all lines: take it from “show --json”, ids included.
"""),
    "do": N_("""\
  counterpart --data shop --user wanglei do counts SC-01-20261123-0001 start
  counterpart --data shop --user wanglei do counts SC-01-20261123-0001 approve --signer zhoumin
  counterpart --data shop --user zhoumin do stock_documents MV-01-20261123-0001 reject --with '{"reason": "twice"}'
“show” lists the steps possible now. What a step asks stands in docs/generated/workflows.md and goes into --with.
"""),
    "run": N_("""\
  counterpart --data shop --user wanglei run counts.finish_bin --with '{"count": "counts:SC-…", "bin": "bins:A-03"}'
  counterpart --data shop --user admin run people.create --with - < person.json
An id is written as KIND:NUMBER. Quantities are whole numbers in 1/1000 units here: 2.5 is 2500.
"""),
    "scan": N_("""\
  counterpart --data shop --user wanglei scan 6901234567892
  counterpart --data shop --user wanglei scan 12*W712/95 --count SC-01-20261123-0001 --bin A-03-2-05
Without --count it says what the code means. An unknown code is kept in the count, never lost: the exit code is 0.
"""),
    "load": N_("""\
  counterpart --data shop --user wanglei load SC-01-20261123-0001 collector.txt --bin A-03-2-05
The same file counts only once. A row that can't be counted is named; then nothing is counted without --despite.
"""),
    "print": N_("""\
  counterpart --data shop --user wanglei print counts.sheet SC-01-20261123-0001 --out sheet.pdf
  counterpart --data shop --user zhoumin print counts.report SC-01-20261123-0001 --out report.xlsx
  counterpart --data shop --user wanglei print parts.label W712/95 --copies 5 --as zpl --to tcp://192.168.1.50
The print is noted in the document, as in the window; a second one is marked as a copy.
"""),
    "report": N_("""\
  counterpart --data shop --user zhoumin report stock_value --out value.pdf
  counterpart --data shop --user zhoumin report turnover --since 2026-01-01 --until 2026-06-30 --out turnover.xlsx
  counterpart --data shop --user wanglei report parts.low --out low.csv
A name with a point is a saved view of a list. The file is whole or not there.
"""),
    "export": N_("""\
  counterpart --data shop --user wanglei export parts --view low --out low.xlsx
  counterpart --data shop --user admin export shop --to /media/stick
Numbers are exact and part numbers stay text, so that “import” can read the file again. The file is whole or not there.
“export shop” writes one CSV file per table and the attached files; README.csv explains every column in both languages.
"""),
    "demo": N_("""\
  counterpart --data shop demo                2,000 parts, people of every role, a year of moves; under a minute
  counterpart --data shop demo --empty        only an administrator: begin with “run people.create”
  counterpart --data two demo --empty --station 02    a second shop, which exchanges data with the first
A folder that holds a shop is refused and not touched.
"""),
    "import": N_("""\
  counterpart --data shop --user wanglei import parts parts.csv --check
  counterpart --data shop --user wanglei import parts parts.csv --defaults '{"unit": "L", "category": "FLT"}'
  counterpart --data shop --user wanglei import opening_stock stock.xlsx --map '{"part_code": "A", "quantity": "C"}'
Every row is accepted or refused by its number and reason. The exit code is 0 although rows are refused, unless
--all-or-nothing is given; a second import of the same file changes nothing.
"""),
    "backup": N_("""\
  counterpart --data shop --user admin backup
  counterpart --data shop --user admin backup --out /mnt/stick/counterpart.db
  counterpart --data shop --user admin backup --second-place
The copy is read through before it counts; work at the window goes on meanwhile.
"""),
    "restore": N_("""\
  counterpart --data shop restore shop/backups/counterpart-20261123-180000-000000.db --look
  counterpart --data shop restore shop/backups/counterpart-20261123-180000-000000.db
  counterpart --data newpc restore /mnt/stick/counterpart-RECEPTION/counterpart-20261123-180000-000000.db.age
Close the window first. The file that is replaced is kept beside it, as counterpart-replaced-….db. Numbers go on with a
jump. The passphrase of an encrypted copy is asked for, or taken from COUNTERPART_PASSPHRASE.
"""),
    "upgrade": N_("""\
  counterpart --data shop upgrade
Close the window first. If the copy can't be brought to this version, the shop stays as it is and the exit code is 3.
"""),
    "doctor": N_("""\
  counterpart --data shop doctor
  counterpart --data shop doctor --repair
The exit code is 0 if all is sound, 1 if something is not. What people wrote is never repaired, only what is derived.
"""),
    "diagnostics": N_("""\
  counterpart --data shop --user admin diagnostics --out /mnt/stick
Look into the file before you send it on: it holds versions, settings, counts of records and the log.
"""),
    "alerts": N_("""\
  counterpart --data shop alerts run
For a schedule (cron, Task Scheduler) on a PC where no window is open; needs nobody to sign in.
"""),
    "docs": N_("""\
  counterpart docs --out /tmp/docs
"""),
    "sync": N_("""\
  counterpart --data shop --user admin sync pair station-01.json --write
  counterpart --data shop --user admin sync pair station-02.json --fingerprint 3F2A-91C0-77DE-02BB-1C40
  counterpart --data shop --user admin sync export /media/exchange
  counterpart --data shop --user admin sync import /media/exchange
  counterpart --data shop --user admin sync merges --decide 1 --take other
Packages may arrive late, twice or in any order. docs/sync.md says what is in one.
"""),
}  # fmt: skip
