// A scene: one case of approval/1 in one state, somebody, and a fact, as tests put it together.
//
// `scene_at("HANDLING", "CHECK_PASSED")` is a case on which all has gone well so far: the tasks and
// deadlines of that state are open, materials complete, posts granted. Words change it: "one
// material missing", "held by another" … (`words()`). A text table in the tests is rows of state,
// fact, who, words and answer; the random tests mix words at will.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/core/edition.hpp"
#include "events/facts/all.hpp"
#include "workflows/approval/1/fold.hpp"

namespace vermilion::scenes {

struct Scene {
  Item item;
  Case kase;
  approval_1::Data data;
  AllFacts facts;  // one of each, all good until a word spoils it
  std::string fact;
  Principal principal;
  std::vector<std::string> roles;
  Moments moments;

  template <class Fact>
  Fact& of() {
    return std::get<Fact>(facts);
  }
  [[nodiscard]] OpenDuty* open(std::string_view name);
  void passed(std::string name, Instant due);
};

[[nodiscard]] const clock::Calendar& calendar();
// "2026-03-04 09"; hour 24 is the last instant of the day.
[[nodiscard]] Instant at(std::string_view day_and_hour);
[[nodiscard]] Item bookkeeping_item();
[[nodiscard]] Digest digest_number(std::uint8_t number);

[[nodiscard]] Scene scene_at(const std::string& state, const std::string& check);
// "window", "window li" (another person than the default of that role), "timer" …
void enter(Scene& scene, const std::string& who);

using Word = std::function<void(Scene&)>;
[[nodiscard]] const std::map<std::string, Word>& words();

// Calls `then(input)` with the judge's input that the scene amounts to.
template <class Then>
auto with_input(const Scene& scene, Then&& then) {
  Case kase = scene.kase;
  kase.data = encode(scene.data);
  Bytes payload;
  std::uint16_t schema = 0;
  std::apply(
      [&](const auto&... fact) {
        (
            [&] {
              if (fact.name == scene.fact) {
                payload = encode(fact);
                schema = fact.schema;
              }
            }(),
            ...);
      },
      scene.facts);
  std::vector<RoleHeld> roles;
  for (const auto& role : scene.roles) roles.push_back({role, {}});
  const JudgeInput input{kase,          scene.fact,  schema,      payload, scene.principal, roles,
                         scene.moments, &scene.item, &calendar(), nullptr, nullptr};
  return then(input);
}

}  // namespace vermilion::scenes
