// Materials (申请材料): handed in piece by piece, read by whoever handed them in, and for a purpose
// by whoever sees a case that names them.
//
// The pieces follow the IETF's resumable uploads (draft-ietf-httpbis-resumable-upload: PATCH with
// Upload-Offset and application/partial-upload); an upload is begun by what it is to become, so
// that it is refused before anything was sent.
#include <fmt/format.h>

#include <charconv>

#include "adapters/content/content.hpp"
#include "app/api/case_json.hpp"
#include "app/api/disclosure.hpp"
#include "app/api/done_late.hpp"
#include "app/api/json.hpp"
#include "projections/views/materials.hpp"

namespace vermilion::api {
namespace {

namespace json = boost::json;

constexpr std::string_view piece_type = "application/partial-upload";
constexpr std::size_t cases_of_material_max = 64;

Problem simple(ProblemType type, Text detail) {
  Problem problem;
  problem.type = type;
  problem.detail = std::move(detail);
  return problem;
}

Problem refused_content(std::string place, Text detail) {
  auto problem = simple(ProblemType::content, std::move(detail));
  problem.place = std::move(place);
  problem.has_place = true;
  return problem;
}

Problem no_store() {
  return simple(ProblemType::not_implemented, {"本厅不收存材料", "this hall keeps no materials"});
}

Problem no_upload() {
  return simple(ProblemType::not_found,
                {"没有这一上传", "there is no such upload, or it has expired"});
}

Problem problem_of_store(const Error& error) {
  switch (error.code) {
    case Code::not_found:
      return no_upload();
    case Code::conflict:
      return simple(ProblemType::state, {"上传位置不符：" + error.detail, error.detail});
    case Code::invalid:
    case Code::corrupt:
      return simple(ProblemType::content, {"材料未被接收：" + error.detail, error.detail});
    case Code::full:
      return simple(ProblemType::busy, {"暂不能接收材料：" + error.detail, error.detail});
    default:
      return simple(ProblemType::busy, {"暂不能接收材料", "materials cannot be taken now"});
  }
}

struct Caller {
  Principal principal;
  Octets<16> owner{};
};

// Who is asking, when the hall keeps materials; answers the problem itself.
std::optional<Caller> caller_of(Api& api, const Call& call, Responder& responder) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
    return std::nullopt;
  };
  if (!api.materials) return refuse(no_store());
  auto principal = api.caller(call);
  if (!principal) {
    return refuse(simple(ProblemType::role, {"该身份不能通过接口办事", principal.error().detail}));
  }
  Caller caller{std::move(principal.value()), {}};
  caller.owner = owner_of(caller.principal.who);
  return caller;
}

json::object upload_json(const std::string& id, const materials::Upload& upload) {
  json::object object{{"upload", id},
                      {"offset", upload.offset},
                      {"size", upload.size},
                      {"media_type", upload.media_type},
                      {"piece_max", materials::piece_max},
                      {"piece_multiple", materials::chunk_plain},
                      {"expires_at", to_text(upload.expires_at)}};
  object["material"] =
      upload.material ? json::value(to_hex(view_of(*upload.material))) : json::value(nullptr);
  return object;
}

Response answer(int status, const std::string& id, const materials::Upload& upload) {
  auto response = json_response(status, upload_json(id, upload));
  response.headers.emplace_back("Upload-Offset", std::to_string(upload.offset));
  response.headers.emplace_back("Upload-Complete", upload.material ? "?1" : "?0");
  response.headers.emplace_back("Location", "/v1/materials/uploads/" + id);
  return response;
}

std::string upload_id(const Caller& caller, std::string_view key) {
  const BytesView end{"\0", 1};
  const auto digest = sha256({"upload", end, caller.principal.who, end, key});
  return to_hex(view_of(digest).substr(0, 16));
}

std::optional<Octets<16>> upload_named(const Call& call) {
  const auto octets = from_hex(call.parameter("id"));
  if (!octets || octets->size() != 16) return std::nullopt;
  return octets_of<16>(*octets);
}

// {"media_type", "size", "digest"}
std::optional<materials::Wanted> wanted_of(const Call& call, Problem& problem) {
  auto reading = read_json(call.request.body);
  if (!reading.good || !reading.value.is_object()) {
    problem =
        simple(ProblemType::malformed_json, {"正文应为 JSON 对象", "a JSON object is expected"});
    return std::nullopt;
  }
  const auto& object = reading.value.get_object();
  const auto* type = object.if_contains("media_type");
  const auto* size = object.if_contains("size");
  const auto* digest = object.if_contains("digest");
  if (object.size() != 3 || type == nullptr || size == nullptr || digest == nullptr) {
    problem = refused_content(
        "", {"应为 {media_type, size, digest}", "expected: {media_type, size, digest}"});
    return std::nullopt;
  }
  materials::Wanted wanted;
  const std::string_view name = type->is_string() ? std::string_view{type->get_string()} : "";
  if (!content::is_taken(name)) {
    problem = refused_content("/media_type", {"可接收的类型为 " + content::taken_types(),
                                              "taken are " + content::taken_types()});
    return std::nullopt;
  }
  wanted.media_type = name;
  const auto octets = digest->is_string() ? from_hex(std::string_view{digest->get_string()})
                                          : std::optional<Bytes>{};
  if (!octets || octets->size() != 32) {
    problem = refused_content("/digest", {"应为文件的 SHA-256，64 位十六进制数字",
                                          "is the file's SHA-256, 64 hexadecimal digits"});
    return std::nullopt;
  }
  wanted.digest = octets_of<32>(*octets);
  if (!size->is_int64() || size->get_int64() <= 0) {
    problem = refused_content("/size", {"应为文件的字节数", "is the file's size in octets"});
    return std::nullopt;
  }
  wanted.size = static_cast<std::uint64_t>(size->get_int64());
  return wanted;
}

void begin(Api& api, const Call& call, Responder responder) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  const auto key = idempotency_key_of(call.request);
  if (key.problem) return refuse(*key.problem);
  const auto caller = caller_of(api, call, responder);
  if (!caller) return;
  Problem problem;
  auto wanted = wanted_of(call, problem);
  if (!wanted) return refuse(problem);
  wanted->owner = caller->owner;
  const auto id = upload_id(*caller, key.key);
  const auto name = octets_of<16>(*from_hex(id));
  auto upload = api.materials->look(caller->owner, name);
  const bool is_new = !upload && upload.error().code == Code::not_found;
  auto sealing = api.proposing.house.key_of(caller->owner);
  if (!sealing && is_new) {
    const auto fresh = api.hall.keys().take();
    if (!fresh) return refuse(problem_of_store(fresh.error()));
    sealing = fresh.value();
  }
  upload = api.materials->begin(name, *wanted, sealing.value_or(KeyId{}), api.real_now());
  if (upload) return responder.send(answer(is_new ? 201 : 200, id, upload.value()));
  if (upload.error().code == Code::conflict) {
    return refuse(simple(
        ProblemType::idempotency_meaning,
        {"该 Idempotency-Key 已用于另一文件", "this Idempotency-Key was used for another file"}));
  }
  if (upload.error().code == Code::invalid) {
    return refuse(refused_content("/size", {"单个材料最大 20 MiB", upload.error().detail}));
  }
  refuse(problem_of_store(upload.error()));
}

void look(Api& api, const Call& call, Responder responder) {
  const auto caller = caller_of(api, call, responder);
  if (!caller) return;
  const auto name = upload_named(call);
  if (!name) return responder.send(response_of(no_upload(), call.language));
  const auto upload = api.materials->look(caller->owner, *name);
  responder.send(upload ? answer(200, call.parameter("id"), upload.value())
                        : response_of(problem_of_store(upload.error()), call.language));
}

void append(Api& api, const Call& call, Responder responder) {
  const auto refuse = [&](const Problem& problem) {
    responder.send(response_of(problem, call.language));
  };
  const auto caller = caller_of(api, call, responder);
  if (!caller) return;
  const auto type = call.request.header("Content-Type");
  if (!type || !type->starts_with(piece_type)) {
    return refuse(simple(ProblemType::media_type, {"每段应为 application/partial-upload",
                                                   "a piece is application/partial-upload"}));
  }
  const auto at = call.request.header("Upload-Offset");
  std::uint64_t offset = 0;
  const auto read = at ? std::from_chars(at->data(), at->data() + at->size(), offset)
                       : std::from_chars_result{nullptr, std::errc::invalid_argument};
  if (read.ec != std::errc{} || read.ptr != at->data() + at->size()) {
    return refuse(
        bad_parameter("Upload-Offset", {"应为本段的起始位置", "is where the piece begins"}));
  }
  const auto name = upload_named(call);
  if (!name) return refuse(no_upload());
  const auto upload = api.materials->append(caller->owner, *name, offset, call.request.body);
  if (upload) return responder.send(answer(200, call.parameter("id"), upload.value()));
  auto response = response_of(problem_of_store(upload.error()), call.language);
  if (upload.error().code == Code::conflict) {
    const auto stands = api.materials->look(caller->owner, *name);
    if (stands) {
      response.headers.emplace_back("Upload-Offset", std::to_string(stands.value().offset));
    }
  }
  responder.send(std::move(response));
}

void abandon(Api& api, const Call& call, Responder responder) {
  const auto caller = caller_of(api, call, responder);
  if (!caller) return;
  const auto name = upload_named(call);
  const auto gone = name ? api.materials->abandon(caller->owner, *name)
                         : Result<void>{fail(Code::not_found, "no such upload")};
  if (!gone) return responder.send(response_of(problem_of_store(gone.error()), call.language));
  Response response;
  response.status = 204;
  responder.send(std::move(response));
}

// ---- reading

// A case that names the material and that the caller may see; nothing when there is none.
std::optional<SeenCase> case_naming(const Reading& reading, const Digest& material) {
  const auto named = snapshot_of(reading, "materials");
  const auto cases = snapshot_of(reading, "cases");
  if (!named || !cases) return std::nullopt;
  std::vector<CaseId> ids;
  const auto prefix = projections::material_prefix(material);
  const auto scanned =
      named.value()->scan(prefix, after_prefix(prefix), [&](BytesView key, BytesView) {
        ids.push_back({octets_of<16>(key.substr(prefix.size()))});
        return ids.size() < cases_of_material_max;
      });
  if (!scanned) return std::nullopt;
  const auto scopes = scopes_of(reading.grants);
  for (const auto& id : ids) {
    auto row = projections::find_case(*cases.value(), {reading.principal.who, scopes}, id);
    if (row && row.value()) return SeenCase{id, std::move(*row.value())};
  }
  return std::nullopt;
}

// "bytes=0-499", "bytes=500-", "bytes=-500" (RFC 9110 §14.1.2); several ranges are answered whole.
struct Range {
  std::uint64_t from = 0;
  std::uint64_t count = 0;
  bool partial = false;
  bool outside = false;
};
Range range_of(std::string_view field, std::uint64_t size) {
  Range range{0, size};
  if (!field.starts_with("bytes=") || field.find(',') != std::string_view::npos) return range;
  field.remove_prefix(6);
  const auto dash = field.find('-');
  if (dash == std::string_view::npos) return range;
  const auto number = [](std::string_view text, std::uint64_t& into) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    return read.ec == std::errc{} && read.ptr == text.data() + text.size();
  };
  std::uint64_t first = 0;
  std::uint64_t last = size - 1;
  if (dash == 0) {
    std::uint64_t tail = 0;
    if (!number(field.substr(1), tail)) return range;
    range.outside = tail == 0;
    first = size - std::min(tail, size);
  } else {
    if (!number(field.substr(0, dash), first)) return range;
    if (dash + 1 < field.size() && !number(field.substr(dash + 1), last)) return range;
    range.outside = first >= size;
    if (last < first && !range.outside) return range;
  }
  last = std::min(last, size - 1);
  range.partial = true;
  range.from = first;
  range.count = range.outside ? 0 : last - first + 1;
  return range;
}

ReadAnswer octets_of_material(const ReadParts& parts, const Reading& reading,
                              const Digest& material, const materials::Head& head,
                              std::string_view field) {
  const auto range = range_of(field, head.size);
  if (range.outside) {
    auto response = response_of(simple(ProblemType::range, {"超出文件范围", "beyond the file"}),
                                reading.language);
    response.headers.emplace_back("Content-Range", fmt::format("bytes */{}", head.size));
    return response;
  }
  auto plain = parts.api.materials->read(material, range.from, range.count);
  if (!plain) {
    if (plain.error().code == Code::not_found) {
      return simple(ProblemType::gone,
                    {"当事人的个人信息已依法删除", "the person's data were erased"});
    }
    if (plain.error().code == Code::conflict) return restricted_problem();
    return problem_of(plain.error());
  }
  Response response;
  response.status = range.partial ? 206 : 200;
  response.content_type = head.media_type;
  if (range.partial) {
    response.headers.emplace_back(
        "Content-Range",
        fmt::format("bytes {}-{}/{}", range.from, range.from + range.count - 1, head.size));
  }
  response.headers.emplace_back("Accept-Ranges", "bytes");
  response.headers.emplace_back("Cache-Control", "private, no-store");
  // Handed in by a stranger: shown by nothing that runs what is inside.
  response.headers.emplace_back("Content-Disposition", "attachment");
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.body = std::move(plain.value());
  ReadAnswer answer{std::move(response)};
  answer.etag = fmt::format("\"{}\"", to_hex(view_of(material)));
  return answer;
}

ReadAnswer read_material(const ReadParts& parts, const Reading& reading) {
  if (!parts.api.materials) return no_store();
  const auto octets = from_hex(reading.parameters[0]);
  if (!octets || octets->size() != 32) return not_there();
  const auto material = octets_of<32>(*octets);
  const auto head = parts.api.materials->find(material);
  if (!head) {
    return head.error().code == Code::not_found ? not_there() : problem_of(head.error());
  }
  const auto seen = case_naming(reading, material);
  const bool own = head.value().owner == owner_of(reading.principal.who);
  if (!own && !seen) return not_there();
  const auto what = "material " + reading.parameters[0];
  auto disclosed = seen ? of_case(reading, *seen, what) : Disclosed{{}, {}, own, what};
  disclosed.own = own;
  if (auto refused = disclose(parts, reading, std::move(disclosed))) return *refused;
  return octets_of_material(parts, reading, material, head.value(), reading.range);
}

Route route(std::string method, std::string pattern, std::string operation, Text summary,
            RouteHandler handle, int success) {
  Route made;
  made.method = std::move(method);
  made.pattern = std::move(pattern);
  made.operation = std::move(operation);
  made.summary = std::move(summary);
  made.handle = std::move(handle);
  made.success = success;
  if (success != 204) made.response_schema = "Upload";
  made.problems = {ProblemType::not_found, ProblemType::state, ProblemType::content,
                   ProblemType::role, ProblemType::not_implemented};
  return made;
}

RouteParameter header(std::string name, bool required, Text summary) {
  return {std::move(name),   RouteParameter::Place::header, required, "string", {},
          std::move(summary)};
}

}  // namespace

std::vector<Route> material_routes(Api& api) {
  const auto late = std::make_shared<LateWork>(64);
  const auto handled = [&](void (*handle)(Api&, const Call&, Responder)) {
    return done_late(late, [&api, handle](const Call& call, Responder responder) {
      handle(api, call, std::move(responder));
    });
  };
  std::vector<Route> routes;
  auto begun = route("POST", "/v1/materials", "beginUpload",
                     {"开始上传材料：类型、大小、SHA-256", "begin to hand in a material"},
                     handled(begin), 201);
  begun.request_schema = "UploadWanted";
  begun.parameters = {
      header("Idempotency-Key", true, {"重试时使用同一值", "the same one in every retry"})};
  begun.problems.push_back(ProblemType::missing_idempotency_key);
  begun.problems.push_back(ProblemType::malformed_json);
  begun.problems.push_back(ProblemType::idempotency_meaning);
  routes.push_back(std::move(begun));
  routes.push_back(route("GET", "/v1/materials/uploads/{id}", "getUpload",
                         {"上传到何处", "how far an upload has come"}, handled(look), 200));
  auto piece = route("PATCH", "/v1/materials/uploads/{id}", "appendToUpload",
                     {"上传一段", "the next piece of an upload"}, handled(append), 200);
  piece.request_type = piece_type;
  piece.body_bytes_max = materials::piece_max;
  piece.parameters = {header("Upload-Offset", true, {"本段的起始位置", "where the piece begins"})};
  piece.problems.push_back(ProblemType::bad_parameter);
  piece.problems.push_back(ProblemType::media_type);
  piece.problems.push_back(ProblemType::too_large);
  routes.push_back(std::move(piece));
  routes.push_back(route("DELETE", "/v1/materials/uploads/{id}", "abandonUpload",
                         {"放弃上传", "abandon an upload"}, handled(abandon), 204));
  const ReadKit kit{api};
  auto read = read_route(kit, "/v1/materials/{digest}", "getMaterial", {"查阅材料", "a material"},
                         read_material, "",
                         {purpose_parameter(), min_position_parameter(),
                          header("Range", false, {"只取一部分", "a part of it"})});
  read.response_type = "application/octet-stream";
  read.handle = done_late(late, std::move(read.handle));
  for (const auto type : {ProblemType::gone, ProblemType::range, ProblemType::not_implemented}) {
    read.problems.push_back(type);
  }
  routes.push_back(std::move(read));
  return routes;
}

}  // namespace vermilion::api
