#include "app/papers/paper_facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/papers/amount_words.hpp"
#include "base/identifiers.hpp"
#include "events/billing.hpp"
#include "events/delivery.hpp"
#include "events/facts/all.hpp"
#include "events/sessions.hpp"

namespace vermilion {
namespace {

constexpr std::string_view speaking[]{
    Submitted::name,       Accepted::name,        DeemedAccepted::name,   Supplemented::name,
    Approved::name,        RefusedToGrant::name,  CertificateMade::name,  SupplementRequested::name,
    NotAccepted::name,     Withdrawn::name,       LapsedUnsupplied::name, ProcedureStarted::name,
    ExtensionAsked::name,  LimitExtended::name,   BillPrepared::name,     NumberAllotted::name,
    BillVoided::name,      Enrolled::name,        SeatGranted::name,      Scored::name,
    ResultPublished::name, RedPrepared::name,     ReversalGranted::name,  FilingLodged::name,
    PeriodFiled::name,     EventFiled::name,      FilingFoundWrong::name, StruckOff::name,
    OriginalsSeen::name,   ObjectionUpheld::name, LevelConfirmed::name,   DeliveryChosen::name,
    ParcelOrdered::name,   ParcelLabelled::name};

const Item* item_of(const PaperSources& sources, const Body& body) {
  const auto& basis = body.basis.item;
  std::uint32_t version = 0;
  std::from_chars(basis.version.data(), basis.version.data() + basis.version.size(), version);
  return sources.catalogue->find(basis.name, version);
}

std::string material_title(const Item* item, const std::string& code) {
  if (item == nullptr) return code;
  const auto found = std::find_if(item->materials.begin(), item->materials.end(),
                                  [&](const MaterialRule& rule) { return rule.code == code; });
  return found == item->materials.end() ? code : found->title.zh;
}

std::string amount_text(std::uint32_t amount, clock::Unit unit) {
  const char* of = unit == clock::Unit::working_days   ? "个工作日"
                   : unit == clock::Unit::natural_days ? "日"
                                                       : "个月";
  return fmt::format("{}{}", amount, of);
}

// The office that did it: of a recognition, the level at which it stood (workflows/recognition);
// else the case's own.
std::string_view path_of_decider(const Body& body) {
  const std::string_view path = body.scope.path;
  const auto at = [&](const char* state) {
    return !body.from.empty() && body.from.front() == state;
  };
  const std::size_t levels = at("AT_PROVINCE") ? 1 : at("AT_CITY") ? 2 : 0;
  if (levels == 0) return path;
  std::size_t end = 0;
  for (std::size_t i = 0; i < levels && end < path.size(); ++i) {
    end = std::min(path.find('/', end + 1), path.size());
  }
  return path.substr(0, end);
}

class Gatherer {
 public:
  explicit Gatherer(const PaperSources& sources) : sources_{sources} {}

  Result<void> take(const Body& body) {
    item_ = item_of(sources_, body);
    Result<void> taken = ok();
    VERMILION_TRY(
        with_fact(body.fact, body.schema, body.payload, [&](const auto& fact) -> Result<void> {
          if constexpr (requires { say(fact, body); }) taken = say(fact, body);
          return ok();
        }));
    if (!taken) return taken;
    for (const auto& duty : body.duties) {
      if (duty.kind == DutyKind::deadline && duty.due.set()) {
        put(duty.name + "_by", day_text(duty.due));
      }
    }
    return ok();
  }

  Result<PaperFacts> finish(const Body& last) {
    put("case", last.case_id.text());
    put("office", office_name(*sources_.divisions, path_of_decider(last)));
    put("issued_on", day_text(last.effective_at));
    if (is_of_delivery(last)) {
      VERMILION_TRY(put_recipient());
    }
    if (item_ != nullptr) {
      put("item", item_->title.zh);
      put("item_law", fmt::format("《{}》", item_->law));
      if (facts_.filling.values["remedies"].empty()) put("remedies", item_->remedies.zh);
    }
    return std::move(facts_);
  }

 private:
  void put(const std::string& place, std::string text) {
    facts_.filling.values[place] = std::move(text);
  }

  Result<std::string> open(const Personal<std::string>& field) {
    facts_.key = field.sealed().key;
    facts_.has_key = true;
    return sources_.sealer->open_text(field);
  }

  Result<void> say(const Submitted& fact, const Body& body) {
    put("submitted_on", day_text(body.effective_at));
    const auto lead = std::find_if(fact.people.begin(), fact.people.end(),
                                   [](const Person& person) { return person.lead; });
    if (fact.unit) {
      put("addressee", fact.unit->name);
      put("unit", fact.unit->name);
      put("uscc", fact.unit->uscc);
      if (lead != fact.people.end()) {
        VERMILION_TRY(auto name, open(lead->name));
        put("lead_masked", identifiers::masked_name(name));
        put("lead", std::move(name));
      }
    } else if (!fact.people.empty()) {
      VERMILION_TRY(auto name, open(fact.people.front().name));
      put("addressee", std::move(name));
    }
    for (const auto& answer : fact.answers) {
      if (answer.field == "address") put("address", answer.value);
      // An office that is only being set up has a name and no code yet.
      if (answer.field == "firm-name" && facts_.filling.values["addressee"].empty()) {
        put("addressee", answer.value);
      }
    }
    if (facts_.filling.values["addressee"].empty()) put("addressee", "申请人");
    take_materials(fact.materials);
    return ok();
  }
  Result<void> say(const Supplemented& fact, const Body& body) {
    put("accepted_on", day_text(body.effective_at));
    take_materials(fact.materials);
    return ok();
  }
  Result<void> say(const Accepted&, const Body& body) {
    put("accepted_on", day_text(body.effective_at));
    return ok();
  }
  // 行政许可法 32(1)(4): accepted from the day on which the materials were received.
  Result<void> say(const DeemedAccepted&, const Body&) {
    put("accepted_on", facts_.filling.values["submitted_on"]);
    return ok();
  }
  Result<void> say(const SupplementRequested& fact, const Body&) {
    auto& list = facts_.filling.lists["supplements"];
    list.clear();
    for (const auto& item : fact.items) {
      list.push_back(fmt::format("{}：{}", material_title(item_, item.material), item.what));
    }
    return ok();
  }
  Result<void> say(const NotAccepted& fact, const Body&) {
    put("reason", fact.reason);
    put("where_to_go", fact.where_to_go);
    return ok();
  }
  Result<void> say(const Approved&, const Body& body) {
    put("decided_on", day_text(body.effective_at));
    return ok();
  }
  Result<void> say(const RefusedToGrant& fact, const Body& body) {
    put("decided_on", day_text(body.effective_at));
    put("reason", fact.reasons);
    put("remedies", fact.remedies);
    return ok();
  }
  Result<void> say(const CertificateMade& fact, const Body&) {
    put("certificate_number", fact.number);
    return ok();
  }
  Result<void> say(const ProcedureStarted& fact, const Body&) {
    const auto* procedure = item_ == nullptr ? nullptr : item_->procedure(fact.procedure);
    put("procedure", procedure == nullptr ? fact.procedure : procedure->title.zh);
    put("procedure_reason", fact.reason);
    return ok();
  }
  Result<void> say(const ExtensionAsked& fact, const Body&) {
    asked_ = fact.limit;
    return ok();
  }
  Result<void> say(const LimitExtended& fact, const Body&) {
    put("extension_reason", fact.reason);
    if (item_ == nullptr) return ok();
    if (const auto limit = item_->limits.find(asked_); limit != item_->limits.end()) {
      put("extended_by", amount_text(fact.amount, limit->second.unit));
    }
    if (const auto more = item_->extensions.find(asked_); more != item_->extensions.end()) {
      put("extension_basis", more->second.basis);
    }
    return ok();
  }
  void put_bill(const BillPrepared& fact) {
    put("unit", fact.unit.name);
    put("uscc", fact.unit.uscc);
    put("check_code", fact.check_code);
    put("total_in_words", amount_in_words(fact.total));
    put("total_in_figures", amount_in_figures(fact.total));
    auto& list = facts_.filling.lists["lines"];
    list.clear();
    for (const auto& line : fact.lines) {
      const auto* charge =
          item_ != nullptr && item_->bill ? item_->bill->charge(line.charge) : nullptr;
      list.push_back(fmt::format(
          "{}　{} × {}　{}", charge == nullptr ? line.charge : charge->title.zh, line.quantity,
          amount_in_figures(line.unit_price), amount_in_figures(line.amount)));
    }
  }
  Result<void> say(const BillPrepared& fact, const Body&) {
    put_bill(fact);
    put("remark", fact.remark);
    VERMILION_TRY(auto payer, open(fact.payer.name));
    put("payer", std::move(payer));
    return ok();
  }
  Result<void> say(const RedPrepared& fact, const Body&) {
    put_bill(as_prepared(fact));
    put("reason", fact.reason);
    return ok();
  }
  Result<void> say(const ReversalGranted& fact, const Body&) {
    put("original_code", fact.code);
    put("original_number", number_text(fact.number));
    return ok();
  }
  Result<void> say(const NumberAllotted& fact, const Body& body) {
    put("bill_code", fact.code);
    put("bill_number", number_text(fact.number));
    put("bill_issued_on", day_text(body.effective_at));
    return ok();
  }
  Result<void> say(const BillVoided& fact, const Body&) {
    put("reason", fact.reason);
    return ok();
  }
  Result<void> say(const Enrolled& fact, const Body&) {
    VERMILION_TRY(auto name, open(fact.candidate));
    put("candidate_masked", identifiers::masked_name(name));
    put("candidate", std::move(name));
    VERMILION_TRY(auto number, open(fact.id_number.number));
    put("id_number", std::move(number));
    const auto* subject =
        item_ != nullptr && item_->enrolment ? item_->enrolment->subject(fact.subject) : nullptr;
    put("subject", subject == nullptr ? fact.subject : subject->title.zh);
    return ok();
  }
  Result<void> say(const SeatGranted& fact, const Body&) {
    put("ticket_number", ticket_number(fact.session, fact.seat));
    put("venue", fact.venue);
    put("venue_address", fact.address);
    put("seat", std::to_string(fact.seat));
    put("starts_at", moment_text(fact.starts));
    put("ends_at", moment_text(fact.ends));
    return ok();
  }
  Result<void> say(const Scored& fact, const Body&) {
    put("score", std::to_string(fact.score));
    return ok();
  }
  Result<void> say(const ResultPublished&, const Body& body) {
    put("result", body.to.front() == "PASSED" ? "合格" : "不合格");
    return ok();
  }
  Result<void> say(const FilingLodged& fact, const Body&) {
    put("unit", fact.unit.name);
    put("uscc", fact.unit.uscc);
    put("addressee", fact.unit.name);
    put("filed_what", item_ == nullptr ? fact.item : item_->title.zh);
    return ok();
  }
  Result<void> say(const PeriodFiled& fact, const Body&) {
    const auto* yearly = item_ != nullptr && item_->filing && item_->filing->yearly
                             ? &*item_->filing->yearly
                             : nullptr;
    put("filed_what",
        fmt::format("{}年度 {}", fact.year, yearly == nullptr ? "年度备案" : yearly->title.zh));
    return ok();
  }
  Result<void> say(const EventFiled& fact, const Body&) {
    const auto* kind =
        item_ != nullptr && item_->filing ? item_->filing->event(fact.kind) : nullptr;
    put("filed_what", kind == nullptr ? fact.kind : kind->title.zh);
    put("happened_on", day_text(fact.happened_at));
    return ok();
  }
  Result<void> say(const FilingFoundWrong& fact, const Body&) {
    put("to_be_corrected", fact.what);
    return ok();
  }
  Result<void> say(const StruckOff& fact, const Body& body) {
    put("decided_on", day_text(body.effective_at));
    put("reason", fact.reasons);
    put("remedies", fact.remedies);
    return ok();
  }
  // The notice may be stopped and go on: its last day is that of the newest record that owes one.
  Result<void> say(const OriginalsSeen&, const Body& body) {
    put("notice_from", day_text(body.effective_at));
    return ok();
  }
  Result<void> say(const LevelConfirmed&, const Body& body) {
    put("decided_on", day_text(body.effective_at));
    return ok();
  }
  Result<void> say(const ObjectionUpheld& fact, const Body& body) {
    put("decided_on", day_text(body.effective_at));
    put("reason", fact.reasons);
    put("remedies", fact.remedies);
    return ok();
  }
  Result<void> say(const Withdrawn& fact, const Body&) {
    put("withdrawn_because", fact.reason);
    return ok();
  }

  void take_materials(const std::vector<Material>& materials) {
    auto& list = facts_.filling.lists["materials"];
    list.clear();
    for (const auto& material : materials) {
      list.push_back(fmt::format("{}（摘要 {}）", material_title(item_, material.code),
                                 to_hex(view_of(material.digest)).substr(0, 16)));
    }
  }

  // Of a parcel: whom the applicant had named when it was ordered.
  Result<void> say(const DeliveryChosen& fact, const Body&) {
    chosen_ = fact.recipient;
    return ok();
  }
  Result<void> say(const ParcelOrdered& fact, const Body& body) {
    sent_to_ = chosen_;
    put("contents", fact.contents);
    put("waybill", "未取得");  // an earlier parcel's is not this one's
    put("sent_on", day_text(body.effective_at));
    return ok();
  }
  Result<void> say(const ParcelLabelled& fact, const Body& body) {
    put("waybill", fact.waybill);
    put("sent_on", day_text(body.effective_at));
    return ok();
  }
  Result<void> say(const ParcelTracked& fact, const Body&) {
    Instant last;
    for (const auto& scan : fact.scans) {
      if (state_by(scan.kind) != parcel::delivered || scan.at < last) continue;
      last = scan.at;
      put("delivered_at", moment_text(scan.at));
      put("delivered_how", scan.signed_by == "addressee" ? "收件人本人签收"
                           : scan.signed_by == "other"   ? "他人代收"
                                                         : "存入快件箱");
    }
    return ok();
  }
  Result<void> say(const ParcelSettled& fact, const Body&) {
    put("delivered_at", moment_text(fact.at));
    put("delivered_how", "经核实：" + fact.how);
    return ok();
  }
  // The only one whose data stand on such a paper.
  Result<void> put_recipient() {
    if (!sent_to_) return ok();
    VERMILION_TRY(auto name, open(sent_to_->name));
    VERMILION_TRY(auto phone, open(sent_to_->phone));
    VERMILION_TRY(auto address, open(sent_to_->address));
    put("recipient", std::move(name));
    put("recipient_phone", std::move(phone));
    put("recipient_address", std::move(address));
    return ok();
  }

  const PaperSources& sources_;
  PaperFacts facts_;
  std::optional<Recipient> chosen_;
  std::optional<Recipient> sent_to_;
  const Item* item_ = nullptr;
  std::string asked_;  // limit for which an extension was asked
};

}  // namespace

bool speaks_to_papers(std::string_view fact) noexcept {
  return std::find(std::begin(speaking), std::end(speaking), fact) != std::end(speaking);
}

std::string office_name(const codes::CodeSet& divisions, std::string_view path) {
  std::string name;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto end = path.find('/');
    const auto code = path.substr(0, end);
    const auto* entry = divisions.find(code);
    name += entry == nullptr ? std::string{code} : entry->name;
    path.remove_prefix(std::min(code.size(), path.size()));
  }
  const bool of_province = name.ends_with("省") || name.ends_with("自治区");
  return name + (of_province ? "财政厅" : "财政局");
}

std::string day_text(Instant at) {
  const auto date = date_of(china_day(at));
  return fmt::format("{}年{}月{}日", date.year, date.month, date.day);
}

std::string moment_text(Instant at) {
  const auto minutes =
      (at.microseconds - start_of(china_day(at)).microseconds) / (60 * microseconds_a_second);
  return fmt::format("{} {:02}:{:02}", day_text(at), minutes / 60, minutes % 60);
}

Result<PaperFacts> gather(const PaperSources& sources, const std::vector<Record>& records) {
  Gatherer gatherer{sources};
  for (const auto& record : records) {
    VERMILION_TRY(gatherer.take(record.body));
  }
  return gatherer.finish(records.back().body);
}

}  // namespace vermilion
