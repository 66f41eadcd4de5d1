// A session's seats as the house keeps them, folded alike by the decider and by views.
//
// Seats are numbered from 1. The lowest free one goes next, so a session fills from the front and a
// seat that came back is given again before a fresh one. Source: ITEMS §2.10. Threads: values and
// free functions.
#pragma once

#include <vector>

#include "events/facts/enrolment.hpp"
#include "events/facts/session.hpp"
#include "events/record.hpp"

namespace vermilion {

inline constexpr std::uint32_t seats_max = 20'000;  // of one session

struct Session {
  std::string item;
  std::string session;
  std::string subject;
  std::string tree;
  std::string office;
  std::string venue;
  std::string address;
  Instant starts;
  Instant ends;
  Instant choose_until;
  std::uint32_t seats = 0;
  std::uint32_t fresh = 1;              // the lowest that was never given
  std::vector<std::uint32_t> returned;  // below `fresh` and free, in descending order
  bool closed = false;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(item, session, subject, tree, office, venue, address, starts, ends, choose_until, seats,
            fresh, returned, closed);
  }
  bool operator==(const Session&) const = default;

  [[nodiscard]] std::uint32_t taken() const noexcept {
    return fresh - 1 - static_cast<std::uint32_t>(returned.size());
  }
  // The seat that goes next; 0: none is left.
  [[nodiscard]] std::uint32_t next() const noexcept;
  // The highest seat that somebody holds; 0: nobody holds one.
  [[nodiscard]] std::uint32_t highest_held() const noexcept;
};

[[nodiscard]] CaseId case_of_session(std::string_view item, std::string_view session);
[[nodiscard]] bool is_of_session(const Body& body) noexcept;
[[nodiscard]] bool is_session_fact(std::string_view fact) noexcept;
// 1 to 32 of a-z, 0-9, '-'.
[[nodiscard]] bool is_session_code(std::string_view text) noexcept;

// What an accepted record does to its session. Errors: corrupt (a seat goes or comes back that
// cannot).
[[nodiscard]] Result<void> fold_session(Session& session, const Body& body);

// 准考证号: session and seat.
[[nodiscard]] std::string ticket_number(std::string_view session, std::uint32_t seat);

}  // namespace vermilion
