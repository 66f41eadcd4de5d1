#include "app/hall/bill_seal.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/system/durable_files.hpp"
#include "projections/query/page.hpp"

namespace vermilion {
namespace {

constexpr std::string_view office = "bill_supervision";
constexpr std::size_t at_once_max = 256;
constexpr std::size_t pem_max = 4'096;
constexpr std::chrono::milliseconds looks_every{10};
constexpr std::chrono::milliseconds looks_again_every{500};
// What was proposed and is still open is proposed again: its proposal may have been lost.
constexpr std::chrono::seconds proposed_again_after{30};

Result<Sm2Key> key_in(const std::string& file) {
  VERMILION_TRY(const auto pem, read_whole_file(file, pem_max));
  if (pem) {
    VERMILION_TRY(check_private(file));
    return Sm2Key::from_pem(*pem);
  }
  VERMILION_TRY(auto key, Sm2Key::generate());
  VERMILION_TRY(const auto made, key.pem());
  const auto written = write_durable_file(file, made, Access::owner, Existing::refused);
  if (written) return key;
  if (written.error().code != Code::conflict)
    return fail(written.error().code, written.error().detail);
  // Another node was first: its key is the house's.
  VERMILION_TRY(const auto theirs, read_whole_file(file, pem_max));
  if (!theirs) return fail(Code::io, file + " came and went");
  return Sm2Key::from_pem(*theirs);
}

}  // namespace

BillSeal::BillSeal(Hall& hall, Sm2Key key)
    : hall_{hall}, key_{std::move(key)}, checks_{hall, office, office} {}

Result<std::unique_ptr<BillSeal>> BillSeal::start(Hall& hall, const std::string& file) {
  VERMILION_TRY(auto key, key_in(file));
  std::unique_ptr<BillSeal> seal{new BillSeal{hall, std::move(key)}};
  seal->thread_ = std::thread{[self = seal.get()] { self->run(); }};
  return seal;
}

BillSeal::~BillSeal() {
  {
    const std::scoped_lock lock{mutex_};
    stops_ = true;
  }
  wakes_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void BillSeal::run() {
  std::unique_lock lock{mutex_};
  while (!stops_) {
    lock.unlock();
    const auto pass = sign_open();
    lock.lock();
    // What cannot be read now is tried again; it stays open meanwhile, and is seen to be.
    const auto done = pass ? pass.value() : Pass::not_bound;
    if (done == Pass::signed_some) continue;
    wakes_.wait_for(lock, done == Pass::not_bound ? looks_again_every : looks_every,
                    [this] { return stops_; });
  }
}

Result<bool> BillSeal::is_bound_for(const projections::BillFacts& bill) const {
  const auto references = hall_.loop().references();
  std::uint32_t version = 0;
  const auto& text = bill.item_version;
  std::from_chars(text.data(), text.data() + text.size(), version);
  const auto* item =
      references->catalogue ? references->catalogue->find(bill.prepared.item, version) : nullptr;
  if (item == nullptr || !item->bill) return false;
  VERMILION_TRY(const auto* bills, hall_.projector().family("bills"));
  VERMILION_TRY(
      const auto signer,
      projections::read_row<Signer>(*bills, projections::signer_row_key(item->bill->supervisor)));
  return signer && signer->public_key == key_.public_key() && signer->holds_at(hall_.clock().now());
}

Result<BillSeal::Pass> BillSeal::sign_open() {
  const auto now = std::chrono::steady_clock::now();
  VERMILION_TRY(const auto open, checks_.requests(at_once_max));
  std::erase_if(proposed_,
                [&](const auto& one) { return now - one.second > proposed_again_after; });
  VERMILION_TRY(const auto* cases, hall_.projector().family("cases"));
  auto pass = Pass::idle;
  for (const auto& request : open) {
    if (proposed_.contains(request.id)) continue;
    VERMILION_TRY(const auto bill, projections::facts_of_bill(*cases, request.case_id));
    // Views fold one after another: the cases may not have the signature yet.
    if (!bill || !bill->number || bill->unit_signature.empty()) {
      pass = std::max(pass, Pass::behind);
      continue;
    }
    VERMILION_TRY(const auto bound, is_bound_for(*bill));
    if (!bound) {
      pass = std::max(pass, Pass::not_bound);
      continue;
    }
    VERMILION_TRY(const auto signature,
                  key_.sign(supervised_text(bill->text(), bill->unit_signature)));
    const BillSupervised fact{request.id, to_hex(signature)};
    offices::OfficeAnswer answer;
    answer.request = request.id;
    answer.case_id = request.case_id;
    answer.partition = request.partition;
    answer.fact = BillSupervised::name;
    answer.schema = BillSupervised::schema;
    answer.payload = encode(fact);
    // No two signatures are alike, so each is a proposal of its own.
    VERMILION_TRY(checks_.propose(answer, request.id.text() + "/" + fact.signature.substr(8, 16)));
    proposed_.emplace(request.id, now);
    pass = Pass::signed_some;
  }
  return pass;
}

}  // namespace vermilion
