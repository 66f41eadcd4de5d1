#include "app/papers/papers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "adapters/papers/paper.hpp"
#include "adapters/store/materials/sealed_file.hpp"
#include "adapters/system/durable_files.hpp"
#include "app/papers/pdf_seal.hpp"

namespace vermilion {
namespace {

namespace json = boost::json;
using Kind = papers::Block::Kind;

constexpr std::size_t paper_octets_max = 8U << 20U;
constexpr std::size_t records_read_max = 64;

Kind kind_of(documents::PartKind kind) {
  switch (kind) {
    case documents::PartKind::number:
      return Kind::number;
    case documents::PartKind::addressee:
      return Kind::addressee;
    case documents::PartKind::paragraph:
      return Kind::paragraph;
    case documents::PartKind::list:
      return Kind::item;
    case documents::PartKind::field:
      return Kind::field;
    case documents::PartKind::closing:
      return Kind::closing;
  }
  return Kind::paragraph;
}

// （2026）受字第0-000123号: the word of the paper, and the record that owes it.
std::string number_of(const documents::Template& form, const Header& header, const Body& body) {
  return fmt::format("（{}）{}字第{}-{:06}号", date_of(china_day(body.effective_at)).year,
                     form.word, header.partition, header.sequence);
}

bool owes_any(const CaseRecord& record, const documents::Templates& templates) {
  for (const auto& form : templates.all()) {
    if (std::find(record.duties.begin(), record.duties.end(), form.name) != record.duties.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<Papers>> Papers::open(std::string directory, Parts parts) {
  VERMILION_TRY(make_durable_directory(directory, Access::owner));
  return std::unique_ptr<Papers>{new Papers{std::move(directory), std::move(parts)}};
}

Result<Papers::Read> Papers::record_at(Sequence sequence) const {
  VERMILION_TRY(const auto octets, parts_.journal->read_one(parts_.partition, sequence));
  Read read;
  VERMILION_TRY(read.record.header, read_header(octets));
  VERMILION_TRY(read.record.body, read_body(octets));
  read.hash = hash_of_record(octets);
  return read;
}

Result<std::vector<OwedPaper>> Papers::owed(std::span<const CaseRecord> records) const {
  std::vector<OwedPaper> papers;
  for (const auto& listed : records) {
    if (!owes_any(listed, parts_.templates)) continue;
    VERMILION_TRY(const auto read, record_at(listed.sequence));
    const auto& record = read.record;
    const auto decision = name_of_decision(record.header, record.body);
    for (std::size_t i = 0; i < record.body.duties.size(); ++i) {
      const auto& duty = record.body.duties[i];
      if (duty.kind != DutyKind::document) continue;
      const auto* form = parts_.templates.find(duty.name, china_day(record.body.effective_at));
      if (form == nullptr) continue;
      std::erase_if(papers, [&](const OwedPaper& paper) { return paper.name == form->name; });
      papers.push_back({form->name, form, listed.sequence, duty_of(decision, i),
                        number_of(*form, record.header, record.body), record.body.effective_at});
    }
  }
  return papers;
}

std::string Papers::path_of(const OwedPaper& paper) const {
  const auto name = paper.duty.text();
  return fmt::format("{}/{}/{}", directory_, name.substr(0, 2), name);
}

Result<std::optional<Bytes>> Papers::kept(const std::string& path) const {
  VERMILION_TRY(const auto octets, read_whole_file(path, paper_octets_max));
  if (!octets) return std::optional<Bytes>{};
  VERMILION_TRY(auto plain, materials::open_file(*parts_.sealer, *octets));
  return std::optional<Bytes>{std::move(plain)};
}

json::object Papers::statement(const OwedPaper& paper, const Digest& record_hash,
                               const documents::Filling& filling) const {
  json::object says;
  for (const auto& place : paper.form->told) {
    const auto found = filling.values.find(place);
    if (found != filling.values.end() && !found->second.empty()) says[place] = found->second;
  }
  json::object told{{"v", 1},
                    {"house", to_hex(view_of(parts_.journal->house().octets))},
                    {"paper", fmt::format("{}/{}", paper.form->name, paper.form->version)},
                    {"record", fmt::format("{}:{}", parts_.partition, paper.sequence)},
                    {"hash", to_base64url(view_of(record_hash))},
                    {"says", std::move(says)}};
  if (parts_.set_clock) told["sample"] = true;  // nothing in such a house has legal effect
  return told;
}

Result<Papers::Made> Papers::make(const OwedPaper& paper, std::span<const CaseRecord> records,
                                  const Catalogue& catalogue) const {
  std::vector<Record> spoken;
  Digest hash{};
  for (const auto& listed : records) {
    if (listed.sequence > paper.sequence) break;
    if (!speaks_to_papers(listed.fact) && listed.sequence != paper.sequence) continue;
    if (spoken.size() >= records_read_max) return fail(Code::full, "too many records for a paper");
    VERMILION_TRY(auto read, record_at(listed.sequence));
    spoken.push_back(std::move(read.record));
    hash = read.hash;
  }
  if (spoken.empty()) return fail(Code::not_found, "no record owes this paper");
  const PaperSources sources{&catalogue, parts_.sealer, &parts_.divisions};
  VERMILION_TRY(auto facts, gather(sources, spoken));
  facts.filling.values["number"] = paper.number;
  auto told = statement(paper, hash, facts.filling);
  papers::Paper drawn;
  drawn.title = paper.form->title.zh;
  drawn.framed = paper.form->framed;
  drawn.subject = paper.number;
  drawn.at = paper.issued_at;
  drawn.code = parts_.sign(json::serialize(told));
  drawn.caption = fmt::format(
      "二维码载有本文书要点与电子签名，凭公开的验证密钥即可离线核验；也可在线核验。\n{}\n"
      "依据：《{}》第{}条",
      paper.number, paper.form->law, paper.form->article);
  drawn.footer = parts_.set_clock ? "样例数据，不具有法律效力 · sample, without legal effect"
                                  : facts.filling.values["office"];
  for (auto& part : documents::fill(*paper.form, facts.filling)) {
    drawn.blocks.push_back({kind_of(part.kind), std::move(part.text), std::move(part.label)});
  }
  Made made;
  VERMILION_TRY(made.pdf, papers::draw(drawn, parts_.fonts.get()));
  told["sha256"] = to_hex(view_of(sha256(made.pdf)));
  append_seal(made.pdf, parts_.sign(json::serialize(told)));
  if (facts.has_key) {
    made.key = facts.key;
  } else {
    VERMILION_TRY(made.key, parts_.keys->take());
  }
  return made;
}

Result<Bytes> Papers::open_paper(const OwedPaper& paper, std::span<const CaseRecord> records,
                                 const Catalogue& catalogue) const {
  const auto path = path_of(paper);
  VERMILION_TRY(auto before, kept(path));
  if (before) return std::move(*before);
  VERMILION_TRY(auto made, make(paper, records, catalogue));
  materials::Head head;
  head.size = made.pdf.size();
  head.made_at = paper.issued_at;
  head.key = made.key;
  head.told = sha256(made.pdf);
  head.media_type = "application/pdf";
  parts_.random->fill(reinterpret_cast<char*>(head.salt.data()), head.salt.size());
  VERMILION_TRY(const auto sealed, materials::seal_file(*parts_.sealer, head, made.pdf));
  VERMILION_TRY(make_durable_directory(path.substr(0, directory_.size() + 3), Access::owner));
  const auto written = write_durable_file(path, sealed, Access::owner, Existing::refused);
  if (written) return std::move(made.pdf);
  if (written.error().code != Code::conflict) {
    return fail(written.error().code, written.error().detail);
  }
  // Another was first: its octets are the paper.
  VERMILION_TRY(auto first, kept(path));
  if (!first) return fail(Code::io, path + " came and went");
  return std::move(*first);
}

}  // namespace vermilion
