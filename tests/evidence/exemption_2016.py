#!/usr/bin/env python3
"""An accounting certificate without examination (免试取得), in the spring of 2016, over HTTP.

  exemption_2016.py <vermilion> <make_house>

A hall keeps a set clock from 31 March 2016. The public notice of one calendar month ends on a
Saturday before a holiday, so it runs to 3 May: nobody confirms before 4 May. A second applicant's
notice is stopped by an objection and goes on with the days that were left. Three offices confirm,
one after the other, each by its own officer. In November 2017 the item has ended, and no
application is taken. At the end the journal is verified and audited.
"""
import hashlib
import json
import pathlib
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))
from hall import WRONG, ClockedHall, ask, end, pdf, wrong  # noqa: E402

ITEM, LIMIT_S = "accounting-certificate-exemption", 40
DEGREE = pdf("学历证书")
ID_NUMBERS = ("11010519491231002X", "440524188001010014")   # GB 11643-1999, annex


class Hall(ClockedHall):
    def __init__(self, folder):
        super().__init__(folder, "2016-03-31T09:00:00+08:00", "2010-01-01")
        self.position = "0:0"

    def token(self, who, kind):
        _, told = ask(self.counterparts.listening + "/token",
                      body={"subject": who, "kind": kind, "ttl": 600, "level": 2})
        return told["access_token"]

    def post(self, who, path, body, expect):
        self.said += 1
        kind = "person" if who.startswith("citizen") else "staff"
        status, told = ask(self.url + path, self.token(who, kind), body, "said-%d" % self.said)
        if status != expect:
            wrong("%s by %s: %d %s" % (path, who, status, told))
        self.position = told.get("position", self.position)
        return told

    def record(self, who, case, fact, expect=200, **data):
        return self.post(who, "/v1/cases/%s/facts" % case, {"fact": fact, "data": data}, expect)

    def seen(self, who, case, path=""):
        """As the views have it once they know of the last thing said."""
        status, told = ask("%s/v1/cases/%s%s?min_position=%s"
                           % (self.url, case, path, self.position), self.token(who, "person"))
        if status != 200:
            raise SystemExit("%s sees nothing of %s: %d %s" % (who, case, status, told))
        return told

    def on_notice(self):
        """What anybody reads of the notices, without a token: whose they are, and until when."""
        status, told = ask("%s/v1/public/notices?item=%s&min_position=%s"
                           % (self.url, ITEM, self.position))
        if status != 200:
            raise SystemExit("the public sees no notices: %d %s" % (status, told))
        return {row["case"]: (row["name"], row["until"]) for row in told["rows"]}

    def due(self, who, case):
        return [one["until"] for one in self.seen(who, case)["waiting"]
                if one["kind"] == "deadline"]

    def becomes(self, who, case, state):
        until = time.monotonic() + LIMIT_S
        while self.seen(who, case)["states"][0]["name"] != state:
            if time.monotonic() > until:
                wrong("%s is not %s: %s" % (case, state, self.seen(who, case)["states"]))
                return
            time.sleep(0.05)

    def apply(self, who, number, expect=201):
        return self.post(who, "/v1/cases", {
            "item": ITEM, "office": "330106",
            "people": [{"name": "样例申请人", "id_number": ID_NUMBERS[number]}],
            "materials": [{"code": "degree", "digest": self.degree(who), "grade": "C"}],
            "answers": [{"field": "school", "value": "某某财经大学"},
                        {"field": "graduated", "value": "2015"}]}, expect).get("case")

    def degree(self, who):
        """Hands a small file in; by what name it is known then."""
        size, digest = len(DEGREE), hashlib.sha256(DEGREE).hexdigest()
        begun = self.post(who, "/v1/materials", {"media_type": "application/pdf", "size": size,
                                                 "digest": digest}, 201)
        sent = urllib.request.Request(
            self.url + "/v1/materials/uploads/" + begun["upload"], DEGREE,
            {"Authorization": "Bearer " + self.token(who, "person"), "Upload-Offset": "0",
             "Content-Type": "application/partial-upload"}, method="PATCH")
        return json.loads(urllib.request.urlopen(sent, timeout=LIMIT_S).read())["material"]


def expect(what, found, wanted):
    if found != wanted:
        wrong("%s: %s, not %s" % (what, found, wanted))


def spring(hall):
    """The notice of 31 March, which nobody objects to."""
    case = hall.apply("citizen-1", 0)
    expect("before the notice", hall.on_notice(), {})
    hall.record("reviewer.330106", case, "LevelConfirmed", 409, opinion="")
    hall.record("window.330106", case, "OriginalsSeen", opinion="原件相符")
    expect("the notice", hall.due("citizen-1", case), ["2016-05-03T23:59:59.999999+08:00"])
    in_may = ("样例申请人", "2016-05-03T23:59:59.999999+08:00")
    expect("on notice", hall.on_notice(), {case: in_may})
    # Another one, to which somebody objects twelve days later: twenty-one days are left.
    other = hall.apply("citizen-2", 1)
    hall.record("citizen-3", other, "ObjectionRaised", 404, grounds="学历不实")
    hall.record("window.330106", other, "OriginalsSeen", opinion="原件相符")
    hall.at("2016-04-12T10:00:00+08:00")
    hall.record("citizen-3", other, "ObjectionRaised", grounds="学历不实")
    expect("an objection", hall.seen("citizen-2", other)["states"][0]["name"], "INVESTIGATING")
    expect("stopped", hall.on_notice(), {case: in_may, other: ("样例申请人", None)})
    for path in ("", "/timeline"):                 # not who objects, nor what he says
        shown = json.dumps(hall.seen("citizen-2", other, path), ensure_ascii=False)
        if "学历不实" in shown or shown.count("ObjectionRaised") > (path == ""):
            wrong("the applicant is shown an objection: %s" % shown)
    hall.at("2016-04-20T10:00:00+08:00")
    hall.record("handler.330106", other, "ObjectionDismissed", findings="学信网核实属实")
    expect("what was left", hall.due("citizen-2", other), ["2016-05-11T23:59:59.999999+08:00"])

    hall.at("2016-05-03T18:00:00+08:00")
    hall.record("reviewer.330106", case, "LevelConfirmed", 409, opinion="同意")
    hall.at("2016-05-04T09:00:00+08:00")
    hall.becomes("citizen-1", case, "AT_COUNTY")
    expect("the notice that ended", list(hall.on_notice()), [other])
    hall.record("reviewer.330106", case, "LevelConfirmed", opinion="同意")
    hall.record("reviewer.330106", case, "LevelConfirmed", 403, opinion="同意")
    hall.record("reviewer.330100", case, "LevelConfirmed", opinion="同意")
    hall.record("reviewer.330000", case, "LevelConfirmed", opinion="予以认定")
    hall.becomes("citizen-1", case, "RECOGNISED")
    expect("the other's notice", hall.seen("citizen-2", other)["states"][0]["name"], "NOTICE")
    hall.at("2016-05-12T09:00:00+08:00")
    hall.becomes("citizen-2", other, "AT_COUNTY")
    hall.record("reviewer.330106", other, "RefusedToGrant", reasons="专业不符", remedies="可以申请行政复议")
    hall.becomes("citizen-2", other, "REFUSED")
    expect("after all notices", hall.on_notice(), {})
    return [case, other]


def main():
    with tempfile.TemporaryDirectory() as folder:
        hall = Hall(folder)
        cases = spring(hall)
        hall.at("2017-11-06T09:00:00+08:00")
        hall.apply("citizen-4", 0, 422)
        hall.stop()
    if not WRONG:
        print("%d notices of 2016 ended on their day, and three offices confirmed" % len(cases))
    end()


if __name__ == "__main__":
    main()
