// `model` and `config check`: what they find, how they end, and that the documents in the tree are
// what they print.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "command_line.hpp"

namespace vermilion::tests {
namespace {

using commands::exit_findings;
using commands::exit_good;
using commands::exit_usage;
using testing::HasSubstr;
using testing::Not;
namespace fs = std::filesystem;

const std::string source = VERMILION_SOURCE_DIR;

std::string text_of(const fs::path& path) {
  std::ifstream file{path};
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A catalogue of one's own, to be spoilt.
class Folder {
 public:
  explicit Folder(const char* name) : path_{fs::path(testing::TempDir()) / name} {
    fs::remove_all(path_);
    fs::create_directories(path_);
    fs::copy(source + "/workflows/catalogue", catalogue());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path_); }

  [[nodiscard]] std::string in(const char* name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string catalogue() const { return in("catalogue"); }
  void put(const char* name, const std::string& text) const { std::ofstream{path_ / name} << text; }
  void change(const char* file, const std::string& from, const std::string& to) const {
    auto text = text_of(path_ / "catalogue" / file);
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    std::ofstream{path_ / "catalogue" / file} << text;
  }

 private:
  fs::path path_;
};

TEST(ModelCheck, FindsNothingInTheHouseAsItStands) {
  const Ended ended = run("model check --grants " + source + "/tests/evidence/grants.yaml");
  EXPECT_EQ(ended.code, exit_good) << ended.out << ended.error;
  EXPECT_EQ(ended.out, "模型检查：无问题 · model check: nothing found\n");
  const Ended json = run("model check --json");
  EXPECT_EQ(json.out, "{\"findings\":[],\"good\":true}\n");
}

TEST(ModelCheck, NamesWhatItFindsAndEndsWithOne) {
  const Folder folder{"vermilion_model_check"};
  folder.change("bookkeeping-licence.yaml", "promised: 8", "promised: 7");
  const Ended ended = run("model check --catalogue " + folder.catalogue());
  EXPECT_EQ(ended.code, exit_findings);
  EXPECT_THAT(ended.out, HasSubstr("bookkeeping-licence.yaml:1: was edited in place"));
  EXPECT_THAT(ended.out, HasSubstr("model check: 1 finding"));
}

TEST(ModelCheck, EndsWithTwoWhenTheCatalogueCannotBeRead) {
  const Folder folder{"vermilion_model_unread"};
  folder.change("bookkeeping-licence.yaml", "retention:", "retainment:");
  const Ended ended = run("model check --catalogue " + folder.catalogue());
  EXPECT_EQ(ended.code, exit_usage);
  EXPECT_THAT(ended.error, HasSubstr("bookkeeping-licence.yaml:"));
  fs::remove(folder.catalogue() + "/editions.lock");
  EXPECT_EQ(run("model check --catalogue " + folder.catalogue()).code, exit_usage);
}

TEST(ModelGuide, OfEachShapeInTheDocumentsIsUpToDate) {
  for (const std::string edition :
       {"approval/1", "bill/1", "bill/2", "clock/1", "comparison/1", "delivery/1", "enrolment/1",
        "filing/1", "numbers/1", "recognition/1", "registrant/1", "session/1", "signer/1",
        "worklist/2"}) {
    auto file = "docs/workflows/" + edition + ".md";
    file[file.rfind('/')] = '-';
    const Ended ended = run("model guide " + edition);
    ASSERT_EQ(ended.code, exit_good) << ended.error;
    EXPECT_TRUE(text_of(source + "/" + file) == ended.out)
        << file << " is stale; this writes it anew:\n  vermilion model guide " << edition << " > "
        << file;
  }
}

TEST(ModelGuide, OfAnItemTellsItsTextInEitherLanguage) {
  const Ended chinese = run("model guide bookkeeping-licence");
  EXPECT_EQ(chinese.code, exit_good) << chinese.error;
  EXPECT_THAT(chinese.out, HasSubstr("# 中介机构从事代理记账业务审批\n"));
  EXPECT_THAT(chinese.out, HasSubstr("决定期限：10 个工作日；法定 10 个工作日；承诺 8 个工作日"));
  EXPECT_THAT(chinese.out, HasSubstr("行政许可法 38(2)"));
  const Ended english = run("model guide bookkeeping-licence --language en");
  EXPECT_THAT(english.out, HasSubstr("limit for the decision: 10 working days"));
  EXPECT_THAT(english.out, HasSubstr("the refusal names review and lawsuit"));
  EXPECT_THAT(english.out, Not(HasSubstr("办理流程")));
  const Ended json = run("model guide bookkeeping-licence --json");
  const auto document = boost::json::parse(json.out);
  EXPECT_EQ(document.at("item"), "bookkeeping-licence");
  EXPECT_GT(document.at("steps").as_array().size(), 5U);
}

TEST(ModelDiagram, IsTheTableInThreeForms) {
  EXPECT_THAT(run("model diagram approval/1").out, HasSubstr("DRAFT --> PRECHECK: Submitted"));
  EXPECT_THAT(run("model diagram approval/1 --format dot").out,
              HasSubstr("digraph \"approval/1\""));
  EXPECT_EQ(run("model diagram approval/1 --format tiff").code, exit_usage);
  const Ended unknown = run("model diagram approval/9 --json");
  EXPECT_EQ(unknown.code, exit_usage);
  EXPECT_THAT(
      unknown.error,
      HasSubstr(
          "there are approval/1, bill/1, bill/2, clock/1, comparison/1, consent/1, delivery/1, "
          "directory/1, enrolment/1, filing/1, mandate/1, numbers/1, recognition/1, register/1, "
          "registrant/1, "
          "service/1, session/1, signer/1, worklist/1, worklist/2"));
}

TEST(Model, AsksForOneOfItsSubcommands) {
  EXPECT_EQ(run("model").code, exit_usage);
  EXPECT_EQ(run("model paint").code, exit_usage);
  EXPECT_EQ(run("model check --help").code, exit_good);
}

TEST(Serve, RefusesACatalogueInWhichTheModelCheckFindsAnything) {
  const Folder folder{"vermilion_serve_refuses"};
  folder.change("accounting-firm.yaml", "promised: 20", "promised: 19");
  const Ended ended = run("serve --data " + folder.in("house") + " --catalogue " +
                          folder.catalogue() + " --sandbox http://127.0.0.1:1");
  EXPECT_EQ(ended.code, exit_usage);
  EXPECT_THAT(ended.error, HasSubstr("a bad catalogue does not start"));
  EXPECT_THAT(ended.error, HasSubstr("accounting-firm.yaml:1: was edited in place"));
  EXPECT_FALSE(fs::exists(folder.in("house"))) << "nothing was founded";
}

TEST(Serve, RefusesGrantsThatCannotSatisfyTheRules) {
  const Folder folder{"vermilion_serve_grants"};
  folder.put("grants.yaml",
             "version: \"1\"\ngrants:\n  - {id: g1, who: li, role: handler, tree: accounting, "
             "node: \"330106\", from: 2026-01-01, until: 2027-01-01}\n");
  const Ended ended = run("serve --data " + folder.in("house") + " --grants " +
                          folder.in("grants.yaml") + " --sandbox http://127.0.0.1:1");
  EXPECT_EQ(ended.code, exit_usage);
  EXPECT_THAT(ended.error, HasSubstr("nobody is granted the role approver"));
}

TEST(ConfigCheck, IsContentWithTheOptionsOfTheSampleDay) {
  const Folder folder{"vermilion_config_good"};
  const Ended ended = run(
      "config check --data " + folder.in("house") + " --sandbox http://127.0.0.1:8090 --clock " +
      "2026-09-21T09:00:00+08:00 --grants " + source + "/tests/evidence/grants.yaml");
  EXPECT_EQ(ended.code, exit_good) << ended.out << ended.error;
  EXPECT_FALSE(fs::exists(folder.in("house"))) << "nothing was made";
}

TEST(ConfigCheck, NamesEveryFaultAtOnce) {
  const Folder folder{"vermilion_config_bad"};
  const Ended ended =
      run("config check --json --data " + folder.in("house") +
          " --listen 8080 --journal kafka --views some --clock noon --jwks nowhere.json");
  EXPECT_EQ(ended.code, exit_findings);
  const auto document = boost::json::parse(ended.out);
  std::string where;
  for (const auto& one : document.at("findings").as_array()) {
    where += std::string{one.at("where").get_string()} + " ";
  }
  EXPECT_EQ(where, "--listen --journal --views identity --data ");
}

TEST(ConfigCheck, ReadsTheFileThatServeReads) {
  const Folder folder{"vermilion_config_file"};
  folder.put("hall.conf",
             "data = \"" + folder.in("house") + "\"\nsandbox = \"http://127.0.0.1:8090\"\n");
  const Ended good = run("config check --config " + folder.in("hall.conf"));
  EXPECT_EQ(good.code, exit_good) << good.out << good.error;
  // What is wrong in the file is found; the command line has the last word.
  folder.put("hall.conf", "data = \"" + folder.in("house") +
                              "\"\nsandbox = \"http://127.0.0.1:8090\"\nlisten = \"8080\"\n");
  const Ended bad = run("config check --config " + folder.in("hall.conf"));
  EXPECT_EQ(bad.code, exit_findings) << bad.error;
  EXPECT_THAT(bad.out, HasSubstr("--listen: \"8080\" is no address"));
  EXPECT_EQ(run("config check --listen 127.0.0.1:8080 --config " + folder.in("hall.conf")).code,
            exit_good);
  for (const char* text : {"data = \"x\"\nlistens = \"127.0.0.1:1\"\n", "[serve]\ndata = \"x\"\n",
                           "data = \"x\"\ndata = \"y\"\n", "data = \"x\"\nio-threads = many\n",
                           "listen = \"127.0.0.1:1\"\n"}) {
    folder.put("hall.conf", text);
    const Ended refused = run("config check --config " + folder.in("hall.conf"));
    EXPECT_EQ(refused.code, exit_usage) << text << refused.out;
    EXPECT_EQ(run("serve --config " + folder.in("hall.conf")).code, exit_usage) << text;
  }
  EXPECT_EQ(run("config check --config " + folder.in("nothing.conf")).code, exit_usage);
}

}  // namespace
}  // namespace vermilion::tests
