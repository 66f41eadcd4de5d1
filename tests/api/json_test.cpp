#include "app/api/json.hpp"

#include <gtest/gtest.h>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/serialize.hpp>

using namespace vermilion;
using namespace vermilion::api;

namespace {

std::string canonical_of(std::string_view text) {
  const JsonReading reading = read_json(text);
  EXPECT_TRUE(reading.good) << text << ": " << reading.fault.text();
  return canonical(reading.value).value();
}

std::string fault_of(std::string_view text) {
  const JsonReading reading = read_json(text);
  EXPECT_FALSE(reading.good) << text;
  return reading.fault.text();
}

}  // namespace

TEST(Json, ReadsWhatIsWellFormed) {
  const JsonReading reading =
      read_json(R"( {"fact":"Submitted","data":{"名称":"朱批","n":[1,-2,18446744073709551615],)"
                R"("x":1.5,"e":"\u00e9\ud83d\ude00","t":true,"z":null,"o":{}}} )");
  ASSERT_TRUE(reading.good) << reading.fault.text();
  EXPECT_EQ(boost::json::serialize(reading.value),
            R"({"fact":"Submitted","data":{"名称":"朱批","n":[1,-2,18446744073709551615],)"
            R"("x":1.5E0,"e":"é😀","t":true,"z":null,"o":{}}})");
}

TEST(Json, TheValueLivesInTheStorageItWasGiven) {
  unsigned char buffer[4096];
  boost::json::monotonic_resource memory(buffer);
  const JsonReading reading = read_json(R"({"a":[1,{"b":"c"}]})", &memory);
  ASSERT_TRUE(reading.good);
  EXPECT_EQ(reading.value.storage().get(), &memory);
}

TEST(Json, RefusesADuplicateMemberAndNamesItsPlace) {
  EXPECT_EQ(fault_of("{\"a\":1,\n \"b\":{\"c\":1,\"c\":2}}"),
            "line 2, column 15, at /b/c: the member name occurs twice");
  // However it is written.
  EXPECT_NE(fault_of(R"({"name":1,"\u006eame":2})").find("twice"), std::string::npos);
  EXPECT_NE(fault_of(R"([0,{"a/b~":1,"a\/b~":2}])").find("/1/a~1b~0"), std::string::npos);
  // The same name in another object is another member.
  EXPECT_EQ(canonical_of(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})"),
            R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})");
}

TEST(Json, RefusesWhatReadersUnderstandDifferently) {
  using namespace std::string_view_literals;
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"a":1e400})", "/a: the number is too large"},
      {R"({"a":-1e400})", "the number is too large"},
      {R"([Infinity])", "not JSON"},
      {R"([NaN])", "not JSON"},
      {R"({"a":18446744073709551616})", "/a: the integer does not fit in 64 bits"},
      {R"({"a":-9223372036854775809})", "does not fit"},
      {R"({"a":"x\u0000y"})", "/a: a text must not contain NUL"},
      {R"({"a\u0000":1})", "NUL"},
      {"{\"a\":\"x\0y\"}"sv, "not JSON"},
      {"\"\xC3\x28\"", "not JSON"},
      {"\"\xC0\xAF\"", "not JSON"},          // overlong
      {"\"\xED\xA0\x80\"", "not JSON"},      // a surrogate in UTF-8
      {"\"\xF4\x90\x80\x80\"", "not JSON"},  // beyond U+10FFFF
      {R"("\ud800")", "not JSON"},
      {R"("\udc00")", "not JSON"},
      {"\xEF\xBB\xBF{}", "not JSON"},  // byte order mark
      {"{} {}", "something follows"},
      {"{\"a\":1,}", "not JSON"},
      {"[1,]", "not JSON"},
      {"// c\n{}", "not JSON"},
      {"[01]", "not JSON"},
      {"[+1]", "not JSON"},
      {"['a']", "not JSON"},
      {"", "ends before"},
      {"[\"\t\"]", "not JSON"},
      {"{\"a\":", "ends before"},
  };
  for (const auto& [text, part] : cases) {
    EXPECT_NE(fault_of(text).find(part), std::string::npos) << text << " -> " << fault_of(text);
  }
}

TEST(Json, EveryBoundHolds) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_TRUE(read_json(nested(32)).good);
  EXPECT_NE(fault_of(nested(33)).find("nested too deeply"), std::string::npos);
  EXPECT_FALSE(read_json(std::string(200'000, '[')).good);
  EXPECT_FALSE(read_json("12345", {}, JsonLimits{.bytes_max = 4}).good);
  std::string many = "{";
  for (int i = 0; i < 256; ++i) many += "\"m" + std::to_string(i) + "\":0,";
  std::string full = many;
  full.back() = '}';
  EXPECT_TRUE(read_json(full).good);
  EXPECT_NE(fault_of(many + "\"z\":0}").find("too many members"), std::string::npos);
}

TEST(Json, CanonicalTextIsTheSameForTheSameMeaning) {
  EXPECT_EQ(
      canonical_of(R"({"b":1,"a":[true,null,{"y":"z","x":-5}]})"),
      canonical_of(" { \"a\" : [ true , null , { \"x\":-5, \"y\":\"\\u007a\"} ], \"b\":1 } "));
  EXPECT_NE(canonical_of(R"([1,2])"), canonical_of(R"([2,1])"));
  EXPECT_NE(canonical_of(R"({"a":"1"})"), canonical_of(R"({"a":1})"));
  EXPECT_EQ(canonical_of(R"("\u0001\u001f\b\t\n\f\r\"\\\/\u007f€")"),
            "\"\\u0001\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\x7F€\"");
}

// RFC 8785 §3.2.3's own example of the sort.
TEST(Json, MembersAreSortedByUtf16CodeUnits) {
  EXPECT_EQ(canonical_of("{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\","
                         "\"\\ufb33\":\"Hebrew Letter Dalet With Dagesh\",\"1\":\"One\","
                         "\"\\ud83d\\ude00\":\"Emoji: Grinning Face\",\"\\u0080\":\"Control\","
                         "\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xC2\x80\":\"Control\","
            "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
            "\"😀\":\"Emoji: Grinning Face\",\"\xEF\xAC\xB3\":"
            "\"Hebrew Letter Dalet With Dagesh\"}");
}

TEST(Json, AFractionHasNoCanonicalForm) {
  EXPECT_EQ(canonical(read_json("[1.5]").value).error().code, Code::invalid);
  EXPECT_EQ(canonical(read_json("[1e2]").value).error().code, Code::invalid);
}
