// Papers over real sockets: made from records, sealed, checked by anybody, read for a purpose.
#include <gmock/gmock.h>

#include <fstream>

#include "adapters/store/segments/posix_files.hpp"
#include "app/api/house_seal.hpp"
#include "events/facts/access.hpp"
#include "tests/api/served_hall.hpp"

namespace vermilion::tests {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string paper(const std::string& id, const std::string& name, const char* purpose = nullptr) {
  return "/v1/cases/" + id + "/documents/" + name +
         (purpose == nullptr ? std::string{} : std::string{"?purpose="} + purpose);
}

// A firm's case up to its licence.
std::string granted(ServedHall& hall) {
  const auto id = hall.submit_firm("applicant");
  EXPECT_EQ(hall.record("zhao.min", id, "Approved").status, 200);
  return id;
}

api::KeySet keys_of(ServedHall& hall) {
  return api::KeySet::from_jwks(hall.get_as_it_is("", "/v1/public/documents/keys").body).value();
}

std::vector<PersonalDataRead> reads_of(ServedHall& hall) {
  hall.hall().stop();
  std::vector<PersonalDataRead> reads;
  PosixFiles files;
  // Its own process holds the lock until the hall is gone, so a copy is read.
  std::filesystem::copy(hall.directory() + "/access", hall.directory() + "/copy",
                        std::filesystem::copy_options::recursive);
  const auto journal = SegmentJournal::open(files, hall.directory() + "/copy");
  EXPECT_TRUE(journal) << journal.error().text();
  const auto read = journal.value()->read(0, 1, [&](const Entry& entry) -> Result<void> {
    VERMILION_TRY(const auto body, read_body(entry.record));
    if (body.fact != PersonalDataRead::name) return ok();
    VERMILION_TRY(auto fact, read_fact<PersonalDataRead>(body.schema, body.payload));
    reads.push_back(std::move(fact));
    return ok();
  });
  EXPECT_TRUE(read);
  return reads;
}

TEST(documents, are_listed_as_the_records_owe_them) {
  ServedHall hall;
  const auto id = granted(hall);
  const auto list = hall.get("applicant", "/v1/cases/" + id + "/documents");
  ASSERT_EQ(list.status, 200) << list.body;
  std::vector<std::string> names;
  for (const auto& row : list.list("/rows")) {
    names.emplace_back(row.at("name").get_string());
    EXPECT_THAT(std::string{row.at("number").get_string()}, HasSubstr("（2026）"));
  }
  EXPECT_THAT(names, testing::ElementsAre("receipt", "acceptance_notice", "decision_letter"));
}

TEST(documents, are_the_same_octets_whenever_they_are_read_and_after_a_restart) {
  ServedHall hall;
  const auto id = granted(hall);
  const auto first = hall.get("applicant", paper(id, "decision_letter"));
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.field("Content-Type"), "application/pdf");
  EXPECT_TRUE(first.body.starts_with("%PDF-"));
  EXPECT_EQ(hall.get("applicant", paper(id, "decision_letter")).body, first.body);
  hall.restart();
  EXPECT_EQ(hall.get("applicant", paper(id, "decision_letter")).body, first.body);
}

TEST(documents, hold_and_with_one_octet_changed_do_not) {
  ServedHall hall;
  const auto id = granted(hall);
  const auto keys = keys_of(hall);
  const auto pdf = hall.get("applicant", paper(id, "receipt")).body;
  const auto told = api::check_paper(pdf, keys);
  ASSERT_TRUE(told) << told.error().text();
  EXPECT_EQ(told.value().at("says").at("case").get_string(), id);
  EXPECT_EQ(told.value().at("sample"), true);  // a set clock says so in every document
  for (std::size_t at = 0; at < pdf.size(); at += 1'009) {
    auto changed = pdf;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(api::check_paper(changed, keys)) << "octet " << at;
  }
  EXPECT_FALSE(api::check_paper(pdf.substr(0, pdf.size() - 1), keys));
  EXPECT_FALSE(api::check_paper(pdf + "\n", keys));
  // Another house's key is another house.
  const auto other = api::TokenSigner::generate().value();
  EXPECT_FALSE(api::check_paper(pdf, api::KeySet::from_jwks(other.jwks()).value()));
}

TEST(documents, a_code_is_checked_by_anybody_and_against_the_journal) {
  ServedHall hall;
  const auto id = granted(hall);
  const auto pdf = hall.get("applicant", paper(id, "receipt")).body;
  const auto code = pdf.substr(pdf.rfind(' ') + 1, pdf.size() - pdf.rfind(' ') - 2);
  const auto good = hall.get_as_it_is("", "/v1/public/documents/verify?code=" + code);
  ASSERT_EQ(good.status, 200) << good.body;
  EXPECT_EQ(good.at("/valid"), true);
  EXPECT_EQ(good.at("/on_record"), true);
  EXPECT_EQ(good.text("/statement/says/case"), id);
  auto forged = code;
  forged[forged.size() / 2] = forged[forged.size() / 2] == 'A' ? 'B' : 'A';
  const auto bad = hall.get_as_it_is("", "/v1/public/documents/verify?code=" + forged);
  EXPECT_EQ(bad.at("/valid"), false);
  EXPECT_EQ(hall.get_as_it_is("", "/v1/public/documents/verify").status, 400);
  int refused = 0;
  for (int i = 0; i < 60; ++i) {
    refused += hall.get_as_it_is("", "/v1/public/documents/verify?code=x").status == 429 ? 1 : 0;
  }
  EXPECT_GT(refused, 0);
}

TEST(documents, an_access_token_is_no_code_and_a_code_is_no_access_token) {
  ServedHall hall;
  const auto id = granted(hall);
  const auto pdf = hall.get("applicant", paper(id, "receipt")).body;
  const auto code = pdf.substr(pdf.rfind(' ') + 1, pdf.size() - pdf.rfind(' ') - 2);
  const auto answer =
      hall.get_as_it_is("", "/v1/my/cases", "Authorization: Bearer " + code + "\r\n");
  EXPECT_EQ(answer.status, 401);
  const auto signer = api::TokenSigner::generate().value();
  const auto token = signer.sign({.subject = "x", .issuer = "test", .audience = "vermilion"});
  EXPECT_THAT(api::check_code(token, api::KeySet::from_jwks(signer.jwks()).value()).error().detail,
              HasSubstr("no code of a paper"));
}

TEST(documents, staff_say_why_they_read_and_every_reading_is_on_record_before_it) {
  ServedHall hall;
  const auto id = granted(hall);
  const auto without = hall.get("li.wei", paper(id, "receipt"));
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(without.text("/parameter"), "purpose");
  EXPECT_EQ(hall.get("li.wei", paper(id, "receipt", "window%20reprint")).status, 200);
  EXPECT_EQ(hall.get("applicant", paper(id, "receipt")).status, 200);
  const auto reads = reads_of(hall);
  ASSERT_EQ(reads.size(), 2U);
  EXPECT_EQ(reads[0].purpose, "window reprint");
  EXPECT_EQ(reads[0].what, "document receipt");
  EXPECT_EQ(reads[0].of.text(), id);
  EXPECT_EQ(reads[1].purpose, "本人查阅");
}

TEST(documents, outside_ones_scope_are_not_there) {
  ServedHall hall;
  const auto id = granted(hall);
  const std::string random = "00" + std::string(30, 'e');
  for (const auto* who : {"qian.jin", "stranger"}) {
    for (const auto& path : {std::string{"/documents"}, std::string{"/documents/receipt"}}) {
      const auto real = hall.get(who, "/v1/cases/" + id + path);
      const auto none = hall.get(who, "/v1/cases/" + random + path);
      EXPECT_EQ(real.status, 404);
      EXPECT_EQ(real.body, none.body);
    }
  }
  EXPECT_EQ(hall.get("applicant", paper(id, "licence")).status, 404);  // not owed yet
}

TEST(documents, of_an_erased_person_are_gone) {
  ServedHall hall;
  const auto id = hall.submit_licence("applicant");
  ASSERT_EQ(hall.record("li.wei", id, "NotAccepted", {{"reason", "不需要许可"}}).status, 200);
  ASSERT_EQ(hall.get("applicant", paper(id, "rejection_notice")).status, 200);
  const auto first = hall.get("li.wei", "/v1/cases/" + id + "/timeline").at("/rows/0/seq");
  const auto record = hall.hall().journal().read_one(0, first.to_number<Sequence>());
  const auto body = read_body(record.value()).value();
  for (const auto& subject : body.subjects) {
    ASSERT_TRUE(hall.hall().keys().destroy(subject.key));
  }
  const auto kept = hall.get("applicant", paper(id, "rejection_notice"));
  EXPECT_EQ(kept.status, 410) << kept.body;
  EXPECT_EQ(hall.get("applicant", paper(id, "receipt")).status, 410);  // never drawn before
}

TEST(documents, when_the_access_log_cannot_be_written_nothing_is_handed_out) {
  ServedHall hall;
  const auto id = granted(hall);
  std::filesystem::remove_all(hall.directory() + "/access");
  std::ofstream{hall.directory() + "/access"} << "in the way";
  const auto answer = hall.get("applicant", paper(id, "receipt"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, Not(HasSubstr("%PDF")));
}

}  // namespace
}  // namespace vermilion::tests
