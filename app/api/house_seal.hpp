// The house's seal on papers: an Ed25519 key of its own, and whoever checks what it signed.
//
// A signed code is a JWS (RFC 7515) of type "vermilion-paper+jws", so that any JOSE library checks
// it by the published key set. The key lies beside the other keys of the house, mode 0600, and is
// made at the first start; nodes that share their keys share it. Errors of checking are invalid,
// with a sentence for whoever holds the paper. Threads: immutable once open; any.
#pragma once

#include <boost/json/object.hpp>

#include "app/api/token.hpp"

namespace vermilion::api {

class HouseSeal {
 public:
  // `keys_directory`/papers.pem. Errors: invalid (others may read it, or it is no key), io, full.
  [[nodiscard]] static Result<HouseSeal> open(const std::string& keys_directory);
  // The same where it must be there already. Errors: not_found, invalid, io.
  [[nodiscard]] static Result<HouseSeal> read(const std::string& keys_directory);
  // JWS compact over the payload.
  [[nodiscard]] std::string sign(std::string_view payload) const;
  // The public key as a JWK set.
  [[nodiscard]] std::string jwks() const { return signer_.jwks(); }

 private:
  explicit HouseSeal(TokenSigner signer) : signer_{std::move(signer)} {}
  TokenSigner signer_;
};

inline constexpr std::size_t paper_code_max = 2'048;

// What a signed code says, when one of the keys signed it.
[[nodiscard]] Result<boost::json::object> check_code(std::string_view code, const KeySet& keys);
// The same for a whole paper: its seal must be of these keys and over these very octets; a text is
// taken as the code itself.
[[nodiscard]] Result<boost::json::object> check_paper(BytesView file, const KeySet& keys);

}  // namespace vermilion::api
