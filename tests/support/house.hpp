// A house as tests have it: editions, items, a calendar without holidays, offices and grants.
//
// Everything is a constant; every call sees the same. Items of approval/1: "licence" (the
// bookkeeping licence: unit, three people with one post each, check of the person in charge, two
// links), "permit" (two links, nothing else) and "quick" (one link, accepted by rule); of other
// shapes "bill", and the enrolments "exam" (one pays first), "course" (one pays while a seat is
// held) and "walk" (no fee). Two offices of the accounting tree: 330106, where the staff of the
// table in house.cpp works, and its sister 330206. Staff with several roles, and second accounts of
// one person, are there to try what separation of duties must refuse. Threads: immutable after the
// first call.
#pragma once

#include <string>
#include <vector>

#include "engine/core/edition.hpp"
#include "engine/proposal.hpp"
#include "events/facts/all.hpp"

namespace vermilion::test {

inline constexpr const char* office = "330106";
inline constexpr const char* sister_office = "330206";

[[nodiscard]] const Editions& editions();
[[nodiscard]] ReferenceLoader& reference_loader();
// What is in force: calendar, catalogue, scopes, and version "1" of the grants. Version "2" is
// without window `w1`.
[[nodiscard]] const std::vector<Adopted>& in_force();
[[nodiscard]] Adopted grants_of_version(const std::string& version);
// Calendar "1" ends with 2027 and knows no holidays. "2" has the notice for 2028: Monday and
// Tuesday 3 and 4 January rest, Saturday 8 January works. "3" is "1" but for Friday 2027-12-31,
// which rests. "4" is "1" and ends with 2028: no date changes by it, and more of them are certain.
[[nodiscard]] Adopted calendar_of_version(const std::string& version);
// Accounts that hold `role` in `office`.
[[nodiscard]] const std::vector<std::string>& accounts_with(const std::string& role);
[[nodiscard]] const std::vector<std::string>& all_staff();
[[nodiscard]] const Item& item(const std::string& code);

[[nodiscard]] Principal applicant(const std::string& who);
[[nodiscard]] Principal staff(const std::string& who);
[[nodiscard]] Principal public_security();

// "2026-03-02 09:30" in China.
[[nodiscard]] Instant at(std::string_view text);
inline constexpr std::int64_t second = microseconds_a_second;
inline constexpr std::int64_t hour = 3'600 * second;
inline constexpr std::int64_t day = 24 * hour;

// The home of what `who` submits under this key, as the API makes it: the same key of two
// principals is two cases.
[[nodiscard]] CaseId case_of(const std::string& who, const std::string& key);
[[nodiscard]] Digest person_number(std::uint32_t number);  // keyed hash of somebody's number

// An application that holds in every respect; `people` are numbers of three persons.
[[nodiscard]] Submitted application(const std::string& item_code,
                                    const std::vector<std::uint32_t>& people = {1, 2, 3});

[[nodiscard]] Proposal proposal_of(const Principal& principal, const CaseId& id,
                                   const std::string& key, std::string_view fact,
                                   std::uint16_t schema, Bytes payload);
template <Fact F>
[[nodiscard]] Proposal proposal_of(const Principal& principal, const CaseId& id,
                                   const std::string& key, const F& fact) {
  auto proposal = proposal_of(principal, id, key, F::name, F::schema, encode(fact));
  if constexpr (requires { fact.task; }) proposal.task = fact.task;
  if constexpr (requires { fact.request; }) proposal.cause = fact.request;
  return proposal;
}
// Opens a case.
[[nodiscard]] Proposal submission(const Principal& principal, const std::string& key,
                                  const Submitted& fact);

}  // namespace vermilion::test
