// A register of persons: who enters, moves out and in, is entered twice; what a comparison with the
// population library finds, and what becomes of it.
#include <boost/json/array.hpp>
#include <thread>

#include "app/demo/asking.hpp"
#include "base/identifiers.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

constexpr int looks_max = 3'000;
constexpr std::chrono::milliseconds looks_every{20};
constexpr auto item = "accounting-registrant";
constexpr auto elsewhere = "320000";  // the register that the sandbox plays
// What the sandbox's library says of a number goes by its sequence
// (adapters/offices/population/sandbox.hpp).
constexpr int mismatching = 900;
constexpr int dead = 980;
constexpr int emigrated = 990;

struct Entry {
  Identity person;
  std::string number;
  std::string id;
};

class Registers : Asking {
 public:
  explicit Registers(Visit& visit)
      : Asking{visit},
        born_{day_of({1960, 1, 1}) +
              static_cast<int>(std::stoul(to_hex(view_of(sha256(visit.submit_key()))).substr(0, 8),
                                          nullptr, 16) %
                               9'000)} {}

  Result<void> moves() {
    VERMILION_TRY(const auto one, entered(1));
    VERMILION_TRY(enter(one.person, 1, {}, "DUPLICATE"));
    VERMILION_TRY(ask_out(one));
    VERMILION_TRY(record(registrar_, one.id, "TransferOutRefused", {{"reason", "尚有未办结事项"}}));
    VERMILION_TRY(frozen(one));
    VERMILION_TRY(confirmed(one, "request-1"));
    VERMILION_TRY(confirmed(one, "request-2"));  // the first answer was not heard
    VERMILION_TRY(becomes(one, "MOVED"));

    VERMILION_TRY(const auto two, entered(2));
    VERMILION_TRY(ask_out(two));
    VERMILION_TRY(record(two.person, two.id, "TransferWithdrawn", {{"reason", "不再调动"}}));
    VERMILION_TRY(frozen(two));
    VERMILION_TRY(record(two.person, two.id, "TransferWithdrawn", {{"reason", "不再调动"}}));
    VERMILION_TRY(enter(two.person, 2, form("1"), "DUPLICATE"));
    VERMILION_TRY(record(two.person, two.id, "EntryCancelled", {{"reason", "不再从事会计工作"}}));

    // From the register that the sandbox plays; and a form of its that has lapsed.
    VERMILION_TRY(enter(person(3), 3, form("3"), "ACTIVE"));
    VERMILION_TRY(asked_again());
    return enter(person(4), 4, form("0"), "NOT_RELEASED");
  }

  // Each finding for an entry in force, one that is asked out, and one that is frozen.
  Result<void> compared() {
    for (const int first : {mismatching, dead, emigrated}) {
      for (int number = 0; number < 4; ++number) {
        VERMILION_TRY(auto one, entered(first + number));
        if (number == 1) {
          VERMILION_TRY(ask_out(one));
        } else if (number == 2) {
          VERMILION_TRY(frozen(one));
        }
        found_.push_back(std::move(one));
      }
    }
    VERMILION_TRY(const auto stopped, run_that_halts());
    VERMILION_TRY(record(registrar_, stopped, "ComparisonStopped", {{"reason", "误启动"}}));
    VERMILION_TRY(const auto run, run_that_halts());
    VERMILION_TRY(record(registrar_, run, "ComparisonResumed"));
    VERMILION_TRY(becomes(registrar_, run, "comparison", "COMPLETE"));
    for (std::size_t i = 0; i < found_.size(); ++i) {
      VERMILION_TRY(becomes(found_[i], i < 4 ? "NOTIFIED" : i < 8 ? "DEATH_FOUND" : "SUSPENDED"));
    }
    VERMILION_TRY(record(registrar_, found_[4].id, "DeathConfirmed", {{"basis", "死亡证明"}}));
    VERMILION_TRY(
        record(registrar_, found_[5].id, "FindingDismissed", {{"reason", "同名，已核实"}}));
    VERMILION_TRY(corrected(found_[0]));
    VERMILION_TRY(record(found_[1].person, found_[1].id, "EntryCancelled"));
    VERMILION_TRY(corrected(found_[8]));
    VERMILION_TRY(record(found_[9].person, found_[9].id, "EntryCancelled"));
    return record(registrar_, found_[10].id, "FindingDismissed", {{"reason", "已回国"}});
  }

  // A review that is late; a correction that does not come.
  Result<void> time_passes() {
    VERMILION_TRY(const auto late, entered(5));
    VERMILION_TRY(ask_out(late));
    VERMILION_TRY(const auto now, client_.house_time());
    VERMILION_TRY(visit_.day().move_clock(now + 45 * microseconds_a_day));
    VERMILION_TRY(becomes(found_[2], "SUSPENDED"));
    return record(registrar_, late.id, "TransferOutIssued", {{"opinion", "同意"}});
  }

 private:
  // The other register answers nonsense, and a person has it asked again.
  Result<void> asked_again() {
    VERMILION_TRY(fault("register.320000"));
    VERMILION_TRY(const auto id, enter_as(person(6), 6, form("6")));
    const auto path = "/v1/cases/" + id;
    VERMILION_TRY(auto seen, client_.get(registrar_, path));
    for (int i = 0; i < looks_max && seen.text.find("ask_again") == std::string::npos; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, client_.get(registrar_, path));
    }
    VERMILION_TRY(record(registrar_, id, "ReleaseAskedAgain"));
    return becomes(person(6), id, "registrant", "ACTIVE");
  }
  // Of the next request.
  Result<void> fault(const char* office) {
    VERMILION_TRY(const auto answer, client_.sandbox("/faults", {{"office", office},
                                                                 {"mode", "error"},
                                                                 {"status", 400},
                                                                 {"for_requests", 1}}));
    if (answer.status != 200) return unexpected("the sandbox takes no fault", answer);
    return ok();
  }
  [[nodiscard]] Identity person(int number) const {
    return {fmt::format("{}-entry-{}", visit_.submit_key(), number), false, {}, {}};
  }
  [[nodiscard]] json::object form(const std::string& last) const {
    return {
        {"from_register", elsewhere},
        {"form", "JS-" + to_hex(view_of(sha256(visit_.submit_key()))).substr(0, 8) + "-" + last}};
  }
  Result<std::string> enter_as(const Identity& who, int number, json::object moved) {
    json::object body{{"item", item},
                      {"office", visit_.script().wish.office},
                      {"person", "样例人员"},
                      {"id_number", identifiers::synthetic_resident_number(born_, number)}};
    for (auto& member : moved) body[member.key()] = member.value();
    VERMILION_TRY(const auto answer, post(who, "/v1/cases", std::move(body)));
    if (answer.status != 201) return unexpected("somebody enters the register", answer);
    auto id = text_at(answer.body, "case");
    visit_.day().note_case(id, visit_.script().wish.office, visit_.script().key);
    return id;
  }
  Result<void> enter(const Identity& who, int number, json::object moved, const char* state) {
    VERMILION_TRY(const auto id, enter_as(who, number, std::move(moved)));
    return becomes(who, id, "registrant", state);
  }
  Result<Entry> entered(int number) {
    Entry one{person(number), identifiers::synthetic_resident_number(born_, number), {}};
    VERMILION_TRY(one.id, enter_as(one.person, number, {}));
    VERMILION_TRY(becomes(one, "ACTIVE"));
    return one;
  }
  Result<void> ask_out(const Entry& one) {
    return record(one.person, one.id, "TransferOutAsked",
                  {{"to_register", elsewhere}, {"reason", "工作调动"}});
  }
  Result<void> frozen(const Entry& one) {
    VERMILION_TRY(ask_out(one));
    VERMILION_TRY(record(registrar_, one.id, "TransferOutIssued", {{"opinion", "同意"}}));
    return becomes(one, "FROZEN");
  }
  // By the other register's own system.
  Result<void> confirmed(const Entry& one, const std::string& request) {
    VERMILION_TRY(const auto seen, client_.get(one.person, "/v1/cases/" + one.id + "/registrant"));
    const auto* transfer = seen.body.if_contains("transfer");
    if (transfer == nullptr || !transfer->is_object()) return unexpected("a form", seen);
    VERMILION_TRY(const auto now, client_.house_time());
    const auto key = visit_.submit_key() + "-" + request;
    VERMILION_TRY(const auto answer,
                  client_.post(other_, "/v1/registers/transfers",
                               json::object{{"request_id", key},
                                            {"form", text_at(transfer->get_object(), "form")},
                                            {"to_register", elsewhere},
                                            {"id_number", one.number},
                                            {"lodged_at", to_text(now)}},
                               key));
    if (text_at(answer.body, "status") != "released") return unexpected("a release", answer);
    return ok();
  }
  Result<void> corrected(const Entry& one) {
    return record(one.person, one.id, "EntryCorrected",
                  {{"person", "样例更名"}, {"id_number", one.number}});
  }
  Result<std::string> run_that_halts() {
    VERMILION_TRY(fault("population"));
    VERMILION_TRY(const auto answer,
                  post(registrar_, "/v1/cases",
                       {{"item", "register-comparison"}, {"office", visit_.script().wish.office}}));
    if (answer.status != 201) return unexpected("a comparison starts", answer);
    auto id = text_at(answer.body, "case");
    visit_.day().note_case(id, visit_.script().wish.office, visit_.script().key);
    VERMILION_TRY(becomes(registrar_, id, "comparison", "HALTED"));
    return id;
  }
  Result<void> becomes(const Entry& one, const char* state) {
    return becomes(one.person, one.id, "registrant", state);
  }
  // What others do in their own time: other registers, the library, the clock.
  Result<void> becomes(const Identity& who, const std::string& id, const char* view,
                       const char* state) {
    const auto path = "/v1/cases/" + id + "/" + view;
    VERMILION_TRY(auto seen, client_.get(who, path));
    for (int i = 0; i < looks_max && text_at(seen.body, "state") != state; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, client_.get(who, path));
    }
    if (text_at(seen.body, "state") != state) return unexpected(state, seen);
    return ok();
  }

  const vermilion::Day born_;
  const Identity registrar_{"registrar.sample", true, {}, {}};
  const Identity other_{std::string{"register."} + elsewhere, false, {}, {}, true};
  std::vector<Entry> found_;
};

Result<void> keep_registers(Visit& visit) {
  Registers registers{visit};
  VERMILION_TRY(registers.moves());
  VERMILION_TRY(registers.compared());
  return visit.day().may_move_clock() ? registers.time_passes() : ok();
}

}  // namespace

Step keeps_registers() {
  return special("applicant", "TransferConfirmed", keep_registers);
}

}  // namespace vermilion::demo
