// Asterisk's call detail records: the file Master.csv of cdr_csv (16 to 21 columns, by its settings), that of cdr_custom
// with its default columns and as JSON lines, and exports of FreePBX's table `cdr`.
#include "conduct/import/formats.h"

namespace kinsafe {
namespace {

constexpr ColumnLayout layouts[] = {
    {"cdr_csv 16", "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags"},
    {"cdr_csv 17 with uniqueid",
     "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags uniqueid:i"},
    {"cdr_csv 17 with userfield",
     "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags userfield"},
    {"cdr_csv 18", "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags "
                   "uniqueid:i userfield"},
    {"cdr_csv 19", "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags "
                   "peeraccount linkedid:i "
                   "sequence:n"},
    {"cdr_csv 20 with uniqueid",
     "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags uniqueid:i "
     "peeraccount linkedid:i sequence:n"},
    {"cdr_csv 20 with userfield",
     "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags userfield "
     "peeraccount linkedid:i sequence:n"},
    {"cdr_csv 21", "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags "
                   "uniqueid:i userfield "
                   "peeraccount linkedid:i sequence:n"},
    {"cdr_custom", "clid src dst dcontext channel dstchannel lastapp lastdata start:t answer:T end:T duration:n billsec:n disposition:d amaflags accountcode "
                   "uniqueid:i userfield sequence"},
};

constexpr ColumnLayout table_layouts[] = {
    {"cdr table", "calldate:t clid src dst dcontext channel dstchannel lastapp lastdata duration:n billsec:n disposition:d amaflags accountcode uniqueid:i "
                  "userfield did recordingfile cnum "
                  "cnam outbound_cnum outbound_cnam dst_cnam linkedid:i peeraccount sequence"},
    {"cdr table 16",
     "calldate:t clid src dst dcontext channel dstchannel lastapp lastdata duration:n billsec:n disposition:d amaflags accountcode uniqueid:i userfield"},
    {"cdr table 20", "calldate:t clid src dst dcontext channel dstchannel lastapp lastdata duration:n billsec:n disposition:d amaflags accountcode uniqueid:i "
                     "userfield did recordingfile cnum "
                     "cnam"},
};

constexpr ColumnRule rules[] = {
    {"time", "start calldate"},  {"source", "src"},         {"destination", "dst"},     {"outcome", "disposition"},     {"raw_outcome", "disposition"},
    {"talk_seconds", "billsec"}, {"leg_group", "linkedid"}, {"leg", "uniqueid"},        {"recording", "recordingfile"}, {"collector", "accountcode"},
    {".account", "accountcode"}, {".app", "lastapp"},       {".app_data", "userfield"}, {".duration", "duration"},
};

constexpr ColumnValue values[] = {
    {"outcome", "ANSWERED", "answered"}, {"outcome", "ANSWER", "answered"}, {"outcome", "NO ANSWER", "rang"},
    {"outcome", "NOANSWER", "rang"},     {"outcome", "BUSY", "busy"},       {"outcome", "FAILED", "failed"},
    {"outcome", "CONGESTION", "failed"}, {"outcome", "CANCEL", "rang"},     {"outcome", "UNKNOWN", "unknown"},
};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

std::string_view complete(Filled &row, const Profile &profile) {
  EventRow &event = row.event;
  const std::string_view app = row.extra.app;
  if (event.outcome == Outcome::answered) {
    // A machine that answered, and a message that a caller left with our own system, are no conversations.
    if (app == "VoiceMail" || app == "Voicemail" || app == "MiniVM" || app == "MinivmRecord" || app == "AMD" || contains(row.extra.app_data, "AMD:MACHINE") ||
        row.extra.app_data == "MACHINE")
      event.outcome = Outcome::voicemail;
    else if (event.talk_seconds == 0u)
      event.outcome = Outcome::unknown; // answered, and nobody talked for a second
  } else {
    // Some systems count seconds of ringing as billed; only what was answered was talk.
    if (event.talk_seconds) event.talk_seconds = 0;
    if (event.outcome == Outcome::rang && event.raw_outcome == "CANCEL" && read_number(row.extra.duration).value_or(0) == 0) event.outcome = Outcome::unknown;
  }
  tell_sides(event, profile, row.extra.account);
  return {};
}

} // namespace

const RecordFormat asterisk_csv = {
    .name = "asterisk-cdr",
    .title = "Asterisk CDR files (cdr_csv, cdr_custom)",
    .layouts = layouts,
    .signature = "src dst start disposition billsec",
    .rules = rules,
    .values = values,
    .lists = ".",
    .has_legs = true,
    .leg_rules = {.joins_by_numbers = true},
    .complete = complete,
};

const RecordFormat asterisk_table = {
    .name = "asterisk-cdr-table",
    .title = "the table cdr of FreePBX and of Asterisk's databases",
    .layouts = table_layouts,
    .signature = "calldate src dst disposition billsec",
    .rules = rules,
    .values = values,
    .lists = ".",
    .has_legs = true,
    .leg_rules = {.joins_by_numbers = true},
    .complete = complete,
};

} // namespace kinsafe
