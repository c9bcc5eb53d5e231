// What several subcommands share.
#include "base/reader.h"
#include "base/strings.h"
#include "cli/cli.h"

#include <fmt/format.h>

#include <cstdio>

namespace kinsafe {

void complain(std::string_view problem) { fmt::print(stderr, "kinsafe: {}\n", to_line(problem)); }

Exit report_usage(std::string_view problem) {
  complain(problem);
  return Exit::usage;
}

Result<GivenMapping> read_mapping(const std::string &path) {
  MappedFile file = TRY(map_file(path));
  Mapping mapping = TRY(Mapping::parse(path, as_text(file.bytes())));
  if (mapping.unread_lines() > 0)
    complain(fmt::format("{}: {} lines are no mapping and were passed over", path, mapping.unread_lines()));
  return GivenMapping{std::move(file), std::move(mapping)};
}

} // namespace kinsafe
