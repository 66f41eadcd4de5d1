// Which rows of the table the day has taken, counted from the records themselves.
//
// A row is known by from, fact and to; the table is the hall's own (GET /v1/workflows/…). A row
// that was not taken needs a reason that lies in how the hall works, read off the row; without one
// it is missing. Threads: values.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace vermilion::demo {

struct RowSeen {
  std::size_t number = 0;
  std::string from;
  std::string fact;
  std::string to;
  bool in_time = false;  // judges what was received before a deadline that was recorded first
  bool by_timer = false;
  bool by_register = false;
  std::size_t taken = 0;
  std::string reason_zh;  // why it was not
  std::string reason_en;
};

class Coverage {
 public:
  // Errors: corrupt (no such table; two rows that records cannot tell apart).
  [[nodiscard]] static Result<Coverage> of_table(const boost::json::object& table);

  // One record of a timeline; counts when it is accepted and a row of this table.
  void take(const boost::json::object& record);
  // After the last record: gives each row that was not taken its reason, if it has one.
  void explain(bool clock_moved);

  [[nodiscard]] const std::vector<RowSeen>& rows() const noexcept { return rows_; }
  [[nodiscard]] std::size_t taken() const;
  // Not taken, and no reason known.
  [[nodiscard]] std::vector<const RowSeen*> missing() const;

 private:
  std::vector<RowSeen> rows_;
};

}  // namespace vermilion::demo
