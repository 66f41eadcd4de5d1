// The sample day's scripts: each a small table of steps, who does what and what the hall is to say.
//
//   {"supplied", …, {submits(), refused("window", "Accepted", …, "MaterialsComplete"),
//                    does("window", "SupplementRequested", …), supplies(), …}}
// A role is an account of app/demo/staff.hpp at the script's own office ("window" of 330106 is the
// subject window.330106); "applicant" is the one who submitted. What a step expects is either
// nothing (it is recorded and accepted) or the rule, or the HTTP status, that refuses it; anything
// else fails the script. Threads: values.
#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <string>
#include <vector>

#include "app/demo/applications.hpp"
#include "app/demo/client.hpp"

namespace vermilion::demo {

class Visit;

struct Step {
  enum class Kind : std::uint8_t {
    submit,   // the application; opens the case
    fact,     // `name` with `data`
    task,     // `name` is claim, release, cosign … of the task `task`
    until,    // the case is in state `name` (of either region)
    passed,   // the deadline `name`, if open, has passed: the clock is moved when nobody else acts
    special,  // more than one request
  };
  Kind kind = Kind::fact;
  std::string who = {};
  std::string name = {};
  boost::json::object data = {};
  std::string expect = {};  // rule or status; empty: accepted
  std::string task = {};    // whose hands
  std::string names = {};   // key of the script whose case the refusal is to name
  bool missing = false;     // data are the materials that the application left out
  std::function<Result<void>(Visit&)> special = {};
};

struct Script {
  std::string key;
  std::string zh;
  std::string en;
  Wish wish = {};
  std::string shares = {};  // key of an earlier script: one of its people is named here too
  std::vector<Step> steps = {};
  bool by_agent = false;  // of a unit; else a person applies
  bool alone = false;     // runs to its end before any other begins: it disturbs the office
  bool evening = false;   // begins when all others have ended: nobody moves the clock over it;
                          // alone too: before that, when it may move the clock itself
};

// All paths of approval/1, then as many plain ones as make `least` cases.
[[nodiscard]] std::vector<Script> scripts(std::size_t least);

// The special steps (special.cpp).
[[nodiscard]] Step fault(boost::json::object body);
[[nodiscard]] Step same_key_again();
[[nodiscard]] Step hidden_from(const std::string& subject);
// The window records what the agent's unit mandates him to do: this item, for half a year.
[[nodiscard]] Step mandated();
// The agent gives it up.
[[nodiscard]] Step gives_up_mandate();
// A window verifies an original; by consent it is offered again and taken as grade B.
[[nodiscard]] Step reuses_verified_material();
// The approver is away: his deputy does this in his name, and not without saying so.
[[nodiscard]] Step stood_in_for(const std::string& fact, const boost::json::object& data);
[[nodiscard]] Step batch_of_two(const std::string& other);
// A clinic issues a batch of bills; one is booked, one voided (special_bills.cpp).
[[nodiscard]] Step issues_bills();
[[nodiscard]] Step issues_donations();
[[nodiscard]] Step holds_examination();
[[nodiscard]] Step brings_to_results();
[[nodiscard]] Step keeps_books();
[[nodiscard]] Step keeps_registers();
[[nodiscard]] Step files();
[[nodiscard]] Step files_later();
[[nodiscard]] Step recognises();
[[nodiscard]] Step sends_parcels();
[[nodiscard]] Step taken_over(const std::string& task);

}  // namespace vermilion::demo
