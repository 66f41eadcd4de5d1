#include "app/bench/bench_hall.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "adapters/system/system_clock.hpp"
#include "app/hall/reference_files.hpp"
#include "workflows/calendars/calendars.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/catalogue/grants.hpp"
#include "workflows/catalogue/scopes.hpp"

namespace vermilion::bench {
namespace {

constexpr std::chrono::milliseconds reign_wait{10};
constexpr int reign_waits_max = 3'000;

// The roles of the profiles' staff, each held by one person in the bench's office.
std::string grants_yaml() {
  std::string yaml = "version: \"bench\"\ngrants:\n";
  for (const auto* role : {"handler", "approver", "window", "bill_steward", "exam_steward"}) {
    yaml += fmt::format(
        "  - {{id: g-{0}, who: {0}, role: {0}, tree: accounting, node: \"{1}\", "
        "from: 2020-01-01, until: 2090-01-01}}\n",
        role, std::string_view{role} == "bill_steward" ? "330000" : office_node);
  }
  return yaml;
}
}  // namespace

Result<std::vector<HallReference>> references() {
  const auto files = built_in_files();
  VERMILION_TRY(auto all, read_references(files));
  for (auto& reference : all) {
    if (reference.what == "catalogue") {
      VERMILION_TRY(auto items,
                    catalogue::read_folder(files.catalogue_folder + "/../../tests/data/catalogue"));
      VERMILION_TRY(reference.text, catalogue::text_of(std::move(items)));
      reference.version = "bench";
    } else if (reference.what == "grants") {
      for (const auto& scopes : all) {
        if (scopes.what != "scopes") continue;
        VERMILION_TRY(const auto trees, catalogue::load_scopes(scopes.text));
        VERMILION_TRY(reference.text, catalogue::grants_text("bench", grants_yaml(), trees));
      }
      reference.version = "bench";
    }
  }
  return all;
}

Result<std::unique_ptr<Hall>> open_hall(const std::string& folder,
                                        std::function<void(const std::function<void()>&)> batch,
                                        const std::optional<KafkaOptions>& kafka) {
  HallOptions options;
  options.directory = folder + "/hall";
  options.house_name = "bench";
  options.batch = std::move(batch);
  options.kafka = kafka;
  VERMILION_TRY(options.references, references());
  VERMILION_TRY(auto hall, Hall::open(options));
  for (int i = 0; i < reign_waits_max && !hall->loop().reigns(); ++i) {
    std::this_thread::sleep_for(reign_wait);
  }
  if (hall->loop().reigns()) return hall;
  return fail(Code::unavailable, "the hall was not asked to reign: " + hall->loop().stopped() +
                                     hall->loop().standing().trouble);
}

void drain(Hall& hall) {
  const auto last = hall.journal().last(Hall::partition);
  while (hall.projector().position(Hall::partition) < last && hall.views_stopped().empty()) {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

std::optional<KafkaOptions> own_topic(const std::optional<KafkaOptions>& kafka, const char* name) {
  auto own = kafka;
  const auto moment = SystemClock{}.now().microseconds;
  if (own) own->topic = fmt::format("vermilion-bench-{}-{}-{}", name, getpid(), moment);
  return own;
}

TemporaryFolder::TemporaryFolder(const std::string& under, const char* name) {
  const auto base = under.empty() ? std::filesystem::temp_directory_path().string() : under;
  path_ = fmt::format("{}/vermilion-bench-{}-{}", base, name, getpid());
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Result<People> make_people(std::size_t applicants) {
  VERMILION_TRY(auto signer, api::TokenSigner::generate());
  const auto now = SystemClock{}.now();
  const auto token = [&](std::string subject, PrincipalKind kind) {
    api::TokenClaims claims;
    claims.subject = std::move(subject);
    claims.issuer = issuer_name;
    claims.audience = "vermilion";
    claims.kind = kind;
    claims.issued_at = now;
    claims.expires_at = now + 86'000 * microseconds_a_second;
    return signer.sign(claims);
  };
  std::vector<std::string> tokens;
  tokens.reserve(applicants);
  for (std::size_t i = 0; i < applicants; ++i) {
    tokens.push_back(token(fmt::format("applicant-{}", i), PrincipalKind::person));
  }
  auto handler = token("handler", PrincipalKind::staff);
  auto approver = token("approver", PrincipalKind::staff);
  return People{std::move(signer), std::move(tokens), std::move(handler), std::move(approver)};
}

std::string submission() {
  return fmt::format(R"({{"item":"{}","office":"{}","answers":[{{"field":"text","value":"{}"}}]}})",
                     item_code, office_node, std::string(content_octets, 'x'));
}

}  // namespace vermilion::bench
