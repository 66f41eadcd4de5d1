// The editions of this program, and the catalogue of the tree, for the tests of workflows.
#pragma once

#include <fstream>
#include <sstream>

#include "workflows/approval/1/edition.hpp"
#include "workflows/bill/1/edition.hpp"
#include "workflows/bill/2/edition.hpp"
#include "workflows/catalogue/catalogue.hpp"
#include "workflows/clock/1/edition.hpp"
#include "workflows/comparison/1/edition.hpp"
#include "workflows/consent/1/edition.hpp"
#include "workflows/delivery/1/edition.hpp"
#include "workflows/directory/1/edition.hpp"
#include "workflows/enrolment/1/edition.hpp"
#include "workflows/filing/1/edition.hpp"
#include "workflows/mandate/1/edition.hpp"
#include "workflows/numbers/1/edition.hpp"
#include "workflows/recognition/1/edition.hpp"
#include "workflows/register/1/edition.hpp"
#include "workflows/registrant/1/edition.hpp"
#include "workflows/service/1/edition.hpp"
#include "workflows/session/1/edition.hpp"
#include "workflows/signer/1/edition.hpp"
#include "workflows/worklist/1/edition.hpp"
#include "workflows/worklist/2/edition.hpp"

namespace vermilion::scenes {

inline Editions all_editions() {
  Editions editions;
  editions.add(make_approval_1());
  editions.add(make_consent_1());
  editions.add(make_directory_1());
  editions.add(make_mandate_1());
  editions.add(make_register_1());
  editions.add(make_service_1());
  editions.add(make_clock_1());
  editions.add(make_delivery_1());
  editions.add(make_bill_1());
  editions.add(make_bill_2());
  editions.add(make_numbers_1());
  editions.add(make_signer_1());
  editions.add(make_session_1());
  editions.add(make_enrolment_1());
  editions.add(make_filing_1());
  editions.add(make_recognition_1());
  editions.add(make_registrant_1());
  editions.add(make_comparison_1());
  editions.add(make_worklist_1());
  editions.add(make_worklist_2());
  return editions;
}

inline Catalogue tree_catalogue() {
  const auto files = catalogue::read_folder(VERMILION_SOURCE_DIR "/workflows/catalogue");
  return catalogue::load_catalogue_text(catalogue::text_of(files.value()).value()).value();
}

inline std::string read_text(const std::string& path) {
  std::ifstream file{std::string{VERMILION_SOURCE_DIR} + "/" + path};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace vermilion::scenes
