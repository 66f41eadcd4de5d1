#include "adapters/store/materials/sealed_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.hpp"

namespace vermilion::materials {
namespace {

constexpr BytesView magic{"VMM1"};
constexpr std::uint16_t format = 1;
constexpr std::size_t nonce_octets = 12;
constexpr std::size_t guarded_from = 12;
constexpr std::size_t media_type_at = 112;

}  // namespace

Bytes encode_head(const Head& head) {
  VERMILION_CHECK(head.media_type.size() <= media_type_max);
  Bytes octets(head_octets, '\0');
  magic.copy(octets.data(), magic.size());
  put_little(octets.data() + 4, format);
  put_little(octets.data() + 16, head.size);
  put_little(octets.data() + 24, static_cast<std::uint64_t>(head.made_at.microseconds));
  view_of(head.key.octets).copy(octets.data() + 32, 16);
  view_of(head.salt).copy(octets.data() + 48, 16);
  view_of(head.owner).copy(octets.data() + 64, 16);
  view_of(head.told).copy(octets.data() + 80, 32);
  octets[media_type_at] = static_cast<char>(head.media_type.size());
  head.media_type.copy(octets.data() + media_type_at + 1, head.media_type.size());
  put_little(octets.data() + 8, crc32c(BytesView{octets}.substr(guarded_from)));
  return octets;
}

Result<Head> read_head(BytesView octets) {
  if (octets.size() < head_octets || !octets.starts_with(magic)) {
    return fail(Code::corrupt, "no sealed file begins here");
  }
  octets = octets.substr(0, head_octets);
  if (get_little<std::uint16_t>(octets.data() + 4) != format) {
    return fail(Code::unsupported, "a sealed file of another format");
  }
  if (get_little<std::uint32_t>(octets.data() + 8) != crc32c(octets.substr(guarded_from))) {
    return fail(Code::corrupt, "the head of a sealed file does not match its checksum");
  }
  Head head;
  head.size = get_little<std::uint64_t>(octets.data() + 16);
  head.made_at.microseconds =
      static_cast<std::int64_t>(get_little<std::uint64_t>(octets.data() + 24));
  head.key.octets = octets_of<16>(octets.substr(32));
  head.salt = octets_of<16>(octets.substr(48));
  head.owner = octets_of<16>(octets.substr(64));
  head.told = octets_of<32>(octets.substr(80));
  const auto length = static_cast<unsigned char>(octets[media_type_at]);
  if (length > media_type_max) return fail(Code::corrupt, "a sealed file's media type is too long");
  head.media_type = octets.substr(media_type_at + 1, length);
  if (encode_head(head) != octets)
    return fail(Code::corrupt, "a sealed file's head is not as it is written");
  return head;
}

std::size_t Chunks::plain_of(std::uint64_t number) const noexcept {
  const auto before = number * chunk_plain;
  return static_cast<std::size_t>(std::min<std::uint64_t>(chunk_plain, head_.size - before));
}

Bytes Chunks::bound_to(std::uint64_t number) const {
  auto bound = encode_head(head_);
  append_big(bound, number);
  bound += number + 1 == chunks_of(head_.size) ? '\1' : '\0';
  return bound;
}

Result<Bytes> Chunks::seal(std::uint64_t number, BytesView plain) const {
  VERMILION_CHECK(number < chunks_of(head_.size) && plain.size() == plain_of(number));
  VERMILION_TRY(const auto sealed, sealer_.seal(head_.key, plain, bound_to(number)));
  return Bytes{view_of(sealed.nonce)} + sealed.ciphertext;
}

Result<Bytes> Chunks::open(std::uint64_t number, BytesView octets) const {
  if (number >= chunks_of(head_.size) || octets.size() != plain_of(number) + nonce_octets + 16) {
    return fail(Code::corrupt, fmt::format("chunk {} of a sealed file is cut short", number));
  }
  const Sealed sealed{head_.key, octets_of<nonce_octets>(octets),
                      Bytes{octets.substr(nonce_octets)}};
  return sealer_.open(sealed, bound_to(number));
}

Result<Bytes> seal_file(const Sealer& sealer, const Head& head, BytesView plain) {
  VERMILION_CHECK(plain.size() == head.size);
  auto octets = encode_head(head);
  octets.reserve(sealed_size(head.size));
  const Chunks chunks{sealer, head};
  for (std::uint64_t number = 0; number < chunks_of(head.size); ++number) {
    VERMILION_TRY(const auto chunk,
                  chunks.seal(number, plain.substr(number * chunk_plain, chunk_plain)));
    octets += chunk;
  }
  return octets;
}

Result<Bytes> open_file(const Sealer& sealer, BytesView octets) {
  VERMILION_TRY(const auto head, read_head(octets));
  if (octets.size() != sealed_size(head.size)) {
    return fail(Code::corrupt, fmt::format("a sealed file of {} octets has {}",
                                           sealed_size(head.size), octets.size()));
  }
  Bytes plain;
  plain.reserve(head.size);
  const Chunks chunks{sealer, head};
  for (std::uint64_t number = 0; number < chunks_of(head.size); ++number) {
    VERMILION_TRY(const auto chunk,
                  chunks.open(number, octets.substr(chunk_at(number), chunk_octets)));
    plain += chunk;
  }
  return plain;
}

}  // namespace vermilion::materials
