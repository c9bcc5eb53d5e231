// FreeSWITCH's call detail records: the templates of cdr_csv, exports of its tables, and the documents of json_cdr and
// xml_cdr, a leg each.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

// The first twelve columns are those of most templates.
#define FIRST_TWELVE                                                                                                                                           \
  "caller_id_name caller_id_number destination_number context start_stamp:t answer_stamp:T end_stamp:T duration:n billsec:n hangup_cause:q uuid:u bleg_uuid"

constexpr ColumnLayout layouts[] = {
    {"sql", FIRST_TWELVE " accountcode"},
    {"example", FIRST_TWELVE " accountcode read_codec write_codec"},
    {"linksys", FIRST_TWELVE " accountcode read_codec write_codec sip_user_agent sip_p_rtp_stat"},
    {"snom", FIRST_TWELVE " accountcode read_codec write_codec sip_user_agent call_clientcode sip_rtp_rxstat sip_rtp_txstat sofia_record_file"},
    {"asterisk", "accountcode caller_id_number destination_number context caller_id channel_name bridge_channel last_app last_arg start_stamp:t answer_stamp:T "
                 "end_stamp:T duration:n billsec:n "
                 "hangup_cause:q amaflags uuid:u userfield"},
    {"opencdrrate", "uuid:u signal_bond direction ani destination_number answer_stamp:T end_stamp:t billsec:n accountcode userfield network_addr "
                    "caller_id_name sip_gateway_name"},
};

constexpr ColumnRule rules[] = {
    {"time", "start_stamp start_timestamp variables.start_epoch variables.start_stamp end_stamp"},
    {"source", "caller_id_number ani variables.caller_id_number callflow.0.caller_profile.caller_id_number callflow.caller_profile.caller_id_number "
               "variables.sip_from_user"},
    {"destination", "destination_number variables.destination_number callflow.0.caller_profile.destination_number callflow.caller_profile.destination_number "
                    "variables.sip_to_user"},
    {"outcome", "hangup_cause variables.hangup_cause variables.hangup_cause_q850"},
    {"raw_outcome", "hangup_cause variables.hangup_cause variables.hangup_cause_q850"},
    {"talk_seconds", "billsec variables.billsec"},
    {"leg", "uuid variables.uuid channel_data.uuid callflow.0.caller_profile.uuid callflow.caller_profile.uuid"},
    {"recording", "sofia_record_file variables.record_path"},
    {"collector", "accountcode variables.accountcode"},
    {".account", "accountcode variables.accountcode"},
    {".other_leg", "bleg_uuid signal_bond variables.bridge_uuid variables.signal_bond variables.originating_leg_uuid"},
    {".bridge", "variables.call_uuid"},
    {".answered", "answer_stamp answer_timestamp variables.answer_epoch"},
    {".duration", "duration variables.duration"},
    {".app", "last_app variables.last_app"},
    {".machine", "variables.amd_result"},
};

std::string_view complete(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  const Extra &extra = row.extra;
  const bool is_answered = !extra.answered.empty() && extra.answered != "0";
  if (is_answered) {
    // Templates without a start have the end, which comes after the answer.
    if (const std::optional<WrittenTime> answer = TimeReader().read(extra.answered);
        answer && answer->is_local == event.time.is_local && answer->seconds < event.time.seconds)
      event.time = *answer;
    if (extra.machine == "MACHINE" || extra.app == "voicemail")
      event.outcome = Outcome::voicemail;
    else
      event.outcome = event.talk_seconds.value_or(0) > 0 ? Outcome::answered : Outcome::unknown;
  } else if (event.outcome == Outcome::rang && event.raw_outcome == "ORIGINATOR_CANCEL" && read_number(extra.duration).value_or(1) == 0) {
    event.outcome = Outcome::unknown; // cancelled before it can have rung
  }
  tell_sides(event, profile, extra.account);
  return {};
}

} // namespace

const RecordFormat freeswitch = {
    .name = "freeswitch-cdr",
    .title = "FreeSWITCH CDR (cdr_csv templates, json_cdr, xml_cdr, tables)",
    .layouts = layouts,
    .signature = "caller_id_number|variables.uuid destination_number|variables.uuid start_stamp|start_timestamp|variables.start_epoch|variables.start_stamp "
                 "hangup_cause|variables.hangup_cause",
    .rules = rules,
    .values = cause_values,
    .lists = ". cdrs",
    .has_legs = true,
    .complete = complete,
    .is_url_encoded = true,
};

} // namespace kinsafe
