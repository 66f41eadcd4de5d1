// The hall as the supervising finance department (监制): it signs what units have signed.
//
// A bill that waits for supervision is an open duty of the office "bill_supervision". The unit's
// signature was verified when it was recorded, so what is left is to sign the digest of the bill
// and that signature, by the department's key, and to propose it; the engine verifies this one,
// too. While another key than this is bound for the department, or none, nothing is proposed, since
// each would be refused on record; what waits is signed when this one is. The key is a PEM file,
// made at the first start when it is not there; every node of a house is given the same. Whoever
// administers signers binds its public half (POST /v1/signers). Source: 财综〔2017〕32号 annex.
// Threads: start and stop from one; it has one of its own.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "app/hall/open_checks.hpp"
#include "base/sm2.hpp"
#include "projections/query/bills.hpp"

namespace vermilion {

class BillSeal {
 public:
  // Errors: invalid (the file holds no SM2 key), io.
  [[nodiscard]] static Result<std::unique_ptr<BillSeal>> start(Hall& hall, const std::string& file);
  ~BillSeal();
  BillSeal(const BillSeal&) = delete;
  BillSeal& operator=(const BillSeal&) = delete;

  [[nodiscard]] const Sm2PublicKey& public_key() const noexcept { return key_.public_key(); }

 private:
  BillSeal(Hall& hall, Sm2Key key);
  void run();
  enum class Pass : std::uint8_t { idle, behind, not_bound, signed_some };
  [[nodiscard]] Result<Pass> sign_open();
  // Whether bills of that type are this key's to supervise now. Errors: the store's.
  [[nodiscard]] Result<bool> is_bound_for(const projections::BillFacts& bill) const;

  Hall& hall_;
  const Sm2Key key_;
  const OpenChecks checks_;
  std::map<DutyId, std::chrono::steady_clock::time_point> proposed_;
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace vermilion
