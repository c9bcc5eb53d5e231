// Lists a resource table as people know it: by type and name, with the qualifiers of each configuration. What a
// qualifier is called, and in which order they stand, is that of ResTable_config::toString in AOSP's ResourceTypes.cpp.
#include "container/arsc.h"
#include "container/arsc_entry.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace kinsafe {

namespace {

constexpr size_t config_offset = 20; // in a type chunk

// ResTable_config as it lies in the file; a shorter one lacks the last fields, which are zero then.
struct Config {
  u32 size;
  u16 mcc, mnc;
  u8 language[2], region[2];
  u8 orientation, touchscreen;
  u16 density;
  u8 keyboard, navigation, input_flags, gender;
  u16 screen_width, screen_height;
  u16 sdk_version, minor_version;
  u8 screen_layout, ui_mode;
  u16 smallest_width_dp, width_dp, height_dp;
  char script[4], variant[8];
  u8 screen_layout2, colour_mode;
  u16 padding;
  u8 is_script_computed;
  char numbering_system[8];
  u8 padding2[3];
};
static_assert(sizeof(Config) == 64);

using Names = std::initializer_list<std::pair<u32, std::string_view>>;

class Qualifiers {
public:
  void add(const std::string &word) { text_ += (text_.empty() ? "" : "-") + word; }
  // One of the names, or what and number if it has none.
  void add(u32 value, Names names, std::string_view what) {
    if (value == 0) return;
    for (const auto &[number, name] : names)
      if (number == value) return add(std::string(name));
    add(fmt::format("{}={}", what, value));
  }
  void add_number(std::string_view before, u32 value, std::string_view after) {
    if (value != 0) add(fmt::format("{}{}{}", before, value, after));
  }
  std::string take() { return std::move(text_); }

private:
  std::string text_;
};

// Two letters, or three packed into five bits each.
std::string unpack(const u8 (&field)[2], char base) {
  if (!(field[0] & 0x80)) return {static_cast<char>(field[0]), static_cast<char>(field[1])};
  const int letters[] = {field[1] & 0x1f, field[1] >> 5 | (field[0] & 3) << 3, field[0] >> 2 & 0x1f};
  std::string text;
  for (const int letter : letters) text += static_cast<char>(base + letter);
  return text;
}

template <size_t N>
std::string up_to_zero(const char (&field)[N]) {
  const std::string_view text(field, N);
  return std::string(text.substr(0, text.find('\0')));
}

std::string locale_text(const Config &config) {
  const std::string language = unpack(config.language, 'a');
  const std::string region = config.region[0] == 0 ? "" : unpack(config.region, '0');
  const std::string script = config.is_script_computed ? "" : up_to_zero(config.script);
  const std::string variant = up_to_zero(config.variant), numbering = up_to_zero(config.numbering_system);
  if (script.empty() && variant.empty() && numbering.empty())
    return region.empty() ? language : language + "-r" + region;
  std::string text = "b+" + language;
  for (const std::string &part : {script, region, variant})
    if (!part.empty()) text += "+" + part;
  return numbering.empty() ? text : text + "+u+nu+" + numbering;
}

std::string config_text(const Config &config) {
  Qualifiers words;
  words.add_number("mcc", config.mcc, "");
  words.add_number("mnc", config.mnc, "");
  if (config.language[0] != 0) words.add(locale_text(config));
  words.add(config.gender & 3, {{1, "neuter"}, {2, "feminine"}, {3, "masculine"}}, "grammaticalGender");
  words.add(config.screen_layout & 0xc0, {{0x40, "ldltr"}, {0x80, "ldrtl"}}, "layoutDir");
  words.add_number("sw", config.smallest_width_dp, "dp");
  words.add_number("w", config.width_dp, "dp");
  words.add_number("h", config.height_dp, "dp");
  words.add(config.screen_layout & 0x0f, {{1, "small"}, {2, "normal"}, {3, "large"}, {4, "xlarge"}},
            "screenLayoutSize");
  words.add(config.screen_layout & 0x30, {{0x10, "notlong"}, {0x20, "long"}}, "screenLayoutLong");
  words.add(config.screen_layout2 & 0x03, {{1, "notround"}, {2, "round"}}, "screenRound");
  words.add(config.colour_mode & 0x03, {{1, "nowidecg"}, {2, "widecg"}}, "wideColorGamut");
  words.add(config.colour_mode & 0x0c, {{4, "lowdr"}, {8, "highdr"}}, "hdr");
  words.add(config.orientation, {{1, "port"}, {2, "land"}, {3, "square"}}, "orientation");
  words.add(config.ui_mode & 0x0f,
            {{2, "desk"}, {3, "car"}, {4, "television"}, {5, "appliance"}, {6, "watch"}, {7, "vrheadset"}},
            "uiModeType");
  words.add(config.ui_mode & 0x30, {{0x10, "notnight"}, {0x20, "night"}}, "uiModeNight");
  constexpr std::pair<u16, std::string_view> densities[] = {{120, "ldpi"},    {160, "mdpi"},      {213, "tvdpi"},
                                                            {240, "hdpi"},    {320, "xhdpi"},     {480, "xxhdpi"},
                                                            {640, "xxxhdpi"}, {0xfffe, "anydpi"}, {0xffff, "nodpi"}};
  std::string density = config.density == 0 ? "" : fmt::format("{}dpi", config.density);
  for (const auto &[number, name] : densities)
    if (number == config.density) density = name;
  if (!density.empty()) words.add(density);
  words.add(config.touchscreen, {{1, "notouch"}, {2, "stylus"}, {3, "finger"}}, "touchscreen");
  words.add(config.input_flags & 0x03, {{1, "keysexposed"}, {2, "keyshidden"}, {3, "keyssoft"}}, "keyshidden");
  words.add(config.keyboard, {{1, "nokeys"}, {2, "qwerty"}, {3, "12key"}}, "keyboard");
  words.add(config.input_flags & 0x0c, {{4, "navexposed"}, {8, "navhidden"}}, "inputFlagsNavHidden");
  words.add(config.navigation, {{1, "nonav"}, {2, "dpad"}, {3, "trackball"}, {4, "wheel"}}, "navigation");
  if (config.screen_width != 0 || config.screen_height != 0)
    words.add(fmt::format("{}x{}", config.screen_width, config.screen_height));
  if (config.sdk_version != 0 || config.minor_version != 0)
    words.add(config.minor_version == 0 ? fmt::format("v{}", config.sdk_version)
                                        : fmt::format("v{}.{}", config.sdk_version, config.minor_version));
  return words.take();
}

constexpr u8 app_package = 0x7f;

// What may be handed out: bytes of the names and values, and rows.
struct Allowance {
  u64 left;

  bool spend(u64 amount) {
    const bool enough = amount <= left;
    left = enough ? left - amount : 0;
    return enough;
  }
};

void add_text(const ResourceTable &table, AxmlValue &value) {
  if (value.type == AxmlValue::Type::string) value.text = text_at(table.strings, value.data).value_or("");
}

// False if the allowance is used up.
bool read_entry(const ResourceTable &table, const EntryHead &head, Allowance &allowance, ResourceEntry &entry) {
  const Bytes bytes = entry.in->chunk.bytes;
  entry.is_map = head.is_map;
  Reader reader(bytes, head.body);
  if (head.value) {
    entry.value = *head.value;
  } else if (!head.is_map) {
    entry.value = read_plain_value(reader).value_or(AxmlValue{});
  } else {
    Reader map(bytes, head.start + map_parent_offset);
    entry.parent = map.read_u32();
    const u32 count = map.read_u32();
    for (u32 i = 0; i < count && !reader.failed(); ++i) {
      ResourceEntry::Item item{reader.read_u32(), {}};
      const std::optional<AxmlValue> value = read_plain_value(reader);
      if (!value) break;
      item.value = *value;
      add_text(table, item.value);
      if (!allowance.spend(12 + item.value.text.size())) return false;
      entry.items.push_back(std::move(item));
    }
  }
  add_text(table, entry.value);
  return allowance.spend(entry.value.text.size());
}

} // namespace

std::string config_text(const ResourceType &type) {
  const Bytes bytes = type.chunk.bytes.subspan(config_offset, type.chunk.header_size - config_offset);
  Config config{};
  const size_t size = std::min<size_t>(Reader(bytes).read_u32(), bytes.size());
  std::memcpy(&config, bytes.data(), std::min(size, sizeof config));
  return config_text(config);
}

std::string resource_type(const ResourceTable &table, const ResourceType &type) {
  return text_at(table.packages[type.package_index].type_names, type.name_index).value_or("");
}

std::string resource_key(const ResourceTable &table, const ResourceType &type, u32 key) {
  return text_at(table.packages[type.package_index].key_names, key).value_or("");
}

u64 listing_allowance(const ResourceTable &table) {
  u64 bytes = table.strings.texts.size() + table.strings.offsets.size();
  for (const ResourceType &type : table.types) bytes += type.chunk.bytes.size();
  for (const ResourcePackage &package : table.packages) bytes += package.key_names.texts.size();
  return 64 * bytes + (u64{1} << 20);
}

std::string resource_name(const ResourceTable &table, u32 id) {
  const u8 package = id >> 24 == 0 ? app_package : static_cast<u8>(id >> 24);
  for (const ResourceType &type : table.types) {
    if (type.package != package || type.type != static_cast<u8>(id >> 16)) continue;
    const std::optional<u32> offset = entry_offset(type, static_cast<u16>(id));
    const std::optional<EntryHead> head = offset ? read_head(type, *offset) : std::nullopt;
    if (!head) continue;
    const std::string name = resource_type(table, type) + "/" + resource_key(table, type, head->key);
    return package == app_package ? name : table.packages[type.package_index].name + ":" + name;
  }
  return "";
}

bool for_each_value(const ResourceType &type, u64 &allowance, const std::function<void(const ResourceValue &)> &visit) {
  constexpr u64 value_bytes = 12;
  Allowance left{allowance};
  const bool is_sparse = (type.flags & sparse_flag) != 0;
  const auto hand_out = [&](u16 index, u32 key, const AxmlValue &value) {
    if (!left.spend(value_bytes)) return false;
    visit({u32{type.package} << 24 | u32{type.type} << 16 | index, key, value.type, value.data});
    return true;
  };
  const auto walk = [&] {
    for (u32 i = 0; i < type.entry_count; ++i) {
      const u16 index = is_sparse ? Reader(type.chunk.body(), size_t{i} * 4).read_u16() : static_cast<u16>(i);
      const std::optional<u32> offset = entry_offset(type, index);
      const std::optional<EntryHead> head = offset ? read_head(type, *offset) : std::nullopt;
      if (!head) continue;
      Reader reader(type.chunk.bytes, head->body);
      if (head->value || !head->is_map) {
        const std::optional<AxmlValue> value = head->value ? head->value : read_plain_value(reader);
        if (value && !hand_out(index, head->key, *value)) return false;
        continue;
      }
      const u32 count = Reader(type.chunk.bytes, head->start + map_parent_offset + 4).read_u32();
      for (u32 item = 0; item < count; ++item) {
        reader.skip(4); // the item's own key
        const std::optional<AxmlValue> value = read_plain_value(reader);
        if (!value) break;
        if (!hand_out(index, head->key, *value)) return false;
      }
    }
    return true;
  };
  const bool is_whole = walk();
  allowance = left.left;
  return is_whole;
}

bool for_each_resource(const ResourceTable &table, const std::function<void(const ResourceEntry &)> &visit) {
  Allowance allowance{listing_allowance(table)};
  for (const ResourceType &type : table.types) {
    const std::string type_name = resource_type(table, type);
    const bool is_sparse = (type.flags & sparse_flag) != 0;
    for (u32 i = 0; i < type.entry_count; ++i) {
      const u16 index = is_sparse ? Reader(type.chunk.body(), size_t{i} * 4).read_u16() : static_cast<u16>(i);
      const std::optional<u32> offset = entry_offset(type, index);
      const std::optional<EntryHead> head = offset ? read_head(type, *offset) : std::nullopt;
      if (!head) continue;
      ResourceEntry entry;
      const std::string name = resource_key(table, type, head->key);
      entry.id = u32{type.package} << 24 | u32{type.type} << 16 | index;
      entry.package = table.packages[type.package_index].name;
      entry.type = type_name;
      entry.name = name;
      entry.in = &type;
      if (!allowance.spend(8 + name.size()) || !read_entry(table, *head, allowance, entry)) return false;
      visit(entry);
    }
  }
  return true;
}

} // namespace kinsafe
