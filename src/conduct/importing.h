// Takes the rows of one source into a store: numbers and keys become tokens, texts what was found in them, local times
// instants, and contacts columns.
#pragma once

#include "conduct/records.h"
#include "conduct/store.h"
#include "conduct/text_index.h"
#include "limits/zones.h"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace kinsafe {

// What a text says, asked while it is at hand. Nothing of the text itself is kept.
struct SaidText {
  std::vector<TextFinding> findings; // without source and row
  bool asks_payment = false, is_advert = false;
  double likeness = 0; // of a text without findings: how much it looks like those with some, from 0 to 1
};
using ReadText = std::function<SaidText(std::string_view text, Party party)>;

class Importing final : public RecordSink {
public:
  // `has_person_keys`: what it calls a person is a key, and not a name. `source` says file, digest, profile, zone; `zone` is the one of its local times, null if it has none. `region`: whose
  // numbers are written without a country's code.
  static Result<std::unique_ptr<Importing>> start(Store &store, Source source, const Zone *zone, std::string region, ReadText read_text, bool has_person_keys = true);
  ~Importing() override;

  // Rows up to this one are in the store already: an import that was interrupted.
  u64 rows_before() const { return rows_before_; }

  void knows(LoanEvent field) override;
  void knows(RequestKind field) override;
  void add(const EventRow &row) override;
  void add(const LoanRow &row) override;
  void add(const PersonRow &row) override;
  void add(const AskedRow &row) override;
  void duplicate(u64 row, u64 first) override;
  void quarantine(u64 row, std::string_view reason) override;

  // Rows that the importer has read so far.
  void count(u64 rows) { rows_ = rows; }
  void describe(std::string encoding);
  // The file could not be read at all: the store does not hear of it.
  void forget();
  // What was read so far is safe: a stop may come.
  Result<void> commit(bool is_last);
  // The first thing that went wrong with the store; rows after it are lost, and the import fails.
  const Result<void> &state() const { return state_; }

private:
  Importing(Store &store, u16 source, const Zone *zone, std::string region, ReadText read_text);

  // Ids of words of one kind, by the word as the source writes it and as the store keeps it.
  struct Words {
    TextIndex by_source, by_text;
    u32 count = 0;
  };
  u32 id_of(WordKind kind, std::string_view written);
  u32 person_key(std::string_view written);
  i64 instant(const WrittenTime &time) const;
  i32 local_day(const WrittenTime &time) const;
  void flush();
  void keep_likest();
  Result<void> insert_all();

  Store &store_;
  u16 source_ = 0;
  const Zone *zone_;
  NumberReader numbers_;
  ReadText read_text_;
  bool has_person_keys_ = true;
  Tokens tokens_;
  u64 rows_before_ = 0, rows_ = 0, duplicates_ = 0;
  std::array<Words, word_kinds> words_;
  std::vector<std::tuple<WordKind, u32, StoredWord, std::string>> new_words_; // with the number, of own records
  std::vector<StoredEvent> events_;
  std::vector<u64> more_;
  std::vector<TextFinding> findings_;
  std::vector<StoredLoan> loans_;
  std::vector<StoredPerson> persons_;
  std::vector<StoredRequest> requests_;
  std::vector<Quarantined> quarantined_;
  std::vector<TextToRead> to_read_;
  int segment_ = -1;
  u64 segment_bytes_ = 0;
  Result<void> state_;
};

} // namespace kinsafe
