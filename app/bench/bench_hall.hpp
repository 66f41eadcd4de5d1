// The hall that a bench runs: one item (profile A4), one office, three staff, an issuer of its own.
//
// A4 is submit, automatic check (a chained judgement in the same frame), review by one person,
// approval by another, with 256 octets of content. Threads: values.
#pragma once

#include "app/api/token.hpp"
#include "app/hall/hall.hpp"

namespace vermilion::bench {

inline constexpr const char* item_code = "bench-a4";
inline constexpr const char* office_node = "330106";
inline constexpr const char* issuer_name = "urn:vermilion:bench";
inline constexpr std::size_t content_octets = 256;

// What the bench's hall adopts. Errors: as the loaders'.
[[nodiscard]] Result<std::vector<HallReference>> references();

// A hall in `folder` with these references, once it decides. With `kafka` its journal lies there,
// in a topic of its own. Errors: as Hall::open; unavailable (it was not asked to reign in time).
[[nodiscard]] Result<std::unique_ptr<Hall>> open_hall(
    const std::string& folder, std::function<void(const std::function<void()>&)> batch,
    const std::optional<KafkaOptions>& kafka = {});
// Waits until the views have come as far as the journal: nothing counts before that.
void drain(Hall& hall);
// The same cluster, and a topic that no other run has.
[[nodiscard]] std::optional<KafkaOptions> own_topic(const std::optional<KafkaOptions>& kafka,
                                                    const char* name);

// A directory of its own under the system's temporary folder (or `under`), removed with it.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& under, const char* name);
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const noexcept { return path_; }

 private:
  std::string path_;
};

// Tokens of the bench's people: applicants, the handler, the approver.
struct People {
  api::TokenSigner signer;
  std::vector<std::string> applicants;
  std::string handler;
  std::string approver;
};
[[nodiscard]] Result<People> make_people(std::size_t applicants);

// The application's JSON with 256 octets of content.
[[nodiscard]] std::string submission();

}  // namespace vermilion::bench
