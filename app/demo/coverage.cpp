#include "app/demo/coverage.hpp"

#include <algorithm>

#include "app/demo/client.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

bool lists_name(const json::object& row, std::string_view list, std::string_view name) {
  const auto* entries = row.if_contains(list);
  if (entries == nullptr || !entries->is_array()) return false;
  return std::any_of(entries->get_array().begin(), entries->get_array().end(),
                     [&](const json::value& entry) {
                       return entry.is_object() && text_at(entry.get_object(), "name") == name;
                     });
}

std::vector<std::string> names_of(const json::object& record, std::string_view member) {
  std::vector<std::string> names;
  const auto* states = record.if_contains(member);
  if (states == nullptr || !states->is_array()) return names;
  for (const auto& state : states->get_array()) {
    names.push_back(state.is_object() ? text_at(state.get_object(), "name") : std::string{});
  }
  return names;
}

}  // namespace

Result<Coverage> Coverage::of_table(const json::object& table) {
  const auto* rows = table.if_contains("rows");
  if (rows == nullptr || !rows->is_array() || rows->get_array().empty()) {
    return fail(Code::corrupt, "the hall serves no rows of its table");
  }
  Coverage coverage;
  for (const auto& entry : rows->get_array()) {
    const auto* row = entry.if_object();
    if (row == nullptr) return fail(Code::corrupt, "a row of the table is no object");
    RowSeen seen;
    seen.number = coverage.rows_.size();
    seen.from = text_at(*row, "from");
    seen.fact = text_at(*row, "fact");
    seen.to = text_at(*row, "to");
    seen.in_time = lists_name(*row, "rules", "ReceivedInTime");
    seen.by_timer = lists_name(*row, "who", "timer");
    seen.by_register = lists_name(*row, "who", "register");
    for (const auto& other : coverage.rows_) {
      if (other.from == seen.from && other.fact == seen.fact && other.to == seen.to) {
        return fail(Code::corrupt, "two rows lead from " + seen.from + " by " + seen.fact + " to " +
                                       seen.to + ": records cannot tell them apart");
      }
    }
    coverage.rows_.push_back(std::move(seen));
  }
  return coverage;
}

void Coverage::take(const json::object& record) {
  if (text_at(record, "verdict") != "accepted") return;
  const auto fact = text_at(record, "fact");
  const auto from = names_of(record, "from");
  const auto to = names_of(record, "to");
  for (auto& row : rows_) {
    if (row.fact != fact) continue;
    for (std::size_t region = 0; region < std::min(from.size(), to.size()); ++region) {
      if (from[region] == row.from && to[region] == row.to) ++row.taken;
    }
  }
}

void Coverage::explain(bool clock_moved) {
  for (auto& row : rows_) {
    if (row.taken > 0) continue;
    if (row.in_time) {
      row.reason_zh =
          "单节点上，收件盖时与排队之间只有微秒，期限内收到者先于期限被裁，任何请求次序都到不了此行"
          "；"
          "此行供多节点与离线收件使用，逐行由 tests/workflows/approval_1.txt 证明，经引擎者见 "
          "OwnerTimeTest";
      row.reason_en =
          "on one node microseconds lie between stamp and queue, so what came in time is judged "
          "before its deadline and no order of requests leads here; the row serves several nodes "
          "and queues of other zones; tests/workflows/approval_1.txt proves each, OwnerTimeTest "
          "one through the engine";
    } else if (row.by_register && row.from != "PRECHECK") {
      row.reason_zh =
          "登记簿与办件同在一个分区，岗位在提交的同一帧内答复，仅“迟到的补正”会再次申请；此行供多分"
          "区"
          "使用，由 tests/workflows/approval_1.txt 证明";
      row.reason_en =
          "the register lies in the case's own partition and answers in the frame of the "
          "application, and only a supplement known later asks again; the row serves several "
          "partitions, and is proved by tests/workflows/approval_1.txt";
    } else if (row.by_timer && !clock_moved) {
      row.reason_zh = "此行须待期限届满，而本厅时钟为真实时钟，不可拨动";
      row.reason_en = "it takes a deadline to pass, and this hall keeps the real clock";
    }
  }
}

std::size_t Coverage::taken() const {
  return static_cast<std::size_t>(
      std::count_if(rows_.begin(), rows_.end(), [](const RowSeen& row) { return row.taken > 0; }));
}

std::vector<const RowSeen*> Coverage::missing() const {
  std::vector<const RowSeen*> rows;
  for (const auto& row : rows_) {
    if (row.taken == 0 && row.reason_en.empty()) rows.push_back(&row);
  }
  return rows;
}

}  // namespace vermilion::demo
