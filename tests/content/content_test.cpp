// What is taken as a material: by its content, and not by what it is called.
#include "adapters/content/content.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/papers/paper.hpp"

namespace vermilion::content {
namespace {

using testing::HasSubstr;

// 1 × 1, grey: a whole PNG.
const Bytes png = from_hex(
                      "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
                      "3a7e9b550000000a49444154789c636000000002000148"
                      "afa4710000000049454e44ae426082")
                      .value();

// A PDF of one page whose catalogue has `more` beside it; the cross-reference is rebuilt by qpdf.
Bytes pdf(const std::string& more = {}) {
  return "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + more +
         " >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< "
         "/Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>\nendobj\ntrailer\n<< /Root 1 0 R "
         "/Size 4 >>\nstartxref\n0\n%%EOF\n";
}

std::string refused(BytesView file, const std::string& type) {
  const auto checked = check(file, type);
  EXPECT_FALSE(checked);
  return checked ? std::string{} : checked.error().detail;
}

TEST(content, that_is_what_it_is_called_is_taken) {
  EXPECT_TRUE(check(png, "image/png"));
  const auto plain = check(pdf(), "application/pdf");
  EXPECT_TRUE(plain) << plain.error().text();
  papers::Paper paper;
  paper.title = "材料";
  paper.at = Instant{1'700'000'000'000'000};
  EXPECT_TRUE(check(papers::draw(paper).value(), "application/pdf"));
  const Bytes jpeg = from_hex("ffd8ffe000104a46494600010100000100010000ffd9").value();
  EXPECT_TRUE(check(jpeg, "image/jpeg"));
}

TEST(content, of_another_type_is_refused_and_named) {
  EXPECT_THAT(refused(png, "application/pdf"), HasSubstr("image/png"));
  EXPECT_THAT(refused(pdf(), "image/png"), HasSubstr("application/pdf"));
  EXPECT_THAT(refused("#!/bin/sh\necho", "application/pdf"), HasSubstr("text/x-shellscript"));
  const auto zip = from_hex("504b03040a0000000000").value() + Bytes(40, '\0');
  EXPECT_THAT(refused(zip, "application/pdf"), HasSubstr("not application/pdf"));
  EXPECT_THAT(refused(zip, "application/zip"), HasSubstr("is not taken"));
  EXPECT_THAT(refused("<html><script>alert(1)</script></html>", "image/png"), HasSubstr("html"));
}

TEST(content, with_something_behind_its_end_is_refused) {
  EXPECT_THAT(refused(png + "PK\x03\x04", "image/png"), HasSubstr("behind its end"));
  EXPECT_THAT(refused(png.substr(0, png.size() - 4), "image/png"), HasSubstr("cut off"));
  EXPECT_FALSE(check("x" + pdf(), "application/pdf"));
}

TEST(content, that_does_something_by_itself_is_refused) {
  for (const auto* more :
       {"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
        "/OpenAction << /S /Launch /F (calc.exe) >>", "/Names << /EmbeddedFiles << /Names [] >> >>",
        "/AcroForm << /XFA [] >>", "/AA << /O << /S /SubmitForm >> >>",
        // the same word in hexadecimal, as hostile files write it
        "/OpenAction << /S /#4a#61vaScript >>"}) {
    EXPECT_FALSE(check(pdf(more), "application/pdf")) << more;
  }
  // Where to begin reading is no action.
  EXPECT_TRUE(check(pdf("/OpenAction [3 0 R /Fit]"), "application/pdf"));
}

TEST(content, that_is_damaged_is_refused) {
  EXPECT_FALSE(check("%PDF-1.4\nnothing of one", "application/pdf"));
  EXPECT_FALSE(check(pdf().substr(0, 60), "application/pdf"));
}

}  // namespace
}  // namespace vermilion::content
