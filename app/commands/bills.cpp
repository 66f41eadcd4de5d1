#include "app/commands/bills.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <span>
#include <thread>

#include "adapters/system/durable_files.hpp"
#include "app/api/json.hpp"
#include "app/commands/hall_client.hpp"
#include "app/commands/zip_file.hpp"
#include "base/hash.hpp"
#include "base/sm2.hpp"

namespace vermilion::commands {
namespace {

namespace json = boost::json;

constexpr std::size_t lines_max = 1'000'000;
constexpr std::size_t line_octets_max = 64 * 1024;
constexpr std::size_t key_octets_max = 4'096;
constexpr std::size_t chunk = 200;  // lines of one batch
constexpr std::chrono::milliseconds looks_every{5};
constexpr int looks_max = 24'000;  // two minutes
constexpr std::chrono::seconds tries_again_after{2};
constexpr int tries_max = 60;
constexpr std::size_t faces_at_once = 4;  // a face is drawn when it is first asked for
constexpr std::size_t faces_held_max = 64;

struct Options {
  HallClient::Options hall;
  std::string lines;
  std::string results;
  std::string key_file;
  std::string out;
  std::int64_t patience_s = 60;
  bool json = false;
};

// The batch as its file names it: whoever changes the file has another batch.
struct Lines {
  std::string batch;
  std::vector<std::string> texts;
};

Result<Lines> read_lines(const std::string& path) {
  std::ifstream file{path};
  if (!file) return fail(Code::not_found, path + " cannot be read");
  Lines lines;
  std::string all;
  for (std::string text; std::getline(file, text);) {
    if (text.size() > line_octets_max || lines.texts.size() >= lines_max) {
      return fail(Code::invalid, fmt::format("{}:{}: at most {} lines of {} octets", path,
                                             lines.texts.size() + 1, lines_max, line_octets_max));
    }
    const auto digest = sha256(text);
    all.append(view_of(digest));
    lines.texts.push_back(std::move(text));
  }
  if (lines.texts.empty()) return fail(Code::invalid, path + " has no line");
  lines.batch = to_hex(view_of(sha256(all))).substr(0, 16);
  return lines;
}

// What became of each line so far. A line that a crash cut short is cut off, and sent again.
class Results {
 public:
  // Errors: conflict (they are another batch's), io, corrupt.
  static Result<std::unique_ptr<Results>> open(const std::string& path, const std::string& batch) {
    std::unique_ptr<Results> made{new Results{path}};
    std::uint64_t whole = 0;
    std::ifstream file{path, std::ios::binary};
    std::string text;
    for (bool first = true; std::getline(file, text) && !file.eof(); first = false) {
      auto reading = api::read_json(text, {}, {.bytes_max = line_octets_max});
      auto* object = reading.good ? reading.value.if_object() : nullptr;
      if (object == nullptr) return fail(Code::corrupt, path + " holds no results");
      if (first && text_in(*object, "batch") != batch) {
        return fail(Code::conflict, path + " holds the results of another file");
      }
      if (!first) made->rows_.push_back(std::move(*object));
      whole += text.size() + 1;
    }
    file.close();
    made->descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (made->descriptor_ < 0 || ::ftruncate(made->descriptor_, static_cast<off_t>(whole)) != 0 ||
        ::lseek(made->descriptor_, 0, SEEK_END) < 0) {
      return fail(Code::io, path + " cannot be written");
    }
    if (whole == 0) {
      VERMILION_TRY(made->write(json::serialize(json::object{{"batch", batch}}) + "\n"));
    }
    return made;
  }
  ~Results() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;

  // Durable when it returns.
  Result<void> add(std::vector<json::object> rows) {
    std::string text;
    for (auto& row : rows) text += json::serialize(row) + "\n";
    VERMILION_TRY(write(text));
    std::move(rows.begin(), rows.end(), std::back_inserter(rows_));
    return ok();
  }
  [[nodiscard]] const std::vector<json::object>& rows() const noexcept { return rows_; }

 private:
  explicit Results(std::string path) : path_{std::move(path)} {}
  Result<void> write(std::string_view text) const {
    while (!text.empty()) {
      const auto written = ::write(descriptor_, text.data(), text.size());
      if (written <= 0) return fail(Code::io, path_ + " cannot be written");
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fdatasync(descriptor_) != 0) return fail(Code::io, path_ + " cannot be synced");
    return ok();
  }

  const std::string path_;
  int descriptor_ = -1;
  std::vector<json::object> rows_;
};

class Issuing {
 public:
  Issuing(HallClient& hall, const Sm2Key& key, const Lines& lines)
      : hall_{hall}, key_{key}, lines_{lines} {}

  // The lines from `first` on, at most a chunk.
  Result<std::vector<json::object>> issue(std::size_t first) {
    const auto end = std::min(first + chunk, lines_.texts.size());
    std::vector<json::object> rows;
    for (auto at = first; at < end; ++at) rows.push_back({{"line", at + 1}});
    VERMILION_TRY(prepare(first, rows));
    VERMILION_TRY(sign(first, rows));
    for (auto& row : rows) {
      VERMILION_TRY(await(row));
    }
    return rows;
  }

 private:
  // Checked first, so that a line that is wrong is no refusal on record, of which a hall bears few;
  // then those that are right, each under its own key.
  Result<void> prepare(std::size_t first, std::vector<json::object>& rows) {
    std::vector<std::size_t> sent;
    json::array batch;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto reading = api::read_json(lines_.texts[first + i], {}, {.bytes_max = line_octets_max});
      if (!reading.good || !reading.value.is_object()) {
        rows[i]["status"] = 400;
        rows[i]["detail"] = "the line is no JSON object";
        continue;
      }
      batch.push_back(json::object{{"submit", std::move(reading.value)},
                                   {"key", fmt::format("{}-{}", lines_.batch, first + i + 1)}});
      sent.push_back(i);
    }
    if (batch.empty()) return ok();
    VERMILION_TRY(take_answers(batch, sent, rows, true));
    json::array right;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < sent.size(); ++i) {
      if (!was_taken(rows[sent[i]])) continue;
      right.push_back(std::move(batch[i]));
      places.push_back(sent[i]);
    }
    return right.empty() ? Result<void>{ok()} : take_answers(right, places, rows, false);
  }

  Result<void> take_answers(const json::array& batch, const std::vector<std::size_t>& places,
                            std::vector<json::object>& rows, bool dry_run) {
    VERMILION_TRY(const auto told, post(batch, lines_.batch, dry_run));
    for (const auto& one : told.at("results").as_array()) {
      const auto& line = one.as_object();
      auto& row = rows[places[line.at("line").to_number<std::size_t>()]];
      const auto* result = line.at("result").if_object();
      row["status"] = line.at("status");
      if (result == nullptr) continue;
      for (const auto* member : {"case", "rule", "place", "detail"}) {
        if (auto text = text_in(*result, member); !text.empty()) row[member] = text;
      }
    }
    return ok();
  }
  static bool was_taken(const json::object& row) {
    return row.at("status") == 201 || row.at("status") == 200;
  }

  // What was signed before an interruption is not signed again: no two signatures are alike, and
  // the first stands.
  Result<void> sign(std::size_t first, std::vector<json::object>& rows) {
    json::array batch;
    for (auto& row : rows) {
      if (!was_taken(row)) continue;
      VERMILION_TRY(const auto seen, look(row));
      if (text_in(seen, "state") != "NUMBERED") continue;
      VERMILION_TRY(const auto signature, key_.sign(text_in(seen, "text")));
      batch.push_back(json::object{{"case", row.at("case")},
                                   {"fact", "BillSigned"},
                                   {"data", {{"signature", to_hex(signature)}}}});
    }
    if (batch.empty()) return ok();
    const auto key = fmt::format("{}-{}-{}", lines_.batch, first,
                                 to_hex(view_of(sha256(json::serialize(batch)))).substr(0, 16));
    VERMILION_TRY(const auto told, post(batch, key, false));
    for (const auto& one : told.at("results").as_array()) {
      const auto& line = one.as_object();
      if (line.at("status") != 200) {
        return fail(Code::invalid, "a signature is refused: " + json::serialize(line));
      }
    }
    return ok();
  }

  Result<void> await(json::object& row) {
    if (!was_taken(row)) return ok();
    VERMILION_TRY(auto seen, look(row));
    for (int i = 0; i < looks_max && text_in(seen, "state") == "UNIT_SIGNED"; ++i) {
      std::this_thread::sleep_for(looks_every);
      VERMILION_TRY(seen, look(row));
    }
    row["state"] = text_in(seen, "state");
    for (const auto* member : {"code", "number", "check_code", "issued"}) {
      if (auto text = text_in(seen, member); !text.empty()) row[member] = text;
    }
    return ok();
  }

  Result<json::object> look(const json::object& row) {
    auto path = "/v1/cases/" + text_in(row, "case") + "/bill";
    if (!position_.empty()) path += "?min_position=" + position_;
    return hall_.ask_object("GET", path);
  }
  // Some line "too many" or "full": the same again, a little later.
  Result<json::object> post(const json::array& batch, const std::string& key, bool dry_run) {
    json::object body{{"lines", batch}};
    if (dry_run) body["dry_run"] = true;
    const auto text = json::serialize(body);
    for (int tries = 0;; ++tries) {
      VERMILION_TRY(auto told, hall_.ask_object("POST", "/v1/cases/batch", text, key));
      if (auto position = text_in(told, "position"); !position.empty()) position_ = position;
      const auto& results = told.at("results").as_array();
      const bool later = std::any_of(results.begin(), results.end(), [](const json::value& one) {
        const auto& status = one.at("status");
        return status == 429 || status == 503;
      });
      if (!later) return told;
      if (tries >= tries_max) return fail(Code::unavailable, "the hall takes no more lines");
      std::this_thread::sleep_for(tries_again_after);
    }
  }

  HallClient& hall_;
  const Sm2Key& key_;
  const Lines& lines_;
  std::string position_;
};

bool is_issued(const json::object& row) {
  const auto state = text_in(row, "state");
  return state == "ISSUED" || state == "BOOKED";
}

void progress(const Options& options, const char* what, std::size_t done, std::size_t of) {
  if (!options.json) fmt::print(stderr, "\rbills {}: {} / {}", what, done, of);
}

int say(const Options& options, const Lines& lines, const std::vector<json::object>& rows) {
  const auto issued = static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), is_issued));
  if (options.json) {
    fmt::print("{}\n", json::serialize(json::object{{"batch", lines.batch},
                                                    {"lines", rows.size()},
                                                    {"issued", issued},
                                                    {"not_issued", rows.size() - issued}}));
  } else {
    fmt::print(stderr, "\n");
    fmt::print("bills: {} 行 lines, {} 已开具 issued, {} 未开具 not issued; 结果 results: {}\n",
               rows.size(), issued, rows.size() - issued, options.results);
  }
  return issued == rows.size() ? exit_good : exit_findings;
}

Result<int> issue(const Options& options) {
  VERMILION_TRY(const auto lines, read_lines(options.lines));
  VERMILION_TRY(const auto pem, read_whole_file(options.key_file, key_octets_max));
  if (!pem) return fail(Code::not_found, options.key_file + " is not there");
  VERMILION_TRY(check_private(options.key_file));
  VERMILION_TRY(const auto key, Sm2Key::from_pem(*pem));
  VERMILION_TRY(const auto results, Results::open(options.results, lines.batch));
  VERMILION_TRY(const auto hall, HallClient::make(options.hall));
  Issuing issuing{*hall, key, lines};
  while (results->rows().size() < lines.texts.size()) {
    // Whole chunks stand in the results, or nothing of one: a key names the chunk.
    const auto first = results->rows().size() / chunk * chunk;
    VERMILION_TRY(auto rows, issuing.issue(first));
    rows.erase(rows.begin(),
               rows.begin() + static_cast<std::ptrdiff_t>(results->rows().size() - first));
    VERMILION_TRY(results->add(std::move(rows)));
    progress(options, "issue", results->rows().size(), lines.texts.size());
  }
  return say(options, lines, results->rows());
}

struct Face {
  std::string name;
  std::string pdf;
};

Result<Face> face_of(HallClient& hall, const json::object& row) {
  VERMILION_TRY(auto told,
                hall.ask("GET", "/v1/cases/" + text_in(row, "case") + "/documents/bill_face"));
  if (told.status != 200 || !told.body.starts_with("%PDF")) {
    return fail(Code::unavailable, fmt::format("line {}: its face is answered HTTP {} {}",
                                               row.at("line").to_number<std::uint64_t>(),
                                               told.status, told.body.substr(0, 300)));
  }
  return Face{text_in(row, "code") + "-" + text_in(row, "number") + ".pdf", std::move(told.body)};
}

// The faces of these rows, in their order, asked for by several connections at once.
std::vector<std::optional<Result<Face>>> fetch(
    const std::vector<std::unique_ptr<HallClient>>& halls,
    std::span<const json::object* const> rows) {
  std::vector<std::optional<Result<Face>>> faces(rows.size());
  std::atomic<std::size_t> next = 0;
  std::vector<std::jthread> threads;
  threads.reserve(halls.size());
  for (const auto& hall : halls) {
    threads.emplace_back([&, &client = *hall] {
      for (auto at = next++; at < rows.size(); at = next++) faces[at] = face_of(client, *rows[at]);
    });
  }
  threads.clear();  // joins
  return faces;
}

Result<int> faces(const Options& options) {
  VERMILION_TRY(const auto lines, read_lines(options.lines));
  VERMILION_TRY(const auto results, Results::open(options.results, lines.batch));
  std::vector<std::unique_ptr<HallClient>> halls(faces_at_once);
  for (auto& hall : halls) {
    VERMILION_TRY(hall, HallClient::make(options.hall));
  }
  VERMILION_TRY(const auto zip, ZipFile::make(options.out));
  std::vector<const json::object*> issued;
  for (const auto& row : results->rows()) {
    if (is_issued(row)) issued.push_back(&row);
  }
  std::size_t written = 0;
  while (written < issued.size()) {
    const std::span some{issued.data() + written,
                         std::min(faces_held_max, issued.size() - written)};
    for (const auto& fetched : fetch(halls, some)) {
      VERMILION_TRY(const auto& face, *fetched);
      VERMILION_TRY(zip->add(face.name, face.pdf));
      progress(options, "faces", ++written, issued.size());
    }
  }
  VERMILION_TRY(zip->close());
  if (options.json) {
    fmt::print("{}\n", json::serialize(json::object{{"faces", written}, {"file", options.out}}));
  } else {
    fmt::print(stderr, "\n");
    fmt::print("bills: {} 张票面 faces: {}\n", written, options.out);
  }
  return exit_good;
}

int ended(const Options& options, const Result<int>& ran) {
  return ran ? ran.value() : ends_with("bills", ran.error(), options.json);
}

void add_common(CLI::App& command, Options& options) {
  command.add_option("--hall", options.hall.hall, "URL of a running hall")->required();
  command
      .add_option("--token-file", options.hall.token_file,
                  "file of the agent's bearer token; read anew when it has expired")
      ->required();
  command.add_option("--lines", options.lines, "the bills, a JSON object a line")->required();
  command.add_option("--results", options.results, "what became of each line")->required();
  command.add_option("--patience", options.patience_s, "seconds that a hall may be away")
      ->check(CLI::Range(0, 3'600))
      ->capture_default_str();
  command.add_flag("--json", options.json, "one JSON object");
}

}  // namespace

void add_bills(CLI::App& app, Chosen& chosen) {
  auto* bills = app.add_subcommand("bills", "a unit's bills by the file, and their faces");
  bills->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, Result<int> (*run)(const Options&)) {
    auto options = std::make_shared<Options>();
    auto* command = bills->add_subcommand(name, what);
    add_common(*command, *options);
    command->callback([options, run, &chosen] {
      chosen = [options, run] {
        options->hall.patience = std::chrono::seconds{options->patience_s};
        return ended(*options, run(*options));
      };
    });
    return std::pair{command, options};
  };
  const auto [issuing, with_key] =
      add("issue", "prepare, sign and have issued; run again, it goes on", issue);
  issuing->add_option("--key", with_key->key_file, "the unit's SM2 key (PEM, mode 0600)")
      ->required();
  const auto [facing, with_out] =
      add("faces", "the faces of what was issued, as a ZIP file", faces);
  facing->add_option("--out", with_out->out, "the ZIP file")->required();
}

}  // namespace vermilion::commands
