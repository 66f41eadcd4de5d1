#!/usr/bin/env python3
"""A cluster that wants certificates and grants nothing by itself.

  secured.py <vermilion>

A node without its grants says which one it lacks; with them (tools/kafka.d/Grant.java) it founds
the house, takes cases and publishes. A stranger of the same authority reads nothing, a node without
a certificate or with the wrong authority does not get in, and a secret in a file that others may
read is refused.
"""
import pathlib
import subprocess
import sys
import tempfile
import time

from house import Brokers, House, ROOT, free_ports

from hall import Client, Connection, Process, WRONG, sandbox, tokens, wrong

CASES = 20


class Secured:
    def __init__(self, folder):
        self.folder = folder
        self.counterparts = sandbox()
        self.brokers = Brokers(folder / "brokers", 1, "--secure")
        self.tls = folder / "brokers" / "tls"
        self.operations = "127.0.0.1:%d" % free_ports(1)[0]

    def java(self, program, *arguments):
        return subprocess.run(["java", "-XX:TieredStopAtLevel=1", "-cp",
                               str(ROOT / "build" / "kafka" / "lib" / "*"), str(program),
                               self.brokers.list, *map(str, arguments)], capture_output=True,
                              text=True, timeout=120)

    def serve(self, security):
        return Process("serve", "--data", str(self.folder / "node"), "--listen", "127.0.0.1:0",
                       "--node", "127.0.0.1:1", "--ops", self.operations, "--sandbox",
                       self.counterparts.listening, "--grants",
                       str(ROOT / "tests" / "crash" / "grants.yaml"), "--catalogue",
                       str(ROOT / "tests" / "data" / "catalogue"), "--journal", "kafka",
                       "--brokers", self.brokers.list, "--single-broker", "--kafka-security",
                       str(security))

    def refused(self, what, security, *words):
        """A start that must fail, and say why."""
        node = self.serve(security)
        if node.listens():
            wrong("%s: it started" % what)
            node.kill()
            return
        node.process.wait(60)
        told = " ".join(node.told)
        if not any(word in told for word in words):
            wrong("%s: it says %s" % (what, told))


def works(secured):
    node = secured.serve(secured.tls / "node.security")
    if not node.listens():
        raise SystemExit("the node does not start: %s" % node.told)
    client, bearers = Client("s"), tokens(secured.counterparts)
    connection = Connection(node.listening, bearers)
    while client.number < CASES and not WRONG:
        answer = client.send(connection)
        if answer is None or answer.status not in (200, 201, 503):
            wrong("%s was answered %s" % (client.key(), answer and answer.body))
    ends, figures = time.monotonic() + 30, {}
    while figures.get("vermilion_published_total", 0) < 4 * CASES and time.monotonic() < ends:
        figures = House.figures_at(secured.operations)
    if figures["vermilion_published_total"] != 4 * CASES:
        wrong("%d cases, published: %s" % (CASES, figures["vermilion_published_total"]))
    if node.stop() != 0:
        wrong("the node ended with an error: %s" % node.told)
    listed = subprocess.run([sys.argv[1],
                             "journal", "list", "--data", str(secured.folder / "node")],
                            capture_output=True, text=True).stdout
    if listed.count(" Approved ") != CASES:
        wrong("%d of %d cases are in the journal" % (listed.count(" Approved "), CASES))


def main():
    with tempfile.TemporaryDirectory(prefix="vermilion-secured-") as folder:
        folder = pathlib.Path(folder)
        secured = Secured(folder)
        tls, topic = secured.tls, "vermilion-journal"
        try:
            plain = folder / "plain"
            plain.write_text("security.protocol = plaintext\n")
            secured.refused("a node without a certificate", plain, "no broker", "unavailable")
            other = folder / "other"
            other.write_text((tls / "node.security").read_text().replace("ca.pem", "stranger.pem"))
            secured.refused("a node that trusts another authority", other, "no broker", "SSL")
            loose = folder / "loose"
            loose.write_text("security.protocol = sasl_ssl\nsasl.password = secret\n")
            loose.chmod(0o644)
            secured.refused("a secret that others may read", loose, "chmod 600")
            wide = folder / "wide"
            wide.write_text("security.protocol = ssl\nenable.ssl.certificate.verification = no\n")
            secured.refused("a certificate that is not verified", wide, "wide:2")
            secured.refused("a node without grants", tls / "node.security", "uthoriz")
            granted = secured.java(ROOT / "tools" / "kafka.d" / "Grant.java",
                                   tls / "admin.properties", "User:CN=node", topic)
            if granted.returncode != 0:
                wrong("the grants: %s" % granted.stderr[-500:])
            works(secured)
            secured.refused("a stranger", tls / "stranger.security", "uthoriz")
        finally:
            secured.counterparts.kill()
            secured.brokers.do("stop")
        print({"cases": CASES, "grants": len(granted.stdout.splitlines())})
    raise SystemExit(1 if WRONG else 0)


main()
