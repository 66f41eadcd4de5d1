// The registers of a HouseBook: who enters, asks for a transfer, is found by a run.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "events/facts/all.hpp"

namespace vermilion::test {

template <class Kept>
class RegisterBook {
 public:
  // Of every four, three enter; the fourth follows a transfer and a run that finds somebody.
  template <class Book>
  void next(Book& book) {
    const auto add = [&](Kept& kase, const auto& fact, const Principal& who, const char* to,
                         const char* edition) {
      book.add(kase, fact, who, {to}, {}, {}, {}, edition);
    };
    if (entries_.size() % 4 == 3) {
      auto& one = *entries_[entries_.size() / 2];
      add(one, TransferOutAsked{"330200", ""}, Book::person("applicant-3"),
          one.states.front() == "ACTIVE" ? "OUT_REVIEW" : "ACTIVE", "registrant");
      auto& run = made(runs_, "run ", "/330000", "register-comparison");
      add(run, ComparisonStarted{run.item, "330000"}, Book::staff("registrar", "registrar"),
          "RUNNING", "comparison");
      PieceCompared piece;
      piece.compared = 7;
      piece.found = {{one.id, "dead"}};
      piece.last = true;
      add(run, piece, Book::system("population"), "COMPLETE", "comparison");
      add(one, IdentityFound{run.id, "dead"}, Book::system("rule"), "DEATH_FOUND", "registrant");
    }
    add(made(entries_, "entry ", "/330000/330100/330106", "accounting-registrant"),
        RegistrantEntered{}, Book::person("applicant-3"), "ACTIVE", "registrant");
  }

 private:
  using Cases = std::vector<std::unique_ptr<Kept>>;
  static Kept& made(Cases& cases, const char* name, const char* path, const char* item) {
    auto& kase = *cases.emplace_back(std::make_unique<Kept>());
    kase.id = {octets_of<16>(view_of(sha256(name + std::to_string(cases.size()))))};
    kase.scope = {"accounting", 1, path};
    kase.item = item;
    return kase;
  }
  Cases entries_;
  Cases runs_;
};

}  // namespace vermilion::test
