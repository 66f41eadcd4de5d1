#include "app/commands/issuer_keys.hpp"

#include <cstdio>

#include "app/api/json.hpp"
#include "workflows/reference/file.hpp"

namespace vermilion::commands {
namespace {

constexpr auto configuration_path = "/.well-known/openid-configuration";

struct Address {
  std::string origin;
  std::string path;
};

// "https://host:port" and "/jwks".
Result<Address> address_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto slash = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
  if (slash == std::string::npos) {
    return fail(Code::unavailable, "the issuer's jwks_uri is no address: " + url);
  }
  return Address{url.substr(0, slash), url.substr(slash)};
}

struct Configuration {
  std::string issuer;
  std::string jwks_uri;
};

Result<Configuration> discover(const std::string& issuer) {
  VERMILION_TRY(const auto client, offices::HttpClient::make({.base = issuer}));
  VERMILION_TRY(const auto about, client->ask({.method = "GET", .path = configuration_path}, {}));
  const auto reading = api::read_json(about.body);
  const auto* object = reading.good ? reading.value.if_object() : nullptr;
  const auto* name = object == nullptr ? nullptr : object->if_contains("issuer");
  const auto* keys = object == nullptr ? nullptr : object->if_contains("jwks_uri");
  if (about.status != 200 || name == nullptr || !name->is_string() || keys == nullptr ||
      !keys->is_string()) {
    return fail(Code::unavailable, issuer + " serves no OpenID configuration");
  }
  return Configuration{std::string{name->get_string()}, std::string{keys->get_string()}};
}

}  // namespace

Result<IssuerKeys> IssuerKeys::of(const ServeOptions& options) {
  IssuerKeys keys;
  if (!options.jwks_file.empty()) {
    if (options.issuer.empty()) return fail(Code::invalid, "--jwks needs --issuer beside it");
    keys.name_ = options.issuer;
    keys.file_ = options.jwks_file;
    return keys;
  }
  const auto& url = options.oidc.empty() ? options.sandbox : options.oidc;
  if (url.empty()) return fail(Code::invalid, who_is_asking);
  VERMILION_TRY(const auto found, discover(url));
  // The sandbox may be reached by another address than the one it calls itself by.
  if (!options.oidc.empty() && found.issuer != url) {
    return fail(Code::invalid, url + " says that it is the issuer " + found.issuer);
  }
  VERMILION_TRY(auto address, address_of(found.jwks_uri));
  if (options.oidc.empty()) address.origin = url;
  keys.name_ = found.issuer;
  keys.path_ = std::move(address.path);
  VERMILION_TRY(keys.keys_at_, offices::HttpClient::make({.base = address.origin}));
  return keys;
}

Result<std::string> IssuerKeys::fetch() const {
  if (!file_.empty()) return reference::read_file(file_);
  VERMILION_TRY(auto answer, keys_at_->ask({.method = "GET", .path = path_}, {}));
  if (answer.status != 200) return fail(Code::unavailable, "the issuer serves no key set");
  return std::move(answer.body);
}

KeysRefresh::KeysRefresh(IssuerKeys source, std::string known, api::TokenVerifier& verifier,
                         Pace pace)
    : source_{std::move(source)},
      known_{std::move(known)},
      verifier_{verifier},
      pace_{pace},
      thread_{[this] { run(); }} {
  verifier_.when_unknown_key([this] {
    const std::scoped_lock lock{mutex_};
    wanted_ = true;
    wakes_.notify_one();
  });
}

KeysRefresh::~KeysRefresh() {
  verifier_.when_unknown_key({});
  {
    const std::scoped_lock lock{mutex_};
    stopping_ = true;
    wakes_.notify_one();
  }
  thread_.join();
}

void KeysRefresh::run() {
  std::unique_lock lock{mutex_};
  for (;;) {
    // Nobody makes us ask more often than this by tokens that he invented.
    if (wakes_.wait_for(lock, pace_.at_least, [this] { return stopping_; })) return;
    wakes_.wait_for(lock, pace_.every - pace_.at_least, [this] { return stopping_ || wanted_; });
    if (stopping_) return;
    wanted_ = false;
    lock.unlock();
    refresh();
    lock.lock();
  }
}

void KeysRefresh::refresh() {
  auto text = source_.fetch();
  if (text && text.value() == known_) return;
  auto keys = text ? api::KeySet::from_jwks(text.value())
                   : Result<api::KeySet>{fail(text.error().code, text.error().detail)};
  if (!keys) {
    std::fprintf(stderr, "hall: the issuer's keys were not renewed, those known stay: %s\n",
                 keys.error().detail.c_str());
    return;
  }
  known_ = std::move(text.value());
  verifier_.replace_keys(std::move(keys.value()));
}

}  // namespace vermilion::commands
