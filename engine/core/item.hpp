// An item (事项): versioned data that binds a shape to a service. Loaded from YAML by
// workflows/catalogue; judged by, never changed. An item version is never edited in place: its
// digest is in every record judged by it.
//
// Source: ITEMS §2.0, §2.9; STANDARDS §1.4. Threads: immutable after loading.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "engine/clock/limit.hpp"

namespace vermilion {

// A text for people.
struct Bilingual {
  std::string zh;
  std::string en;
};

struct MaterialRule {
  std::string code;
  Bilingual title;
  std::string law;  // legal basis; an item without one does not load
  std::string article;
  bool required = true;
  std::string grades = "ABCD";  // trust grades that are taken
};

struct FormField {
  std::string name;
  Bilingual title;
  bool required = true;
  std::size_t max = 500;  // octets
};

// A procedure whose time is not counted in one of the item's limits (行政许可法 45).
struct Procedure {
  std::string code;
  Bilingual title;
  std::string law;
  std::string article;
  std::string stops;            // name of the limit
  std::uint32_t days_most = 0;  // working days that it is to take at most
};

// By how much the head of the office may extend a limit, once (行政许可法 42(1)).
struct Extension {
  std::int32_t most = 0;  // in the limit's unit
  std::string basis;
};

struct BillCharge {
  std::string code;
  Bilingual title;
  std::uint64_t price = 0;  // in fen, where the standard is one price; 0: as the unit says
};

// What a kind of bill (票种) is, for items whose cases are bills.
struct BillType {
  std::string division;    // two digits of the supervising finance department
  std::string group;       // 分类, two digits
  std::string kind;        // 种类, two digits
  std::string supervisor;  // code of the department whose key supervises
  bool void_same_day = false;
  std::vector<BillCharge> charges;

  // 票据代码 of what is numbered on that day (财综〔2017〕32号 annex): the year is its last pair.
  [[nodiscard]] std::string code_on(Day day) const {
    return division + group + kind + to_text(day).substr(2, 2);
  }
  // Null when the type has no such charge.
  [[nodiscard]] const BillCharge* charge(std::string_view named) const {
    for (const auto& one : charges) {
      if (one.code == named) return &one;
    }
    return nullptr;
  }
};

struct Subject {
  std::string code;
  Bilingual title;
};

// How one enrols (报名), for items whose cases are enrolments.
struct EnrolmentRules {
  std::vector<Subject> subjects;
  std::uint64_t fee = 0;  // in fen; 0: none
  std::string fee_law;    // an item that takes a fee without a basis does not load
  std::string fee_article;
  bool pays_first = true;                 // else a seat is held while one pays
  std::uint32_t pay_within_minutes = 0;   // from enrolling, where one pays first
  std::uint32_t hold_minutes = 0;         // how long a seat is held
  std::uint32_t cancel_hours_before = 0;  // until so long before the session one may cancel
  std::uint32_t score_max = 100;
  std::uint32_t pass_mark = 60;

  // Null when the item has no such subject.
  [[nodiscard]] const Subject* subject(std::string_view named) const {
    for (const auto& one : subjects) {
      if (one.code == named) return &one;
    }
    return nullptr;
  }
};

// Of items whose cases are entries of a register.
struct RegistrantRules {
  std::vector<std::string> registers;  // codes of those that it exchanges persons with

  [[nodiscard]] bool exchanges_with(std::string_view code) const {
    return std::find(registers.begin(), registers.end(), code) != registers.end();
  }
};

// One kind of filing (备案): what is to be said, and by when.
struct FilingKind {
  std::string code;
  Bilingual title;
  std::string law;
  std::string article;
  // Of an event: until it is reported. Of the yearly filing: from its being overdue until the unit
  // is put on the watch list.
  std::optional<clock::Limit> within;
  std::vector<FormField> fields;
};

// Of items whose cases are filings: the first one is the item's own form.
struct FilingRules {
  std::optional<FilingKind> yearly;  // its code is "yearly"
  int due_month = 0;                 // until that day of each following year
  int due_day = 0;
  std::vector<FilingKind> events;
  std::uint32_t check_percent = 0;  // of the filings: looked into afterwards
  std::optional<clock::Limit> check_within;

  // Null when the item knows no such event.
  [[nodiscard]] const FilingKind* event(std::string_view named) const {
    for (const auto& one : events) {
      if (one.code == named) return &one;
    }
    return nullptr;
  }
};

// Of items that recognise something after a public notice (认定).
struct RecognitionRules {
  std::vector<std::string> levels;  // that confirm it, of "county", "city", "province", upwards

  [[nodiscard]] bool has(std::string_view level) const {
    return std::find(levels.begin(), levels.end(), level) != levels.end();
  }
};

struct Item {
  std::string code;
  std::uint32_t version = 0;
  Digest digest{};                   // SHA-256 of the text it was loaded from
  std::string source;                // the file of the catalogue, for messages
  std::map<std::string, int> lines;  // of its members there, from 1: "workflow", "limits.accept"
  std::string national_code;         // 基本编码 (GB/T 39554.1), where one is published
  Bilingual title;
  std::string edition;  // "approval/1"
  std::string law;
  std::string article;
  Day valid_from;
  Day valid_to;                 // exclusive; {0}: open
  std::string scope_tree;       // business line: "accounting"
  std::uint32_t links = 2;      // of the review: 1 or 2, each by another person
  std::uint32_t assurance = 1;  // level at which whoever applies must be known, 1 to 4
  bool needs_unit = false;
  std::uint32_t people_min = 0;  // full-time
  bool needs_lead = false;       // one in charge, with title or years
  std::uint32_t lead_years_min = 0;
  bool full_time_posts = false;  // each full-time person holds one post only (a register case each)
  bool check_lead = false;       // public security checks the person in charge
  bool accept_by_rule = false;   // complete → accepted without a person, as a chained judgement
  std::map<std::string, clock::Limit>
      limits;  // by duty name: "accept", "supply", "decide", "deliver"
  // What the law lets each limit be at most, and what the office promises (承诺, supervision only).
  std::map<std::string, std::int32_t> statutory;
  std::map<std::string, std::int32_t> promised;
  std::map<std::string, Extension> extensions;  // by duty name, as limits
  std::vector<Procedure> procedures;
  std::vector<MaterialRule> materials;
  std::vector<FormField> fields;
  std::optional<BillType> bill;
  std::optional<EnrolmentRules> enrolment;
  std::optional<RegistrantRules> registrant;
  std::optional<FilingRules> filing;
  std::optional<RecognitionRules> recognition;
  Bilingual remedies;     // what a refusal tells: review and lawsuit
  std::string retention;  // class of keeping: "30 years"

  // "bookkeeping-licence.yaml:12", of a member of its text; without one, of its beginning.
  [[nodiscard]] std::string where(const std::string& member = {}) const {
    if (source.empty()) return code;
    const auto found = lines.find(member);
    return source + ":" + std::to_string(found == lines.end() ? 1 : found->second);
  }
  // Null when the item knows no such procedure.
  [[nodiscard]] const Procedure* procedure(std::string_view named) const {
    for (const auto& one : procedures) {
      if (one.code == named) return &one;
    }
    return nullptr;
  }
};

// All item versions in force together, adopted as one text.
struct Catalogue {
  std::string version;
  Digest digest{};
  std::map<std::pair<std::string, std::uint32_t>, Item> items;

  [[nodiscard]] const Item* find(const std::string& code, std::uint32_t version_number) const {
    const auto found = items.find({code, version_number});
    return found == items.end() ? nullptr : &found->second;
  }
  // The version of `code` that takes new cases on `day`; the newest when two are open.
  [[nodiscard]] const Item* open_on(const std::string& code, Day day) const {
    const Item* newest = nullptr;
    for (auto at = items.lower_bound({code, 0}); at != items.end() && at->first.first == code;
         ++at) {
      const auto& item = at->second;
      if (item.valid_from <= day && (item.valid_to.number == 0 || day < item.valid_to)) {
        newest = &item;
      }
    }
    return newest;
  }
};

}  // namespace vermilion
