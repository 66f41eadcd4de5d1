#!/usr/bin/env python3
"""A failing fdatasync of the live segment, by strace on the real executable.

  failed_sync.py <vermilion>

From the journal thread's k-th sync of the live segment on every one fails with EIO, for a few k,
under four clients. After it: no 2xx to any write but 503 with a problem, reads answer 200, the
segment is never written or synced again; a restart recovers all that was promised.
"""
import os
import re
import tempfile
import threading

from hall import (Client, Connection, LIMIT_S, compare, end, hall, log_of, need_strace, sandbox,
                  tokens, wrong)

AT = (4, 9, 25, 60)
CLIENTS = 4
CALLED = re.compile(r" (fdatasync|pwrite64)\(\d+<.*\.live>")
LIVE = os.path.join("journal", "p00", "00000000000000000001.live")


def until_refused(client, connection, refused):
    """Steps until somebody's write is refused; a write sent after that gets no 2xx."""
    while True:
        too_late = refused.is_set()
        answer = client.send(connection)
        if answer is None:
            wrong("%s: the hall closed the connection" % client.key())
            return
        if answer.status == 503:
            client.doubt = True      # its frame may have been written before the sync failed
            refused.set()
            if "problem+json" not in answer.headers.get("Content-Type", "") or \
                    not answer.headers.get("Retry-After"):
                wrong("a 503 without problem+json or Retry-After: %s" % answer.octets)
            if too_late:
                return
        elif not 200 <= answer.status < 300:
            wrong("%s was answered %d" % (client.key(), answer.status))
            return
        elif too_late:
            wrong("%s got a 2xx after the failed sync" % client.key())
            return


def reads(connection, clients):
    """Reads of what was promised before; how many answered 200."""
    good = 0
    for client in clients:
        for key in list(client.promises)[-2:]:
            promised = client.promises[key].body
            case = promised["case"]
            # Views may lag behind an answer: a reader who wants his own write names its position.
            own = "?min_position=" + promised["position"]
            for path in ("", "/timeline"):
                answer = connection.ask("GET", "/v1/cases/%s%s%s" % (case, path, own), "zhang")
                if answer is None or answer.status != 200:
                    wrong("a read of %s%s after the failed sync: %s" %
                          (case, path, answer and (answer.status, answer.body)))
                good += 1
    tasks = connection.ask("GET", "/v1/tasks", "han")
    if tasks is None or tasks.status != 200:
        wrong("the worklist after the failed sync: %s" % (tasks and (tasks.status, tasks.body)))
    return good + 1


def fail_at(k, folder, counterparts):
    data, log = (os.path.join(folder, "%s%d" % (name, k)) for name in ("hall", "strace"))
    live = os.path.join(data, LIVE)
    serving = hall(data, counterparts, before=(
        "strace", "-f", "-D", "-y", "-o", log, "-P", live, "-e", "trace=fdatasync,pwrite64", "-e",
        "inject=fdatasync:error=EIO:when=%d+" % k))
    if not serving.listens():
        wrong("k=%d: the hall did not start: %s" % (k, serving.told))
        return
    bearers = tokens(counterparts)
    clients = [Client("e%d" % number) for number in range(CLIENTS)]
    refused = threading.Event()
    threads = [threading.Thread(target=until_refused, daemon=True,
                                args=(client, Connection(serving.listening, bearers), refused))
               for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LIMIT_S)
        if thread.is_alive():
            wrong("k=%d: no 503 came" % k)
    promised = sum(len(client.promises) for client in clients)
    read = reads(Connection(serving.listening, bearers), clients)
    code = serving.stop()
    lines = log_of(log)
    syncs = [line for line in lines if " fdatasync(" in line and ".live>" in line]
    failed = [number for number, line in enumerate(lines) if "(INJECTED)" in line]
    later = [line for line in lines[failed[0] + 1:] if CALLED.search(line)] if failed else []
    if len(failed) != 1 or later:
        wrong("k=%d: %d syncs failed, and after the first came %s" % (k, len(failed), later[:3]))
    after = hall(data, counterparts)
    if not after.listens():
        wrong("k=%d: the hall does not start again: %s" % (k, after.told))
        return
    bearers = tokens(counterparts)
    for client in clients:
        client.run(Connection(after.listening, bearers),
                   lambda client=client: client.step == 0 and not client.doubt)
    after.stop()
    figures = compare(data, clients)
    print({"k": k, "syncs": len(syncs), "failed": len(failed), "promised_before": promised,
           "reads_after": read, "exit_code": code,
           "found_recorded": sum(client.replayed for client in clients),
           "decided_on_retry": sum(client.decided_late for client in clients), **figures},
          flush=True)


def main():
    need_strace()
    counterparts = sandbox()
    with tempfile.TemporaryDirectory(prefix="vermilion-eio-") as folder:
        for k in AT:
            fail_at(k, folder, counterparts)
    counterparts.kill()
    end()


main()
