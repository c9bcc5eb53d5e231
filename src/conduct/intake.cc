#include "conduct/intake.h"

#include "base/digest.h"
#include "base/file.h"
#include "conduct/import/format.h"

#include <algorithm>
#include <filesystem>

#include <unicode/timezone.h>

namespace kinsafe {
namespace {

constexpr u64 rows_between_commits = 2'000'000;

// The place in which a zone lies writes its numbers without the country's code; "" where ICU knows none.
std::string region_of(const std::string &zone) {
  char region[8] = {};
  UErrorCode error = U_ZERO_ERROR;
  const i32 size = icu::TimeZone::getRegion(icu::UnicodeString::fromUTF8(zone), region, sizeof region, error);
  return U_SUCCESS(error) && size == 2 ? std::string(region, 2) : std::string();
}

} // namespace

Result<Intake> take_in(Store &store, const std::string &path, const IntakeOptions &options) {
  const Profile profile = TRY(recognise(path, options.given));
  const RecordFormat *const format = find_format(profile.format);
  if (!format) return fail_request(path + ": the profile names no format");
  if (options.kind != "auto" && !is_of_kind(*format, options.kind)) return fail_request(path + ": --kind " + options.kind + " was said, but it is recognised as " + std::string(format->title));
  Source source;
  {
    const MappedFile file = TRY(map_file(path));
    source.sha256 = sha256_hex(file.bytes());
    source.bytes = file.bytes().size();
  }
  source.file = std::filesystem::path(path).filename().string();
  source.profile = profile.name.empty() ? profile.format : profile.name;
  source.kind = options.kind;
  source.zone = profile.zone;
  source.is_own = options.is_own;
  Intake intake;
  const auto known = std::ranges::find_if(store.sources(), [&](const Source &each) { return each.sha256 == source.sha256 && each.profile == source.profile; });
  if (known != store.sources().end() && known->is_whole) {
    intake.was_known = true;
    return intake;
  }
  const Zone *zone = nullptr;
  if (!profile.zone.empty() && !(zone = Zone::find(profile.zone))) return fail_request("there is no time zone '" + profile.zone + "'; a name is such as Asia/Shanghai");
  const std::unique_ptr<Importing> importing = TRY(Importing::start(store, std::move(source), zone, region_of(profile.zone), options.read_text, profile.format.starts_with("kinsafe-")));
  u64 committed = importing->rows_before();
  Result<void> kept;
  ImportOptions how;
  how.from_row = importing->rows_before() == 0 ? 0 : importing->rows_before() + 1;
  how.stop = options.stop;
  how.progress = [&](const ImportProgress &progress) {
    if (options.progress) options.progress(progress);
    if (progress.resume_row > committed + rows_between_commits && kept) {
      importing->count(progress.resume_row - 1);
      kept = importing->commit(false);
      committed = progress.resume_row - 1;
    }
  };
  Result<ImportCounts> counts = import_records(path, profile, *importing, how);
  if (!counts) {
    importing->forget();
    return std::unexpected(std::move(counts).error());
  }
  TRY_DO(kept);
  intake.counts = std::move(*counts);
  importing->describe(std::string(name_of(intake.counts.encoding)));
  importing->count(intake.counts.is_stopped ? (intake.counts.resume_row > 0 ? intake.counts.resume_row - 1 : 0) : intake.counts.rows);
  TRY_DO(importing->commit(!intake.counts.is_stopped));
  return intake;
}

} // namespace kinsafe
