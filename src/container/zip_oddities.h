// What is unusual in the records of a zip file.
#pragma once

#include "container/oddities.h"
#include "container/zip.h"

namespace kinsafe {

// Fields of a directory record that nobody needs to read the entry.
struct RecordDetails {
  u16 made_by = 0, version_needed = 0, disk = 0;
  u32 attributes = 0; // the external ones
  Bytes extra;
};

// What one entry's records say that ordinary tools would not write. Gives false if a data descriptor is there and says
// something else than the directory.
bool note_records(Bytes bytes, const ZipEntry &entry, const ZipEntry &local, const RecordDetails &details,
                  Oddities &oddities);

void note_name(const ZipEntry &entry, Oddities &oddities);

// Where the file begins and ends, and what lies behind its directory. `directory_end`: behind the last record.
void note_ends(const Zip &zip, u64 directory_end, bool is_zip64, Oddities &oddities);

// Entries whose bytes are those of other entries too.
void note_overlaps(const Zip &zip, Oddities &oddities);

} // namespace kinsafe
