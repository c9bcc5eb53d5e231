// Words for one contact of a collector with a person: by what means, how it ended, who was meant, and what for.
#pragma once

#include "base/types.h"

#include <optional>
#include <string_view>

namespace kinsafe {

enum class Medium : u8 { unknown, call, sms, im, mail, visit, letter, fax, post };
enum class Direction : u8 { unknown, out, in };

// How a contact ended. `post`: nobody is reached by name, so none of these but `unknown`.
enum class Outcome : u8 {
  unknown,
  failed,         // it never reached the number: no such number, no line, congestion, an error of the firm's own side; a message that was not delivered
  busy,           // busy, refused or switched off: reached the number, and nobody
  rang,           // rang out, or was cancelled while it rang
  voicemail,
  answered,       // somebody talked; who is not recorded
  answered_right, // the person whose number it is
  answered_other, // somebody else
  delivered,      // a message
  sent,           // a message of which nobody knows whether it arrived
};

enum class Party : u8 { unknown, debtor, guarantor, co_maker, co_debtor, named_contact, employer, address_book, call_record, other };
enum class Purpose : u8 { unknown, collect, locate, relay, other };

std::string_view name_of(Medium medium);
std::string_view name_of(Direction direction);
std::string_view name_of(Outcome outcome);
std::string_view name_of(Party party);
std::string_view name_of(Purpose purpose);
std::optional<Medium> find_medium(std::string_view name);
std::optional<Direction> find_direction(std::string_view name);
std::optional<Outcome> find_outcome(std::string_view name);
std::optional<Party> find_party(std::string_view name);
std::optional<Purpose> find_purpose(std::string_view name);

} // namespace kinsafe
