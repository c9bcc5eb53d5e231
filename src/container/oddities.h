// Oddities: what is unusual in a package's file and may mean that it was built to mislead those who look into it. An
// oddity hides nothing. What could not be read, or what Android reads otherwise than it was read here, is a gap
// besides. docs/containers.md says of each kind what Android does.
#pragma once

#include "base/types.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class Odd : u8 {
  no_directory,
  second_end_record,
  data_after_end,
  data_behind_directory,
  hidden_records,
  prepended_data,
  zip64,
  duplicate_name,
  bad_name,
  path_escape,
  lookalike_name,
  long_name,
  encryption_flag,
  unknown_method,
  local_header_differs,
  wrong_descriptor,
  stored_sizes_differ,
  header_misplaced,
  overlapping_entries,
  bomb_ratio,
  odd_fields,
  symbolic_link,
  wrong_crc,
  data_behind_stream,
  resources_compressed,
  xml_type,
  xml_unknown_chunk,
  xml_string_pool,
  xml_attribute_layout,
  xml_nameless_attribute,
  xml_trailing_data,
};
constexpr size_t odd_kinds = static_cast<size_t>(Odd::xml_trailing_data) + 1;

constexpr std::string_view name_of(Odd odd) {
  switch (odd) {
  case Odd::no_directory: return "no_directory";
  case Odd::second_end_record: return "second_end_record";
  case Odd::data_after_end: return "data_after_end";
  case Odd::data_behind_directory: return "data_behind_directory";
  case Odd::hidden_records: return "hidden_records";
  case Odd::prepended_data: return "prepended_data";
  case Odd::zip64: return "zip64";
  case Odd::duplicate_name: return "duplicate_name";
  case Odd::bad_name: return "bad_name";
  case Odd::path_escape: return "path_escape";
  case Odd::lookalike_name: return "lookalike_name";
  case Odd::long_name: return "long_name";
  case Odd::encryption_flag: return "encryption_flag";
  case Odd::unknown_method: return "unknown_method";
  case Odd::local_header_differs: return "local_header_differs";
  case Odd::wrong_descriptor: return "wrong_descriptor";
  case Odd::stored_sizes_differ: return "stored_sizes_differ";
  case Odd::header_misplaced: return "header_misplaced";
  case Odd::overlapping_entries: return "overlapping_entries";
  case Odd::bomb_ratio: return "bomb_ratio";
  case Odd::odd_fields: return "odd_fields";
  case Odd::symbolic_link: return "symbolic_link";
  case Odd::wrong_crc: return "wrong_crc";
  case Odd::data_behind_stream: return "data_behind_stream";
  case Odd::resources_compressed: return "resources_compressed";
  case Odd::xml_type: return "xml_type";
  case Odd::xml_unknown_chunk: return "xml_unknown_chunk";
  case Odd::xml_string_pool: return "xml_string_pool";
  case Odd::xml_attribute_layout: return "xml_attribute_layout";
  case Odd::xml_nameless_attribute: return "xml_nameless_attribute";
  case Odd::xml_trailing_data: return "xml_trailing_data";
  }
  return "";
}

struct Oddity {
  Odd what;
  std::string part;   // file inside the package, "" for the package as a whole
  std::string detail; // one English clause, no full stop
};

// The first of each kind, and how many there were: whoever made the file chooses how often a thing occurs.
struct Oddities {
  static constexpr size_t most_of_a_kind = 200;

  std::vector<Oddity> list;
  std::array<size_t, odd_kinds> counts{};

  size_t count(Odd what) const { return counts[static_cast<size_t>(what)]; }
  void add(Odd what, std::string_view part, std::string detail) {
    if (counts[static_cast<size_t>(what)]++ < most_of_a_kind)
      list.push_back({what, std::string(part), std::move(detail)});
  }
  // Those of a part have that part's name.
  void append(const Oddities &other, std::string_view part = "") {
    std::array<size_t, odd_kinds> unlisted = other.counts;
    for (const Oddity &oddity : other.list) {
      add(oddity.what, part.empty() ? oddity.part : part, oddity.detail);
      --unlisted[static_cast<size_t>(oddity.what)];
    }
    for (size_t i = 0; i < odd_kinds; ++i) counts[i] += unlisted[i];
  }
};

} // namespace kinsafe
