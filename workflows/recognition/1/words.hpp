// The words of recognition/1: its states and what its rows owe.
//
// Every step has a limit of its own, which the item gives under the step's name; a task bears its
// due date. Source: ITEMS §2.2, §2.11. Threads: constants.
#pragma once

#include "engine/table/roles.hpp"
#include "engine/table/table.hpp"
#include "events/facts/approval.hpp"
#include "events/facts/recognition.hpp"

namespace vermilion::recognition_1 {

using table::DutyInfo;
using table::State;
using table::StateInfo;

struct Draft : State {
  static constexpr StateInfo info{"DRAFT", "草稿"};
};
struct Originals : State {
  static constexpr StateInfo info{"ORIGINALS", "待现场审核"};
};
struct Notice : State {
  static constexpr StateInfo info{"NOTICE", "公示"};
};
struct Investigating : State {
  static constexpr StateInfo info{"INVESTIGATING", "异议调查，公示中止"};
};
struct AtCounty : State {
  static constexpr StateInfo info{"AT_COUNTY", "县级审核"};
};
struct AtCity : State {
  static constexpr StateInfo info{"AT_CITY", "市级审核"};
};
struct AtProvince : State {
  static constexpr StateInfo info{"AT_PROVINCE", "省级确认"};
};
struct Recognised : State {
  static constexpr StateInfo info{"RECOGNISED", "已认定", true};
};
struct Declined : State {
  static constexpr StateInfo info{"NOT_ACCEPTED", "不予受理", true};
};
struct Refused : State {
  static constexpr StateInfo info{"REFUSED", "不予认定", true};
};
struct Retracted : State {
  static constexpr StateInfo info{"WITHDRAWN", "撤回", true};
};

using enum DutyKind;

// NOLINTBEGIN(readability-identifier-naming): words of the table read as Owes<see_originals>
// Deadlines: the item's limit of the same name says how long; those of levels that the item does
// not have are never owed.
struct originals_in_time {
  static constexpr DutyInfo info{"originals",    deadline,
                                 "timer",        RecognitionOverdue::name,
                                 "现场审核期限", "limit to see the originals"};
};
struct public_notice {
  static constexpr DutyInfo info{"notice",          deadline, "timer",
                                 NoticeEnded::name, "公示期", "time of public notice"};
};
struct investigate_in_time {
  static constexpr DutyInfo info{"investigate",  deadline,
                                 "timer",        RecognitionOverdue::name,
                                 "异议调查期限", "limit to look into an objection"};
};
struct county_in_time {
  static constexpr DutyInfo info{
      "county", deadline, "timer", RecognitionOverdue::name, "县级审核期限", "limit of the county"};
};
struct city_in_time {
  static constexpr DutyInfo info{
      "city", deadline, "timer", RecognitionOverdue::name, "市级审核期限", "limit of the city"};
};
struct province_in_time {
  static constexpr DutyInfo info{"province",     deadline,
                                 "timer",        RecognitionOverdue::name,
                                 "省级确认期限", "limit of the province"};
};

// Tasks.
struct see_originals {
  static constexpr DutyInfo info{"see_originals",    task, "window", "", "现场审核原件",
                                 "see the originals"};
};
struct investigate {
  static constexpr DutyInfo info{"look_into_objection",    task, "handler", "", "调查异议",
                                 "look into the objection"};
};
struct confirm_county {
  static constexpr DutyInfo info{"confirm_county",       task, "county_reviewer", "", "县级审核",
                                 "confirm as the county"};
};
struct confirm_city {
  static constexpr DutyInfo info{"confirm_city",       task, "city_reviewer", "", "市级审核",
                                 "confirm as the city"};
};
struct confirm_province {
  static constexpr DutyInfo info{
      "confirm_province", task, "province_reviewer", "", "省级确认", "confirm as the province"};
};

// Papers.
struct receipt {
  static constexpr DutyInfo info{"receipt", document, "receipt", "", "申请材料接收凭证", "receipt"};
};
struct rejection_notice {
  static constexpr DutyInfo info{"rejection_notice", document,
                                 "rejection_notice", "",
                                 "不予受理通知书",   "notice that the application is not accepted"};
};
struct recognition_letter {
  static constexpr DutyInfo info{"recognition_letter", document, "recognition_letter", "", "认定书",
                                 "recognition"};
};
struct recognition_refusal {
  static constexpr DutyInfo info{"recognition_refusal", document,
                                 "recognition_refusal", "",
                                 "不予认定决定书",      "decision not to recognise"};
};
struct withdrawal_confirmation {
  static constexpr DutyInfo info{
      "withdrawal_confirmation",   document, "withdrawal_confirmation", "", "撤回确认书",
      "confirmation of withdrawal"};
};

// Notices.
struct tell_received {
  static constexpr DutyInfo info{"tell_received", notice,          "received", "",
                                 "告知收件",      "tell: received"};
};
struct tell_not_accepted {
  static constexpr DutyInfo info{"tell_not_accepted", notice, "not_accepted", "", "告知不予受理",
                                 "tell: not accepted"};
};
struct tell_on_notice {
  static constexpr DutyInfo info{"tell_on_notice",        notice, "on_notice", "", "告知已公示",
                                 "tell: on public notice"};
};
struct tell_objection {
  static constexpr DutyInfo info{"tell_objection",        notice, "objection", "", "告知有异议",
                                 "tell: somebody objects"};
};
struct tell_decided {
  static constexpr DutyInfo info{"tell_decided", notice,         "decided", "",
                                 "告知结果",     "tell: decided"};
};
struct publish_notice {
  static constexpr DutyInfo info{"publish_notice",    notice, "public_notice", "", "发布公示",
                                 "publish the notice"};
};
struct publish_recognition {
  static constexpr DutyInfo info{
      "publish_recognition",    notice, "public_recognition", "", "公告认定",
      "publish the recognition"};
};
struct alert_supervision {
  static constexpr DutyInfo info{"alert_supervision", notice, "supervision", "", "监察告警",
                                 "alert supervision"};
};
// NOLINTEND(readability-identifier-naming): end of the words

}  // namespace vermilion::recognition_1
