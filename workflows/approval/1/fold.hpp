// What approval/1 remembers of a case between its records, and how a record changes it.
//
// Folding runs no rule and no table: it takes what an accepted fact says. The states, duties, acts
// and versions of a case are the engine's; here is only what this edition's rules ask for, none of
// it personal (a person is the keyed hash of a number). Bounds: those of the facts (64 materials,
// 64 people). Threads: values.
#pragma once

#include "events/facts/approval.hpp"
#include "events/facts/register.hpp"
#include "events/facts/requests.hpp"
#include "events/record.hpp"

namespace vermilion::approval_1 {

// One material as the rules see it.
struct MaterialSeen {
  std::string code;
  std::string grade;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(code, grade);
  }
};

// The full-time post of one person: asked for, granted, or refused and then held by another case.
struct Post {
  Digest key{};
  bool granted = false;
  bool refused = false;
  CaseId first_holder;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(key, granted, refused, first_holder);
  }
};

struct Data {
  Instant received;  // of the application: effective time of Submitted
  std::vector<MaterialSeen> materials;
  std::vector<std::string> listed;  // codes of the one supplement list
  bool list_told = false;
  std::uint32_t lead = 0;  // index of the person in charge
  std::vector<Post> posts;
  bool deemed_only = false;  // accepted by silence, and by nobody since
  Instant decide_due;
  bool decision_overdue = false;
  Instant deliver_due;
  bool delivery_overdue = false;
  std::string certificate_number;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(received, materials, listed, list_told, lead, posts, deemed_only, decide_due,
            decision_overdue, deliver_due, delivery_overdue, certificate_number);
  }

  [[nodiscard]] const Post* post_of(const Digest& key) const;
};

// The first person in charge; people.size() when there is none.
[[nodiscard]] std::uint32_t lead_of(const std::vector<Person>& people);

void fold(Data& data, const Submitted& fact, const Body& body);
void fold(Data& data, const CheckPassed& fact, const Body& body);
void fold(Data& data, const CheckFailed& fact, const Body& body);
void fold(Data& data, const CheckUnavailable& fact, const Body& body);
void fold(Data& data, const CheckedByHand& fact, const Body& body);
void fold(Data& data, const Accepted& fact, const Body& body);
void fold(Data& data, const DeemedAccepted& fact, const Body& body);
void fold(Data& data, const NotAccepted& fact, const Body& body);
void fold(Data& data, const SupplementRequested& fact, const Body& body);
void fold(Data& data, const Supplemented& fact, const Body& body);
void fold(Data& data, const LapsedUnsupplied& fact, const Body& body);
void fold(Data& data, const Proposed& fact, const Body& body);
void fold(Data& data, const SentBack& fact, const Body& body);
void fold(Data& data, const Approved& fact, const Body& body);
void fold(Data& data, const RefusedToGrant& fact, const Body& body);
void fold(Data& data, const DecisionOverdue& fact, const Body& body);
void fold(Data& data, const CertificateMade& fact, const Body& body);
void fold(Data& data, const HandedOver& fact, const Body& body);
void fold(Data& data, const DeliveryOverdue& fact, const Body& body);
void fold(Data& data, const Withdrawn& fact, const Body& body);
void fold(Data& data, const PlaceGranted& fact, const Body& body);
void fold(Data& data, const PlaceRefused& fact, const Body& body);
// A deadline of this name ends otherwise: another calendar was adopted, or it was stopped or
// extended.
void fold_due(Data& data, std::string_view deadline, Instant to);

}  // namespace vermilion::approval_1
