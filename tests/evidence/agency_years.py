#!/usr/bin/env python3
"""Bookkeeping agencies over three years of the published calendar: who files by 30 April, who is
late, who is put on the watch list and comes off it again; and what anybody may read of that.

  agency_years.py <vermilion> <make_house>

A hall keeps a set clock from June 2023. Twelve agencies file on one day and nobody of the office
does anything; each year another clerk comes for each of them. What each has to file next is asked
over HTTP after every move of the clock, and the public list is read without a token. At the end the
journal is verified and audited.
"""
import datetime
import json
import pathlib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "crash"))
from hall import WRONG, ClockedHall, ask, end, wrong  # noqa: E402

ITEM, OFFICE, LIMIT_S, AGENCIES = "bookkeeping-agency", "330106", 40, 12
YEARS = (2024, 2025, 2026)
REST = json.loads((ROOT / "build/reference/holidays/chinese-days.json").read_text())


def code(number):
    """A unified social credit code whose check digit holds (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    text = "91330106%09d" % (100_000_000 + number)
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(text))
    return text + alphabet[(31 - total % 31) % 31]


def working_day_from(day):
    """The day itself, or the next one that works, by the published list."""
    while (text := day.isoformat()) in REST["holidays"] or \
            (day.weekday() > 4 and text not in REST["workdays"]):
        day += datetime.timedelta(days=1)
    return day


class Hall(ClockedHall):
    def __init__(self, folder):
        super().__init__(folder, "2023-06-05T09:00:00+08:00", "2020-01-01")
        self.tokens = {}

    def token(self, who, **more):
        """Made anew before it ends: it lives ten minutes."""
        key = (who, *more.values())
        if key not in self.tokens:
            kind = "agent" if more else "staff"
            _, told = ask(self.counterparts.listening + "/token",
                          body={"subject": who, "kind": kind, "ttl": 600, **more})
            self.tokens[key] = told["access_token"]
        return self.tokens[key]

    def post(self, bearer, path, body, expect):
        self.said += 1
        status, told = ask(self.url + path, bearer, body, "said-%d" % self.said)
        if status != expect:
            wrong("%s: %d %s" % (path, status, told))
        return told


class Agency:
    def __init__(self, hall, number):
        self.hall, self.uscc, self.name = hall, code(number), "代理记账机构 %d" % number
        self.number = number
        self.clerk = "clerk-%d" % number           # each is refused now and then: ten a minute
        self.unit = {"name": self.name, "uscc": self.uscc}
        self.mandate(2025)
        bearer = self.bearer()
        self.case = hall.post(bearer, "/v1/cases", {
            "item": ITEM, "office": OFFICE, "unit": self.unit,
            "answers": [{"field": "licence-number", "value": "DLJZ-%d" % number},
                        {"field": "address", "value": "文三路 %d 号" % number}]}, 201)["case"]

    def bearer(self):
        return self.hall.token(self.clerk, on_behalf_of=self.uscc)

    def mandate(self, until):
        """Of the clerk who files for it: three years at most (民法典 165)."""
        _, me = ask(self.hall.url + "/v1/me", self.bearer())
        self.hall.post(self.hall.token("window." + OFFICE), "/v1/mandates",
                       {"agent": me["who"], "unit": self.unit, "items": [ITEM],
                        "tree": "accounting", "office": OFFICE, "evidence": "授权委托书",
                        "until": "%d-01-01T00:00:00+08:00" % until}, 201)

    def succeed(self, year):
        """Another clerk comes for it from now on; he sees nothing before he has its mandate."""
        self.clerk = "clerk-%d-%d" % (self.number, year)
        status, _ = ask(self.hall.url + "/v1/cases/%s/filing" % self.case, self.bearer())
        _, mine = ask(self.hall.url + "/v1/my/filings", self.bearer())
        if status != 404 or mine["rows"]:
            wrong("%s has no mandate and sees: %d %s" % (self.clerk, status, mine))
        self.mandate(year + 1)
        ends = time.monotonic() + LIMIT_S
        while time.monotonic() < ends and not mine["rows"]:
            _, mine = ask(self.hall.url + "/v1/my/filings", self.bearer())
        if [row["case"] for row in mine["rows"]] != [self.case]:
            wrong("%s finds %s and not his unit's filing" % (self.clerk, mine))

    def file(self, year, expect=200):
        answers = [{"field": name, "value": value} for name, value in
                   (("full-time-staff", "4"), ("clients", "80"), ("revenue", "500000"))]
        return self.hall.post(self.bearer(), "/v1/cases/%s/facts" % self.case,
                              {"fact": "PeriodFiled",
                               "data": {"year": year, "answers": answers}}, expect)

    def seen(self):
        return ask(self.hall.url + "/v1/cases/%s/filing" % self.case, self.bearer())[1]

    def await_standing(self, wanted):
        ends = time.monotonic() + LIMIT_S
        while time.monotonic() < ends:
            told = self.seen()
            if told.get("standing") == wanted:
                return told
            time.sleep(0.02)
        wrong("%s stands %s and not %s" % (self.name, told, wanted))
        return told

    def public(self):
        return ask(self.hall.url + "/v1/public/filings/%s/%s" % (ITEM, self.uscc))[1]


def watch_list(hall):
    """Read page by page, without a token."""
    units, cursor = [], ""
    while True:
        status, told = ask(hall.url + "/v1/public/filings?item=%s&status=WATCH_LISTED&limit=2%s" %
                           (ITEM, "&cursor=" + cursor if cursor else ""))
        if status == 429:
            time.sleep(0.3)
            continue
        units += [row["unit"]["uscc"] for row in told["rows"]]
        if not told["next"]:
            return sorted(units)
        cursor = told["next"]


def due_is(told, name, day):
    if told[name] is None or told[name]["due"][:10] != day.isoformat() or \
            told[name]["provisional"]:
        wrong("%s is due %s and not on %s" % (name, told[name], day))


def year(hall, agencies, number):
    """A third files in time, a third in the grace time, a third is put on the list."""
    for agency in agencies:
        agency.succeed(number)
        agency.file(number, expect=422)            # its year has not begun
    hall.at("%d-01-08T09:00:00+08:00" % number)
    prompt, late, listed = (agencies[k::3] for k in range(3))
    last = working_day_from(datetime.date(number, 4, 30))
    for agency in agencies:
        due_is(agency.seen(), "yearly", last)
    hall.at("%sT20:00:00+08:00" % last)            # on the very last day
    for agency in prompt:
        agency.file(number)
        agency.file(number, expect=422)            # once a year
    after = last + datetime.timedelta(days=1)
    hall.at("%sT08:00:00+08:00" % after)
    for agency in late + listed:
        told = agency.await_standing("PERIOD_OVERDUE")
        # Thirty days from the end of the last day, on which the consequence took effect.
        due_is(told, "order", working_day_from(last + datetime.timedelta(days=30)))
        if agency.public()["status"] != "FILED":
            wrong("an order that still runs is shown to the public")
    for agency in late:
        agency.file(number)
        if not agency.await_standing("UP_TO_DATE")["filings"][-1]["late"]:
            wrong("%s filed late, and it is not marked" % agency.name)
    hall.at("%d-07-01T08:00:00+08:00" % number)
    for agency in listed:
        agency.await_standing("WATCH_LISTED")
    if watch_list(hall) != sorted(agency.uscc for agency in listed):
        wrong("the watch list of %d is %s" % (number, watch_list(hall)))
    for agency in listed:
        agency.file(number)
        agency.await_standing("UP_TO_DATE")
    if watch_list(hall):
        wrong("who has filed is still on the watch list: %s" % watch_list(hall))
    for agency in prompt:
        if agency.seen()["filings"][-1]["late"]:
            wrong("%s filed in time, and is marked late" % agency.name)


def main():
    with tempfile.TemporaryDirectory(prefix="vermilion-agencies-") as folder:
        hall = Hall(folder)
        agencies = [Agency(hall, number) for number in range(AGENCIES)]
        for agency in agencies:
            told = agency.await_standing("UP_TO_DATE")
            if told["state"] != "FILED" or len(told["filings"]) != 1:
                wrong("%s does not stand on receipt: %s" % (agency.name, told))
        for number in YEARS:
            year(hall, agencies, number)
            if WRONG:
                end()
        if not agencies[0].seen()["yearly"]["provisional"]:
            wrong("a day of a year whose calendar is not out is shown as certain")
        hall.stop()
    print({"agencies": AGENCIES, "years": len(YEARS), "filed": AGENCIES * (1 + len(YEARS))})
    end()


if __name__ == "__main__":
    main()
