// What an office's runner sees of a house, for tests: an outbox of open duties, a sink that meets
// them as the engine does (the first answer counts), and sealed fields that are not really sealed.
// Threads: any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "adapters/offices/frame/office_runner.hpp"
#include "adapters/offices/public_security/client.hpp"
#include "base/identifiers.hpp"
#include "events/facts/requests.hpp"

namespace vermilion::tests {

inline constexpr std::chrono::seconds patience{30};  // how long a test waits before it fails
inline constexpr std::string_view person_name = "王小明";

class OfficeHouse {
 public:
  // An open check of a person whose number has this sequence (public_security/sandbox.hpp).
  DutyId owe(int sequence) {
    const std::scoped_lock lock(mutex_);
    DutyId id;
    id.decision[0] = static_cast<std::uint8_t>(++made_);
    id.index = 3;
    offices::OfficeRequest request;
    request.id = id;
    request.case_id.octets[15] = static_cast<std::uint8_t>(made_);
    request.partition = 2;
    request.detail = encode(CheckRequest{.person = 1});
    open_[id] = request;
    sequences_[id] = sequence;
    return id;
  }

  public_security::ClientPorts ports() {
    public_security::ClientPorts ports;
    ports.submitted = [this](const offices::OfficeRequest& request) -> Result<Submitted> {
      const std::scoped_lock lock(mutex_);
      Submitted submitted;
      submitted.people.resize(2);
      Person& person = submitted.people[1];
      person.name = Personal<std::string>(sealed(person_name));
      person.id_number.number = Personal<std::string>(sealed(number(sequences_.at(request.id))));
      return submitted;
    };
    ports.open = [this](const Sealed& field) -> Result<std::string> {
      const std::scoped_lock lock(mutex_);
      if (erased_) return fail(Code::not_found, "the subject's key was destroyed");
      return std::string(field.ciphertext.rbegin(), field.ciphertext.rend());
    };
    ports.subject_key = [](const KeyId&) -> Result<Octets<32>> { return key(); };
    return ports;
  }

  offices::OfficeRunner::Source source() {
    return [this](std::size_t max) -> Result<std::vector<offices::OfficeRequest>> {
      const std::scoped_lock lock(mutex_);
      ++readings_;
      changed_.notify_all();
      std::vector<offices::OfficeRequest> listed;
      for (const auto& [id, request] : open_) {
        if (listed.size() < max) listed.push_back(request);
      }
      return listed;
    };
  }

  offices::OfficeRunner::Sink sink() {
    return [this](const offices::OfficeAnswer& answer) -> Result<void> {
      const std::scoped_lock lock(mutex_);
      proposals_.push_back(answer);
      changed_.notify_all();
      if (sink_failures_ > 0) {
        --sink_failures_;
        return fail(Code::full, "the inbox is full");
      }
      if (open_.erase(answer.request) > 0) recorded_[answer.request] = answer;
      return ok();
    };
  }

  // Whether so many duties were met in time.
  bool wait_for_answers(std::size_t count) {
    return wait([&] { return recorded_.size() >= count; });
  }
  bool wait_for_proposals(std::size_t count) {
    return wait([&] { return proposals_.size() >= count; });
  }
  // Whether the outbox was read so many times more.
  bool wait_for_readings(std::size_t more) {
    std::unique_lock lock(mutex_);
    const std::size_t wanted = readings_ + more;
    return changed_.wait_for(lock, patience, [&] { return readings_ >= wanted; });
  }

  offices::OfficeAnswer answer_of(const DutyId& id) {
    const std::scoped_lock lock(mutex_);
    return recorded_.at(id);
  }
  std::vector<offices::OfficeAnswer> proposals() {
    const std::scoped_lock lock(mutex_);
    return proposals_;
  }
  void erase_subject() {
    const std::scoped_lock lock(mutex_);
    erased_ = true;
  }
  void refuse_proposals(int count) {
    const std::scoped_lock lock(mutex_);
    sink_failures_ = count;
  }

  static std::string number(int sequence) {
    return identifiers::synthetic_resident_number(day_of({1990, 1, 1}), sequence);
  }
  static Octets<32> key() {
    Octets<32> key{};
    key.fill(7);
    return key;
  }

 private:
  static Sealed sealed(std::string_view text) {
    Sealed field;
    field.ciphertext.assign(text.rbegin(), text.rend());
    return field;
  }
  template <class Condition>
  bool wait(Condition condition) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, condition);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<DutyId, offices::OfficeRequest> open_;
  std::map<DutyId, int> sequences_;
  std::map<DutyId, offices::OfficeAnswer> recorded_;
  std::vector<offices::OfficeAnswer> proposals_;
  std::size_t readings_ = 0;
  int made_ = 0;
  int sink_failures_ = 0;
  bool erased_ = false;
};

}  // namespace vermilion::tests
