#include "app/api/house_seal.hpp"

#include <boost/json/serialize.hpp>

#include "adapters/system/durable_files.hpp"
#include "app/api/jws.hpp"
#include "app/api/token_keys.hpp"
#include "app/papers/pdf_seal.hpp"
#include "base/hash.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;
constexpr std::string_view type = "vermilion-paper+jws";
constexpr std::string_view file_name = "/papers.pem";
constexpr std::size_t pem_octets_max = 4'096;

}  // namespace

Result<HouseSeal> HouseSeal::read(const std::string& keys_directory) {
  const auto path = keys_directory + std::string{file_name};
  VERMILION_TRY(const auto pem, read_whole_file(path, pem_octets_max));
  if (!pem) return fail(Code::not_found, path + " is not there: this house has sealed no paper");
  VERMILION_TRY(check_private(path));
  auto signer = TokenSigner::from_pem(*pem);
  if (!signer) return fail(Code::invalid, path + ": " + signer.error().detail);
  return HouseSeal{std::move(signer.value())};
}

Result<HouseSeal> HouseSeal::open(const std::string& keys_directory) {
  auto known = read(keys_directory);
  if (known || known.error().code != Code::not_found) return known;
  VERMILION_TRY(const auto made, TokenSigner::generate());
  const auto written = write_durable_file(keys_directory + std::string{file_name}, made.to_pem(),
                                          Access::owner, Existing::refused);
  // Another node of the house may have been first: then its key is the house's.
  if (!written && written.error().code != Code::conflict) {
    return fail(written.error().code, written.error().detail);
  }
  return read(keys_directory);
}

std::string HouseSeal::sign(std::string_view payload) const {
  json::object header{{"alg", "EdDSA"}, {"kid", signer_.kid()}};
  header["typ"] = json::string_view{type.data(), type.size()};
  return signer_.sign_parts(json::serialize(header), payload);
}

Result<json::object> check_code(std::string_view code, const KeySet& keys) {
  if (code.size() > paper_code_max) return fail(Code::invalid, "the code is too long");
  VERMILION_TRY(const auto parts, split_jws(code, "a paper's code"));
  VERMILION_TRY(const auto header, read_jws_part(parts.header, "code's header", {}));
  const auto& head = header.get_object();
  if (text_of(head, "typ") != type || head.contains("crit")) {
    return fail(Code::invalid, "this is no code of a paper");
  }
  const auto kid = text_of(head, "kid");
  const auto* key = kid ? keys.find(*kid) : nullptr;
  if (key == nullptr) {
    return fail(Code::invalid, "the code was signed with a key that is not this house's");
  }
  if (text_of(head, "alg") != name_of(key->algorithm)) {
    return fail(Code::invalid, "the code's algorithm is not its key's");
  }
  const auto signature = from_base64url(parts.signature);
  if (!signature || !signature_holds(*key, parts.signed_text, *signature)) {
    return fail(Code::invalid, "the signature does not hold: the code was changed, or is forged");
  }
  VERMILION_TRY(auto payload, read_jws_part(parts.payload, "code's payload", {}));
  return std::move(payload.get_object());
}

Result<json::object> check_paper(BytesView file, const KeySet& keys) {
  if (!file.starts_with("%PDF-")) {
    while (!file.empty() && (file.back() == '\n' || file.back() == '\r')) file.remove_suffix(1);
    if (file.starts_with("QR-Code:")) file.remove_prefix(8);  // as zbarimg prints it
    return check_code(file, keys);
  }
  const auto sealed = find_seal(file);
  if (!sealed) {
    return fail(Code::invalid,
                "the file does not end with the seal of a house: it is a copy that "
                "was printed or saved anew, or no paper of one; check its QR code");
  }
  VERMILION_TRY(auto told, check_code(sealed->jws, keys));
  if (text_of(told, "sha256") != to_hex(view_of(sha256(sealed->octets)))) {
    return fail(Code::invalid, "the file is not what was sealed: it was changed afterwards");
  }
  return told;
}

}  // namespace vermilion::api
