#!/usr/bin/env python3
"""`kill -9` at random moments under load: no decision that was acknowledged is lost or doubled.

  killed_at_random.py <vermilion>

CRASH_CYCLES kills (25 unless said), CRASH_SEED their seed (else a new one, printed). One kill in
six comes while the hall starts, the others up to 300 ms into the load of four clients.
"""
import os
import random
import tempfile
import threading
import time

from hall import Client, Connection, WRONG, compare, end, hall, sandbox, tokens, wrong

CYCLES = int(os.environ.get("CRASH_CYCLES", "25"))
SEED = int(os.environ.get("CRASH_SEED", "0")) or random.SystemRandom().randrange(1, 1 << 32)
CLIENTS = 4
KILL_WITHIN_S = 0.300


def load(serving, clients, bearers, seconds):
    """All clients at once; the hall is killed `seconds` after they were let go."""
    over = threading.Event()
    go = threading.Barrier(len(clients) + 1)

    def work(client):
        connection = Connection(serving.listening, bearers)
        go.wait()
        client.run(connection, over.is_set)

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    go.wait()
    time.sleep(seconds)          # the random moment itself, not a wait for something
    serving.kill()
    over.set()
    for thread in threads:
        thread.join()


def main():
    chance = random.Random(SEED)
    print("seed %d, %d kills" % (SEED, CYCLES), flush=True)
    clients = [Client("c%d" % number) for number in range(CLIENTS)]
    counterparts = sandbox()
    starting = in_doubt = 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vermilion-crash-") as folder:
        data = os.path.join(folder, "hall")
        for cycle in range(CYCLES):
            serving = hall(data, counterparts)
            if chance.random() < 1 / 6:
                time.sleep(chance.uniform(0, KILL_WITHIN_S))
                starting += serving.listening is None
                serving.kill()
                continue
            if not serving.listens():
                wrong("cycle %d: the hall did not start: %s" % (cycle, serving.told))
                break
            bearers = tokens(counterparts)
            for client in clients:
                client.repeat_one(Connection(serving.listening, bearers), chance)
            load(serving, clients, bearers, chance.uniform(0, KILL_WITHIN_S))
            in_doubt += sum(client.doubt for client in clients)
            if WRONG:
                print("in cycle %d" % cycle)
                break
        serving = hall(data, counterparts)
        if not serving.listens():
            wrong("the hall did not start at the end: %s" % serving.told)
        else:
            bearers = tokens(counterparts)
            for client in clients:        # what is in doubt is settled, and the case ended
                connection = Connection(serving.listening, bearers)
                client.run(connection, lambda client=client: client.step == 0 and not client.doubt)
            serving.kill()
        figures = compare(data, clients)
    counterparts.kill()
    figures |= {"seed": SEED, "kills": CYCLES, "kills_while_starting": starting,
                "in_doubt": in_doubt, "found_recorded": sum(c.replayed for c in clients),
                "decided_on_retry": sum(c.decided_late for c in clients),
                "seconds": round(time.monotonic() - began, 1)}
    print(figures)
    if figures["promises"] < CYCLES:
        wrong("hardly any load: %d promises" % figures["promises"])
    end()


main()
