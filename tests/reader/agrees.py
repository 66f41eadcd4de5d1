"""A stranger's reader agrees with `vermilion journal list` and `replay`, and stops where it must.

agrees.py VERMILION MAKE_HOUSE: makes a small house with sealed segments, a live one and a void
frame; exits 0 when both read the same, else says the first difference.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

vermilion, make_house = sys.argv[1:3]
reader = pathlib.Path(__file__).with_name("read_journal.py")


def run(*command, good=True):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if good and done.returncode != 0:
        sys.exit(f"{command}: exit {done.returncode}\n{done.stderr}")
    return done


def same(what, ours, theirs):
    for one, other in zip(ours, theirs):
        if one != other:
            sys.exit(f"{what} differ:\n  vermilion {one}\n  reader    {other}")
    if len(ours) != len(theirs):
        sys.exit(f"{what}: vermilion has {len(ours)} lines, the reader {len(theirs)}")


with tempfile.TemporaryDirectory() as scratch:
    data = pathlib.Path(scratch) / "house"
    run(make_house, data, 12)
    partition = data / "journal" / "p00"
    sealed, live = sorted(partition.glob("*.seg")), sorted(partition.glob("*.live"))
    assert len(sealed) == 2 and len(live) == 1, "the house was to have two sealed segments"

    lines = run(sys.executable, "-B", reader, data).stdout.splitlines()
    valid = [line for line in lines if not line.startswith("void")]
    void = [line for line in lines if line.startswith("void")]
    same("records", run(vermilion, "journal", "list", "--data", data).stdout.splitlines(), valid)
    assert len(valid) > 100, "a house of twelve cases has more records"
    ours = json.loads(run(vermilion, "journal", "list", "--void", "--json", "--data", data).stdout)
    same("void records", [f"void {ours['partition']} at {ours['offset']} {ours['reason']}"], void)

    cases = sorted({line.split()[3] for line in valid} - {"-"})
    for case in cases:
        replayed = json.loads(
            run(vermilion, "replay", "--json", "--case", case, "--data", data).stdout)
        ours = [(record["position"], record["hash"][:16], record["kind"], record["fact"],
                 "/".join(record["from"]) + "→" + "/".join(record["to"]))
                for record in replayed["records"]]
        theirs = [(at, digest, kind, fact, states)
                  for at, digest, kind, owner, fact, states in (line.split() for line in valid)
                  if owner == case]
        same(f"case {case}", ours, theirs)
        last = [states for _, _, kind, _, states in theirs if kind == "accepted"][-1]
        worklist = any(fact.startswith("Task") for _, _, _, fact, _ in theirs[-1:])
        if not worklist and "/".join(replayed["stands"]["states"]) != last.split("→")[1]:
            sys.exit(f"case {case} stands at {replayed['stands']['states']}, not at {last}")

    # One octet of each segment: the reader says so, and names nothing that is not there.
    for name in [sealed[0], sealed[1], live[0], data / "house.vmr"]:
        octets = bytearray(name.read_bytes())
        octets[200] ^= 1
        name.write_bytes(octets)
        if run(sys.executable, "-B", reader, data, good=False).returncode == 0:
            sys.exit(f"an octet of {name.name} was changed, and the reader did not see it")
        octets[200] ^= 1
        name.write_bytes(octets)
    # A segment left out is a hole in the chain.
    sealed[1].rename(sealed[1].with_suffix(".away"))
    if "does not continue" not in run(sys.executable, "-B", reader, data, good=False).stderr:
        sys.exit("a segment was left out, and the reader did not see it")
    print(f"{len(valid)} records of {len(cases)} cases, {len(void)} void: the same")
