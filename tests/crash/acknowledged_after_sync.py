#!/usr/bin/env python3
"""No 2xx leaves before the fdatasync that covers it, shown by strace.

  acknowledged_after_sync.py <vermilion>

Twenty-one sequential writes are made on a hall under strace. In the order of its log, between the
journal's pwrite64 of a command and the send of its 2xx stands an fdatasync of the same file that
began after the write had ended and ended, with 0, before the send began.
"""
import os
import re
import tempfile

from hall import Client, Connection, end, hall, log_of, need_strace, sandbox, tokens, wrong

CASES = 7
CALLS = "pwrite64,fdatasync,sendto,sendmsg,write,writev"
BEGUN = re.compile(r"^(\d+) +[\d.]+ (\w+)\((\d+)<(.*?)>(.*)$")
RESUMED = re.compile(r"^(\d+) +[\d.]+ <\.\.\. (\w+) resumed>(.*)$")
OF_A_WRITE = re.compile(r"HTTP/1\.1 20[01] .*Vermilion-Position: (\d+:\d+)", re.DOTALL)


class Call:
    """One system call: the lines of the log where it began and ended, and what it returned."""

    def __init__(self, name, path, begun, text):
        self.name, self.path, self.begun, self.text = name, path, begun, text
        self.ended, self.result = None, None


def calls(lines):
    made, open_calls = [], {}
    for number, line in enumerate(lines):
        begun, resumed = BEGUN.match(line), RESUMED.match(line)
        if begun:
            thread, name, _, path, rest = begun.groups()
            call = Call(name, path, number, rest)
            made.append(call)
            if line.rstrip().endswith("<unfinished ...>"):
                open_calls[thread] = call
                continue
        elif resumed and resumed.group(1) in open_calls:
            call, rest = open_calls.pop(resumed.group(1)), resumed.group(3)
            call.text += rest
        else:
            continue
        call.ended, call.result = number, rest.rsplit("= ", 1)[-1].split()[0]
    return made


def judge(made):
    """(answers to writes, what is wrong with them)."""
    journal = [call for call in made if call.path.endswith(".live")]
    answers = [call for call in made if call.name not in ("pwrite64", "fdatasync")
               and OF_A_WRITE.search(call.text)]
    faults, before = [], -1
    for answer in answers:
        written = [call for call in journal if call.name == "pwrite64"
                   and call.ended is not None and before < call.begun < answer.begun]
        if not written:
            faults.append("an answer has no write of its own")
        elif not any(sync.name == "fdatasync" and sync.path == written[-1].path
                     and sync.result == "0" and written[-1].ended < sync.begun
                     and sync.ended < answer.begun
                     for sync in journal if sync.ended is not None):
            faults.append("an answer left before the sync of its write")
        before = answer.begun
    return len(answers), faults


def main():
    need_strace()
    counterparts = sandbox()
    with tempfile.TemporaryDirectory(prefix="vermilion-sync-") as folder:
        log = os.path.join(folder, "strace")
        serving = hall(os.path.join(folder, "hall"), counterparts,
                       before=("strace", "-f", "-D", "-y", "-ttt", "-s", "400", "-o", log, "-e",
                               "trace=" + CALLS))
        if not serving.listens():
            raise SystemExit("the hall did not start: %s" % serving.told)
        client = Client("sync")
        client.run(Connection(serving.listening, tokens(counterparts)),
                   lambda: client.number == CASES)
        serving.stop()
        lines = log_of(log)
    counterparts.kill()
    made = calls(lines)
    answers, faults = judge(made)
    # The judge itself can fail: without the syncs, no answer is covered.
    unsynced = judge([call for call in made if call.name != "fdatasync"])
    print({"writes": len(client.promises), "answers_seen": answers, "faults": len(faults),
           "faults_without_syncs": len(unsynced[1])})
    if answers != len(client.promises) or answers != 3 * CASES:
        wrong("strace saw %d answers to %d writes" % (answers, len(client.promises)))
    if len(unsynced[1]) != answers:
        wrong("the judge does not see that syncs are missing")
    for fault in faults:
        wrong(fault)
    end()


main()
