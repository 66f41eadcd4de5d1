// Results of the day that are sent: delivered, brought back, lost, told late and twice; and a post
// that gives no answer.
#include <boost/json/array.hpp>

#include "app/demo/asking.hpp"

namespace vermilion::demo {
namespace {

namespace json = boost::json;

class Parcels : Asking {
 public:
  explicit Parcels(Visit& visit) : Asking{visit} {}

  // What becomes of a parcel follows from words in its address (adapters/offices/postal/sandbox).
  Result<void> run() {
    VERMILION_TRY(const auto plain, sent("样例路 1 号"));
    VERMILION_TRY(const auto returned, sent("退回路 2 号"));
    VERMILION_TRY(const auto muddled, sent("乱序路 3 号"));
    VERMILION_TRY(const auto at_once, sent("一次退回路 4 号"));
    VERMILION_TRY(arrived(plain));
    VERMILION_TRY(arrived(muddled));
    VERMILION_TRY(paper(plain, "parcel_label"));
    VERMILION_TRY(paper(plain, "delivery_proof"));
    VERMILION_TRY(becomes(returned, "RETURNED"));
    VERMILION_TRY(again(returned, "遗失路 2 号"));
    VERMILION_TRY(becomes(returned, "LOST"));
    VERMILION_TRY(again(returned, "一次路 2 号"));
    VERMILION_TRY(arrived(returned));
    VERMILION_TRY(becomes(at_once, "RETURNED"));
    VERMILION_TRY(again(at_once, "一次遗失路 4 号"));
    VERMILION_TRY(becomes(at_once, "LOST"));

    // From here on one parcel after the other: the next question of any would be the one refused.
    VERMILION_TRY(unanswered(at_once, "returned"));
    VERMILION_TRY(unanswered(at_once, "lost"));
    VERMILION_TRY(unanswered(at_once, "delivered"));
    VERMILION_TRY(handed_over(at_once));
    VERMILION_TRY(const auto silent, sent("无讯路 5 号"));
    VERMILION_TRY(becomes(silent, "LABELLED"));
    VERMILION_TRY(goes_silent(silent));
    VERMILION_TRY(again(silent, "一次路 5 号"));
    VERMILION_TRY(arrived(silent));
    VERMILION_TRY(const auto cut_off, sent("中断路 6 号"));
    VERMILION_TRY(becomes(cut_off, "UNDER_WAY"));
    VERMILION_TRY(goes_silent(cut_off));
    VERMILION_TRY(settled(cut_off, "delivered"));
    return handed_over(cut_off);
  }

 private:
  // A result that was made, and is to be sent there.
  Result<std::string> sent(const std::string& address) {
    auto body = visit_.application().body;
    VERMILION_TRY(visit_.hand_in(applicant_, body));
    VERMILION_TRY(const auto answer, post(applicant_, "/v1/cases", std::move(body)));
    if (answer.status != 201) return unexpected("an application to be sent", answer);
    auto id = text_at(answer.body, "case");
    visit_.day().note_case(id, visit_.script().wish.office, visit_.script().key);
    VERMILION_TRY(record(approver_, id, "Approved"));
    const auto number = fmt::format("SAMPLE-SENT-{:03}", ++made_);
    VERMILION_TRY(record(maker_, id, "CertificateMade", {{"number", number}}));
    VERMILION_TRY(again(id, address));
    return id;
  }
  Result<void> again(const std::string& id, const std::string& address) {
    const json::object recipient{
        {"name", "样例收件人"}, {"phone", "13800000000"}, {"address", address}};
    VERMILION_TRY(
        record(applicant_, id, "DeliveryChosen", {{"way", "express"}, {"recipient", recipient}}));
    return record(window_, id, "ParcelOrdered", {{"contents", "执业证书"}});
  }
  // The next question is refused by the post, so that a person is asked.
  Result<void> refuse_next() {
    VERMILION_TRY(const auto answer, client_.sandbox("/faults", {{"office", "postal"},
                                                                 {"mode", "error"},
                                                                 {"status", 400},
                                                                 {"for_requests", 1}}));
    return answer.status == 200 ? Result<void>{ok()} : unexpected("a fault of the post", answer);
  }
  Result<void> goes_silent(const std::string& id) {
    VERMILION_TRY(refuse_next());
    return becomes(id, "UNCLEAR");
  }
  Result<void> unanswered(const std::string& id, const char* outcome) {
    VERMILION_TRY(refuse_next());
    VERMILION_TRY(record(window_, id, "ParcelOrdered", {{"contents", "执业证书"}}));
    VERMILION_TRY(becomes(id, "UNCLEAR"));
    return settled(id, outcome);
  }
  Result<void> settled(const std::string& id, const char* outcome) {
    VERMILION_TRY(const auto now, client_.house_time());
    return record(window_, id, "ParcelSettled",
                  {{"outcome", outcome}, {"at", to_text(now)}, {"how", "电话核实"}});
  }
  Result<void> arrived(const std::string& id) {
    VERMILION_TRY(becomes(id, "DELIVERED"));
    return handed_over(id);
  }
  Result<void> handed_over(const std::string& id) {
    return record(window_, id, "HandedOver", {{"how", "邮政寄递"}});
  }
  Result<void> becomes(const std::string& id, std::string_view state) {
    const auto is = [&](const Answer& seen) {
      const auto* parcel = seen.body.if_contains("parcel");
      if (parcel == nullptr) return false;
      return text_at(parcel->get_object().at("state").get_object(), "name") == state;
    };
    VERMILION_TRY(const auto seen, await(applicant_, "/v1/cases/" + id, is));
    return is(seen) ? Result<void>{ok()}
                    : unexpected(fmt::format("a parcel that is {}", state), seen);
  }
  Result<void> paper(const std::string& id, const std::string& kind) {
    VERMILION_TRY(const auto pdf,
                  client_.fetch(applicant_, "/v1/cases/" + id + "/documents/" + kind));
    if (!pdf.starts_with("%PDF")) return fail(Code::conflict, kind + " is no PDF");
    return ok();
  }

  const Identity applicant_ = visit_.identity("applicant");
  const Identity window_ = visit_.identity("window");
  const Identity approver_ = visit_.identity("approver");
  const Identity maker_ = visit_.identity("maker");
  int made_ = 0;
};

}  // namespace

Step sends_parcels() {
  return special("window", "parcels", [](Visit& visit) { return Parcels{visit}.run(); });
}

}  // namespace vermilion::demo
