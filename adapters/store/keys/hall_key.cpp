#include "adapters/store/keys/hall_key.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <utility>

#include "adapters/system/durable_files.hpp"
#include "base/check.hpp"

namespace vermilion {
namespace {

constexpr BytesView magic = "VERMHALL";
constexpr std::size_t file_octets = 8 + 32 + 4;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

Context context_of(const Octets<32>& key, bool wraps) {
  Context context{EVP_CIPHER_CTX_new()};
  VERMILION_CHECK(context != nullptr);
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  const int made = EVP_CipherInit_ex(context.get(), EVP_aes_256_wrap(), nullptr, key.data(),
                                     nullptr, wraps ? 1 : 0);
  VERMILION_CHECK(made == 1);
  return context;
}

Bytes fresh_file() {
  Bytes octets{magic};
  octets.resize(file_octets);
  fill_random(octets.data() + magic.size(), 32);
  put_little(octets.data() + file_octets - 4, crc32c(BytesView{octets}.substr(0, file_octets - 4)));
  return octets;
}

}  // namespace

HallKey::HallKey(const Octets<32>& key) : key_{key} {
  const auto digest = sha256({"hall key", BytesView{"\0", 1}, view_of(key_)});
  std::copy_n(digest.begin(), id_.size(), id_.begin());
}

HallKey::~HallKey() {
  OPENSSL_cleanse(key_.data(), key_.size());
}

HallKey::HallKey(HallKey&& other) noexcept : key_{other.key_}, id_{other.id_} {
  OPENSSL_cleanse(other.key_.data(), other.key_.size());
}

HallKey& HallKey::operator=(HallKey&& other) noexcept {
  std::swap(key_, other.key_);
  std::swap(id_, other.id_);
  return *this;
}

Result<HallKey> HallKey::open(const std::string& path, bool make) {
  VERMILION_TRY(auto octets, read_whole_file(path, file_octets));
  if (!octets && !make) {
    return fail(Code::not_found, path +
                                     " is missing: without the hall key no key of the house "
                                     "opens; bring it back, or name it with --hall-key");
  }
  if (!octets) {
    octets = fresh_file();
    const auto written = write_durable_file(path, *octets, Access::owner, Existing::refused);
    if (!written && written.error().code != Code::conflict) {
      return fail(written.error().code, written.error().detail);
    }
    if (!written) {  // another node has made it meanwhile: that one it is
      VERMILION_TRY(octets, read_whole_file(path, file_octets));
      if (!octets) return fail(Code::io, path + " went away while it was read");
    }
  }
  VERMILION_TRY(check_private(path));
  const BytesView view{*octets};
  if (view.size() != file_octets || !view.starts_with(magic) ||
      get_little<std::uint32_t>(view.data() + file_octets - 4) !=
          crc32c(view.substr(0, file_octets - 4))) {
    return fail(Code::corrupt, path + ": not the 44 octets of a hall key; restore it");
  }
  auto key = octets_of<32>(view.substr(magic.size()));
  HallKey made{key};
  OPENSSL_cleanse(key.data(), key.size());
  OPENSSL_cleanse(octets->data(), octets->size());
  return made;
}

Octets<HallKey::wrapped_octets> HallKey::wrap(const Octets<32>& key) const {
  const auto context = context_of(key_, true);
  Octets<wrapped_octets> wrapped{};
  int size = 0;
  const int done = EVP_CipherUpdate(context.get(), wrapped.data(), &size, key.data(),
                                    static_cast<int>(key.size()));
  VERMILION_CHECK(done == 1 && static_cast<std::size_t>(size) == wrapped.size());
  return wrapped;
}

Result<Octets<32>> HallKey::unwrap(BytesView wrapped) const {
  const auto context = context_of(key_, false);
  std::array<std::uint8_t, wrapped_octets> plain{};  // OpenSSL may use the whole of it
  int size = 0;
  const auto* octets = reinterpret_cast<const unsigned char*>(wrapped.data());
  const bool whole = wrapped.size() == wrapped_octets;
  const int done = whole ? EVP_CipherUpdate(context.get(), plain.data(), &size, octets,
                                            static_cast<int>(wrapped.size()))
                         : 0;
  Octets<32> key{};
  const bool good = done == 1 && static_cast<std::size_t>(size) == key.size();
  if (good) std::copy_n(plain.begin(), key.size(), key.begin());
  OPENSSL_cleanse(plain.data(), plain.size());
  if (!good) return fail(Code::corrupt, "not wrapped by this hall key");
  return key;
}

}  // namespace vermilion
