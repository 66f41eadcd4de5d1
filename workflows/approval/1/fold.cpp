#include "workflows/approval/1/fold.hpp"

#include <algorithm>

namespace vermilion::approval_1 {
namespace {

void take_in(Data& data, const std::vector<Material>& materials) {
  for (const auto& material : materials) {
    const auto same = std::find_if(data.materials.begin(), data.materials.end(),
                                   [&](const auto& seen) { return seen.code == material.code; });
    if (same == data.materials.end()) {
      data.materials.push_back({material.code, material.grade});
    } else {
      same->grade = material.grade;
    }
  }
}

// Due dates are read from the record, never computed again: only a record moves them (fold_due).
void take_due(Instant& due, const Body& body, std::string_view deadline) {
  for (const auto& duty : body.duties) {
    if (duty.kind == DutyKind::deadline && duty.name == deadline) due = duty.due;
  }
}

// The places were given back: they would have to be asked for again.
void forget_posts(Data& data) {
  for (auto& post : data.posts) post = Post{post.key, false, false, {}};
}

// An act that was received in time, but recorded behind the timer, was in time all the same.
void decided(Data& data, const Body& body) {
  if (body.received_at <= data.decide_due) data.decision_overdue = false;
}

Post* find_post(Data& data, const Digest& key) {
  const auto found = std::find_if(data.posts.begin(), data.posts.end(),
                                  [&](const Post& post) { return post.key == key; });
  return found == data.posts.end() ? nullptr : &*found;
}

}  // namespace

const Post* Data::post_of(const Digest& key) const {
  const auto found =
      std::find_if(posts.begin(), posts.end(), [&](const Post& post) { return post.key == key; });
  return found == posts.end() ? nullptr : &*found;
}

std::uint32_t lead_of(const std::vector<Person>& people) {
  const auto found =
      std::find_if(people.begin(), people.end(), [](const Person& person) { return person.lead; });
  return static_cast<std::uint32_t>(found - people.begin());
}

void fold(Data& data, const Submitted& fact, const Body& body) {
  data.received = body.effective_at;
  take_in(data, fact.materials);
  data.lead = lead_of(fact.people);
  for (const auto& duty : body.duties) {
    if (duty.kind != DutyKind::take || duty.detail.size() != sizeof(Digest)) continue;
    data.posts.push_back({octets_of<32>(duty.detail), false, false, {}});
  }
}

void fold(Data&, const CheckPassed&, const Body&) {}
void fold(Data&, const CheckFailed&, const Body&) {}
void fold(Data&, const CheckUnavailable&, const Body&) {}
void fold(Data&, const CheckedByHand&, const Body&) {}

void fold(Data& data, const Accepted&, const Body& body) {
  data.deemed_only = false;
  take_due(data.decide_due, body, "decide");
}

void fold(Data& data, const DeemedAccepted&, const Body& body) {
  data.deemed_only = true;
  take_due(data.decide_due, body, "decide");
}

void fold(Data& data, const NotAccepted&, const Body&) {
  forget_posts(data);
}

void fold(Data& data, const SupplementRequested& fact, const Body&) {
  data.list_told = true;
  data.deemed_only = false;
  data.listed.clear();
  for (const auto& item : fact.items) data.listed.push_back(item.material);
}

void fold(Data& data, const Supplemented& fact, const Body& body) {
  take_in(data, fact.materials);
  take_due(data.decide_due, body, "decide");
}

void fold(Data& data, const LapsedUnsupplied&, const Body&) {
  forget_posts(data);
}

void fold(Data&, const Proposed&, const Body&) {}
void fold(Data&, const SentBack&, const Body&) {}

void fold(Data& data, const Approved&, const Body& body) {
  decided(data, body);
  take_due(data.deliver_due, body, "deliver");
}

void fold(Data& data, const RefusedToGrant&, const Body& body) {
  decided(data, body);
  forget_posts(data);
}

void fold(Data& data, const DecisionOverdue&, const Body&) {
  data.decision_overdue = true;
}

void fold(Data& data, const CertificateMade& fact, const Body&) {
  data.certificate_number = fact.number;
}

void fold(Data& data, const HandedOver&, const Body& body) {
  if (body.received_at <= data.deliver_due) data.delivery_overdue = false;
}

void fold(Data& data, const DeliveryOverdue&, const Body&) {
  data.delivery_overdue = true;
}

void fold(Data& data, const Withdrawn&, const Body&) {
  forget_posts(data);
}

void fold(Data& data, const PlaceGranted& fact, const Body&) {
  if (auto* post = find_post(data, fact.key)) *post = Post{fact.key, true, false, {}};
}

void fold(Data& data, const PlaceRefused& fact, const Body&) {
  if (auto* post = find_post(data, fact.key))
    *post = Post{fact.key, false, true, fact.first_holder};
}

void fold_due(Data& data, std::string_view deadline, Instant to) {
  // A limit that moves runs, also one whose end had been recorded before what stopped it was known.
  if (deadline == "decide") {
    data.decide_due = to;
    data.decision_overdue = false;
  }
  if (deadline == "deliver") {
    data.deliver_due = to;
    data.delivery_overdue = false;
  }
}

}  // namespace vermilion::approval_1
