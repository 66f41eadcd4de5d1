"""The auditor's commands end as DESIGN §11 says, and the audit names what was planted.

tools.py VERMILION MAKE_HOUSE: exits 0 when every command has the exit code and the words it should.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

vermilion, make_house = sys.argv[1:3]
COMMANDS = [("verify",), ("audit",), ("rebuild",), ("journal", "list"), ("journal", "show"),
            ("replay",)]


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def expect(code, *command):
    done = run(vermilion, *command)
    if done.returncode != code:
        sys.exit(f"{command}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
    return done


def need(holds, *what):
    if not holds:
        sys.exit("tools: " + " ".join(str(part) for part in what))


with tempfile.TemporaryDirectory() as scratch:
    data = pathlib.Path(scratch) / "house"
    made = run(make_house, data, 6)
    need(made.returncode == 0, made.stderr)
    some = ["--seq", "1"]
    case = next(line.split()[3] for line in
                expect(0, "journal", "list", "--data", data).stdout.splitlines()
                if " Submitted " in line)
    more = {("journal", "show"): some, ("replay",): ["--case", case]}
    for command in COMMANDS:
        need("--data" in expect(0, *command, "--help").stdout, command, "explains no --data")
        expect(2, *command)
        expect(2, *command, "--data", data / "nowhere", *more.get(command, []))
        expect(0, *command, "--data", data, *more.get(command, []))
        json.loads(expect(0, *command, "--data", data, "--json",
                          *more.get(command, [])).stdout.splitlines()[0])
    expect(2, "journal", "show", "--data", data, "--seq", "100000")
    expect(2, "replay", "--data", data, "--case", "no case")
    expect(2, "replay", "--data", data, "--case", "00" * 16)
    need("测试人员" not in expect(0, "replay", "--data", data, "--case", case).stdout,
         "a name is shown that should stay sealed")

    # While a hall runs, the tools are refused, and say why.
    hall = subprocess.Popen([make_house, "--hold", data], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE, text=True)
    need(hall.stdout.readline() == "open\n", "the hall did not open")
    for command in COMMANDS:
        done = expect(3, *command, "--data", data, *more.get(command, []))
        need("stop the hall first" in done.stderr, command, done.stderr)
    hall.communicate()
    expect(0, "audit", "--data", data)

    planted = run(make_house, "--plant", data).stdout.strip()
    # Chained and folded, it is nothing that verify could see.
    expect(0, "verify", "--data", data)
    report = json.loads(expect(1, "audit", "--data", data, "--json").stdout)
    need(all(one["position"] == planted for one in report["first"]), report)
    differs = {one["differs"] for one in report["first"]}
    need({"verdict", "role", "row", "states", "refusal"} <= differs, differs)
    print(f"{len(COMMANDS)} commands; the record planted at {planted} differs in", sorted(differs))
