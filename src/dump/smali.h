// A class as text in the notation of smali, as baksmali writes it, so that the two can be compared line by line. Texts
// keep their letters (baksmali spells all but ASCII as \u4e2d), and the comments that baksmali adds are left out.
#pragma once

#include "dump/code_source.h"

#include <functional>
#include <optional>
#include <string>

namespace kinsafe {

struct SmaliLine {
  unsigned indent = 0; // levels
  std::string text;
  std::optional<u32> offset; // of an instruction or payload, in code units
  std::optional<u32> line;   // of the source, for an instruction
};
using SmaliSink = std::function<void(const SmaliLine &)>;

struct SmaliOptions {
  // Which methods are shown; all members and the head of the class if this is empty.
  std::function<bool(u32 method_idx)> wants_method;
};

// False where something of it was damaged; what could be read is printed, with a comment at the place.
bool write_smali(const Program &program, const DefinedClass &defined, const Names &names, const SmaliOptions &options,
                 Budget &budget, const SmaliSink &sink);

// "text" with quotes, on one line.
std::string quoted(std::string_view text);

// A constant as in smali, for those that fit into one line; nothing for arrays and annotations.
std::optional<std::string> constant_text(const Dex &dex, const Names &names, const EncodedValue &value);

// "invoke-static@Lorg/lender/Main;->pay()V"
std::string method_handle_text(const Dex &dex, const Names &names, u32 index);
// What an invoke-custom names: call_site_1("run", ()Ljava/lang/Runnable;, ...)@Lx/Bootstrap;->link(...)...
std::string call_site_text(const Dex &dex, const Names &names, u32 index);

} // namespace kinsafe
