// Runs the scripts of a sample day side by side against a hall, and moves its set clock only when
// nobody has anything left to do before a deadline passes.
//
// Each script is a visit. Visits take turns; one that waits (for an office's answer, for a timer)
// lets the others go on. When all wait for deadlines, the clock moves to one minute after the
// first of them: the calendar in force says when that is, not this program. Bounds: a visit waits
// `patience` of real time for the hall at most. Threads: one.
#pragma once

#include <chrono>
#include <deque>
#include <optional>

#include "app/demo/client.hpp"
#include "app/demo/script.hpp"

namespace vermilion::demo {

inline constexpr std::chrono::seconds patience{90};

class Day;

// One case opened by this program, for the figures.
struct OpenedCase {
  std::string id;
  std::string office;
  std::string script;
};

class Visit {
 public:
  Visit(Day& day, const Script& script, std::size_t number);

  [[nodiscard]] const Script& script() const noexcept { return *script_; }
  [[nodiscard]] const std::string& case_id() const noexcept { return case_id_; }
  [[nodiscard]] const Application& application() const noexcept { return application_; }
  [[nodiscard]] const std::string& submit_key() const noexcept { return key_; }
  // What was answered to the submission.
  [[nodiscard]] const Answer& opened() const noexcept { return opened_; }
  [[nodiscard]] Day& day() noexcept { return *day_; }

  [[nodiscard]] Identity identity(const std::string& role) const;
  // Of an agent's script: his unit's code.
  [[nodiscard]] std::string unit() const;
  [[nodiscard]] std::string fresh_key();
  // The case as the office's supervisor sees it. Errors: as the client's; corrupt.
  [[nodiscard]] Result<boost::json::object> look();
  // The open duty of this kind and name in what `look` gave; null when it is not open.
  [[nodiscard]] static const boost::json::object* open_duty(const boost::json::object& seen,
                                                            std::string_view kind,
                                                            std::string_view name);
  // Hands every material of the list in as `who`, a small PDF each, and names it there.
  [[nodiscard]] Result<void> hand_in(const Identity& who, boost::json::object& with_materials);
  [[nodiscard]] static bool is_in(const boost::json::object& seen, std::string_view state);

 private:
  friend class Day;
  enum class Turn : std::uint8_t { went_on, waits, waits_for_clock };
  [[nodiscard]] Result<Turn> step(const Step& step);
  [[nodiscard]] Result<Turn> wait_until(const Step& step);
  [[nodiscard]] Result<Turn> wait_passed(const Step& step);
  [[nodiscard]] Result<void> submit(const Step& step);
  [[nodiscard]] Result<void> record(const Step& step);
  [[nodiscard]] Result<void> act_on_task(const Step& step);
  [[nodiscard]] Result<void> compare(const Step& step, const Answer& answer);

  Day* day_;
  const Script* script_;
  std::size_t number_;
  std::string key_;
  Application application_;
  std::string case_id_;
  Answer opened_;
  std::size_t at_ = 0;
  std::size_t keys_ = 0;
  bool handed_in_ = false;
  std::optional<std::chrono::steady_clock::time_point> waits_since_;
  Instant waits_for_;  // of the house's clock
  std::string failure_;
  std::string skipped_;
};

struct DayOptions {
  std::uint64_t seed = 1;
  bool clock_moves = true;
  bool quiet = false;
};

class Day {
 public:
  Day(Client& client, std::vector<Script> scripts, const codes::CodeSet& divisions,
      DayOptions options);

  // Errors: the client's. What a script did not find as expected is no error but its `failure`.
  [[nodiscard]] Result<void> run();

  struct Outcome {
    const Script* script;
    std::string case_id;
    std::string failure;  // empty: as expected
    std::string skipped;  // why it was not run to its end
  };
  [[nodiscard]] std::vector<Outcome> outcomes() const;
  [[nodiscard]] const std::vector<OpenedCase>& opened() const noexcept { return opened_; }
  [[nodiscard]] std::size_t refused_at_the_door() const noexcept { return refused_at_door_; }
  [[nodiscard]] std::size_t clock_moves() const noexcept { return clock_moves_; }
  [[nodiscard]] bool may_move_clock() const noexcept { return options_.clock_moves; }
  [[nodiscard]] Result<void> move_clock(Instant to);

  [[nodiscard]] Client& client() noexcept { return client_; }
  // A paper of nobody that stands for a material of this kind. Errors: as papers::draw.
  [[nodiscard]] Result<std::string> material(const std::string& code);
  [[nodiscard]] const Visit* visit(const std::string& key) const;
  void note_case(const std::string& id, const std::string& office, const std::string& script);

 private:
  friend class Visit;
  // Lets the visit go on until it waits or ends. True when it did anything.
  [[nodiscard]] Result<bool> go_on(Visit& visit);
  [[nodiscard]] Result<void> run_together(const std::vector<Visit*>& visits);
  void tell(const Visit& visit) const;

  Client& client_;
  const std::vector<Script> scripts_;
  DayOptions options_;
  Applications applications_;
  std::map<std::string, std::string> materials_;  // drawn once a kind
  std::deque<Visit> visits_;
  std::vector<OpenedCase> opened_;
  std::size_t refused_at_door_ = 0;
  std::size_t clock_moves_ = 0;
  Instant moved_to_;
};

}  // namespace vermilion::demo
