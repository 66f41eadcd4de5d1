// Guides, from table and catalogue: the service guide (办事指南) of an item for whoever applies,
// and the table of an edition for whoever reads the regulation beside it.
//
// The texts are Markdown. A guide's steps are the rows that a person or a passing limit takes, with
// their conditions and the law of each; what register, office and rule answer among themselves is
// left out. An edition's document holds every row, and docs/workflows/*.md are this very text: a
// test says when one is stale, `vermilion model guide EDITION` writes it anew.
// Source: 行政许可法 30; DESIGN §3. Threads: free functions.
#pragma once

#include <string>
#include <vector>

#include "app/api/problem.hpp"
#include "engine/core/edition.hpp"
#include "engine/core/item.hpp"

namespace vermilion::api {

// What may happen while a case stands in a state; points into the edition's table.
struct GuideStep {
  table::StateInfo state;
  std::vector<table::RowInfo> rows;
};

// In the order in which the table leaves its states; final states without a row have no step.
[[nodiscard]] std::vector<GuideStep> steps_of(const table::TableInfo& table);
// Documents that rows may owe, each once.
[[nodiscard]] std::vector<table::DutyInfo> papers_of(const table::TableInfo& table);

[[nodiscard]] std::string item_guide(const Item& item, const Edition& edition, Language language);
// Chinese and English side by side: picture, rows, conditions with their citations, duties.
[[nodiscard]] std::string edition_guide(const Edition& edition);

}  // namespace vermilion::api
