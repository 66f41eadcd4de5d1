#include "app/hall/bill_seal.hpp"

#include "adapters/system/durable_files.hpp"
#include "projections/query/bills.hpp"

namespace vermilion {
namespace {

constexpr std::string_view office = "bill_supervision";
constexpr std::size_t at_once_max = 256;
constexpr std::size_t pem_max = 4'096;
constexpr std::chrono::milliseconds looks_every{10};
// What was proposed and is still open is proposed again: its proposal may have been lost.
constexpr std::chrono::seconds proposed_again_after{5};

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
    : hall_{hall}, key_{std::move(key)}, checks_{hall, office} {}

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
    const auto signed_now = sign_open();
    lock.lock();
    // What cannot be read now is tried again; it stays open meanwhile, and is seen to be.
    if (!signed_now || signed_now.value() == 0) {
      wakes_.wait_for(lock, looks_every, [this] { return stops_; });
    }
  }
}

Result<std::size_t> BillSeal::sign_open() {
  const auto now = std::chrono::steady_clock::now();
  VERMILION_TRY(const auto open, checks_.requests(at_once_max));
  std::erase_if(proposed_,
                [&](const auto& one) { return now - one.second > proposed_again_after; });
  if (open.empty()) return std::size_t{0};
  VERMILION_TRY(const auto* cases, hall_.projector().family("cases"));
  std::size_t done = 0;
  for (const auto& request : open) {
    if (proposed_.contains(request.id)) continue;
    VERMILION_TRY(const auto bill, projections::facts_of_bill(*cases, request.case_id));
    // Views fold one after another: the cases may not have the signature yet.
    if (!bill || !bill->number || bill->unit_signature.empty()) continue;
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
    VERMILION_TRY(checks_.propose(answer));
    proposed_.emplace(request.id, now);
    ++done;
  }
  return done;
}

}  // namespace vermilion
