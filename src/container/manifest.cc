// Reads a manifest where Android looks: permissions, SDK levels and the application directly under <manifest>,
// components directly under the first <application>. Android finds an attribute by its resource id, whatever name the
// file gives it.
#include "container/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kinsafe {

namespace {

constexpr std::string_view part = "AndroidManifest.xml";

struct AttributeName {
  u32 id;                // decides
  std::string_view name; // for messages
};
constexpr AttributeName label_attribute{0x01010001, "label"};
constexpr AttributeName name_attribute{0x01010003, "name"};
constexpr AttributeName permission_attribute{0x01010006, "permission"};
constexpr AttributeName shared_user_id_attribute{0x0101000b, "sharedUserId"};
constexpr AttributeName exported_attribute{0x01010010, "exported"};
constexpr AttributeName value_attribute{0x01010024, "value"};
constexpr AttributeName resource_attribute{0x01010025, "resource"};
constexpr AttributeName target_activity_attribute{0x01010202, "targetActivity"};
constexpr AttributeName min_sdk_attribute{0x0101020c, "minSdkVersion"};
constexpr AttributeName version_code_attribute{0x0101021b, "versionCode"};
constexpr AttributeName version_name_attribute{0x0101021c, "versionName"};
constexpr AttributeName target_sdk_attribute{0x01010270, "targetSdkVersion"};
constexpr AttributeName max_sdk_attribute{0x01010271, "maxSdkVersion"};
constexpr AttributeName uses_cleartext_attribute{0x010104ec, "usesCleartextTraffic"};
constexpr AttributeName network_security_config_attribute{0x01010527, "networkSecurityConfig"};
constexpr AttributeName version_code_major_attribute{0x01010576, "versionCodeMajor"};
constexpr AttributeName split_required_attribute{0x01010591, "isSplitRequired"};
constexpr AttributeName required_split_types_attribute{0x0101064e, "requiredSplitTypes"};
constexpr AttributeName split_types_attribute{0x0101064f, "splitTypes"};

// A manifest of a real app refers to a handful of resources.
constexpr unsigned most_lookups = 1000;

struct Reading {
  const AxmlDocument &document;
  const ResourceTable &resources;
  Incomplete &incomplete;
  unsigned lookups = 0;
};

const AxmlAttribute *find_attribute(const AxmlElement &element, AttributeName name) {
  return find_attribute(element, name.id);
}

bool is_reference(const AxmlValue &value) {
  return value.type == AxmlValue::Type::reference || value.type == AxmlValue::Type::dynamic_reference;
}

// Everything that Android counts among the integers.
bool is_number(const AxmlValue &value) {
  return value.type == AxmlValue::Type::integer || value.type == AxmlValue::Type::boolean ||
         value.type == AxmlValue::Type::colour;
}

void add_gap(Reading &reading, GapKind kind, const AxmlElement &element, std::string reason, Lost lost) {
  reading.incomplete.add(kind, part, fmt::format("<{}> in line {}", element.name, element.line), std::move(reason),
                         lost);
}

// The attribute's value; where it is a reference, what the resource table has for it by default. A reference that leads
// nowhere becomes a gap that may have hidden `lost`, and the value is absent.
std::optional<AxmlValue> value_of(Reading &reading, const AxmlElement &element, AttributeName name, Lost lost) {
  const AxmlAttribute *const attribute = find_attribute(element, name);
  if (!attribute || attribute->value.type == AxmlValue::Type::null) return std::nullopt;
  if (!is_reference(attribute->value)) return attribute->value;
  if (attribute->value.data == 0) return std::nullopt; // @null
  if (reading.lookups++ < most_lookups) {
    ResolvedResource resolved = resolve(reading.resources, attribute->value.data);
    const auto found = resolved.by_locale.find("");
    if (found != resolved.by_locale.end()) return std::move(found->second);
  }
  add_gap(reading, GapKind::missing, element,
          fmt::format("{} refers to resource {:#010x}, whose value was not found", name.name, attribute->value.data),
          lost);
  return std::nullopt;
}

std::string text_of(const AxmlValue &value) {
  if (value.type == AxmlValue::Type::string) return value.text;
  if (!value.raw.empty()) return value.raw;
  if (value.type == AxmlValue::Type::boolean) return value.data != 0 ? "true" : "false";
  return is_number(value) ? std::to_string(static_cast<i32>(value.data)) : "";
}

std::string text_of(Reading &reading, const AxmlElement &element, AttributeName name, Lost lost) {
  const std::optional<AxmlValue> value = value_of(reading, element, name, lost);
  return value ? text_of(*value) : "";
}

std::optional<u32> number_of(const AxmlValue &value) {
  if (value.type != AxmlValue::Type::string) return value.data;
  u32 number = 0;
  const char *const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

// Attributes without namespace: Android takes them as they were written.
std::string plain_text_of(const AxmlElement &element, std::string_view name) {
  const AxmlAttribute *const attribute = find_plain_attribute(element, name);
  if (!attribute) return "";
  return attribute->value.raw.empty() ? text_of(attribute->value) : attribute->value.raw;
}

// The types of splits in a list with commas.
std::vector<std::string> split_types_of(std::string_view text) {
  std::vector<std::string> types;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view type = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (type.starts_with(' ')) type.remove_prefix(1);
    while (type.ends_with(' ')) type.remove_suffix(1);
    if (!type.empty()) types.emplace_back(type);
  }
  return types;
}

// ".Main" and "Main" lie in the package.
std::string full_class_name(std::string_view package, std::string_view name) {
  if (name.empty()) return "";
  if (name.starts_with('.')) return fmt::format("{}{}", package, name);
  if (!name.contains('.')) return fmt::format("{}.{}", package, name);
  return std::string(name);
}

bool is_uses_permission(std::string_view name) {
  return name == "uses-permission" || name == "uses-permission-sdk-23" || name == "uses-permission-sdk-m";
}

std::optional<Component::Kind> component_kind(std::string_view name) {
  if (name == "activity") return Component::Kind::activity;
  if (name == "activity-alias") return Component::Kind::activity_alias;
  if (name == "service") return Component::Kind::service;
  if (name == "receiver") return Component::Kind::receiver;
  if (name == "provider") return Component::Kind::provider;
  return std::nullopt;
}

// An SDK level that Android respects only if it is given as a number.
std::optional<u32> level_of(Reading &reading, const AxmlElement &element, AttributeName name) {
  const std::optional<AxmlValue> value = value_of(reading, element, name, Lost::manifest);
  return value && is_number(*value) ? std::optional(value->data) : std::nullopt;
}

void read_uses_permission(Reading &reading, const AxmlElement &element, Manifest &manifest) {
  const AxmlAttribute *const name = find_attribute(element, name_attribute);
  if (name && is_reference(name->value)) {
    // Android ignores such a declaration on purpose: what it refers to may change with language or screen.
    const std::string target = text_of(reading, element, name_attribute, Lost::nothing);
    add_gap(
        reading, GapKind::damaged, element,
        fmt::format("the permission is named by reference {:#010x} ('{}'), which Android ignores; it was not counted",
                    name->value.data, target),
        Lost::manifest);
    return;
  }
  if (!name || name->value.type != AxmlValue::Type::string || name->value.text.empty()) {
    add_gap(reading, GapKind::damaged, element, "the permission has no name, so Android ignores it", Lost::manifest);
    return;
  }
  DeclaredPermission permission;
  permission.name = name->value.text;
  permission.min_sdk = level_of(reading, element, min_sdk_attribute);
  permission.max_sdk = level_of(reading, element, max_sdk_attribute);
  permission.line = element.line;
  permission.only_from_23 = element.name != "uses-permission";
  manifest.permissions.push_back(std::move(permission));
}

u32 sdk_of(const AxmlValue &value) { return number_of(value).value_or(codename_sdk); }

void read_uses_sdk(Reading &reading, const AxmlElement &element, Manifest &manifest) {
  const std::optional<AxmlValue> minimum = value_of(reading, element, min_sdk_attribute, Lost::manifest);
  const std::optional<AxmlValue> target = value_of(reading, element, target_sdk_attribute, Lost::manifest);
  manifest.min_sdk = minimum ? sdk_of(*minimum) : 1;
  manifest.target_sdk = target ? std::optional(sdk_of(*target)) : std::nullopt;
  // An app for an unfinished version needs that version unless it says otherwise.
  if (!minimum && manifest.target_sdk == codename_sdk) manifest.min_sdk = codename_sdk;
}

bool is_true(Reading &reading, const AxmlElement &element, AttributeName name) {
  const std::string text = text_of(reading, element, name, Lost::manifest);
  return text == "true" || text == "-1" || text == "1";
}

std::optional<bool> flag_of(Reading &reading, const AxmlElement &element, AttributeName name) {
  if (!find_attribute(element, name)) return std::nullopt;
  return is_true(reading, element, name);
}

void read_component(Reading &reading, const AxmlElement &element, Component::Kind kind, Manifest &manifest) {
  const std::string name = text_of(reading, element, name_attribute, Lost::manifest);
  if (name.empty()) {
    add_gap(reading, GapKind::damaged, element, "the component has no class name", Lost::manifest);
    return;
  }
  Component component;
  component.kind = kind;
  component.class_name = full_class_name(manifest.package, name);
  component.line = element.line;
  component.permission = text_of(reading, element, permission_attribute, Lost::manifest);
  component.exported = flag_of(reading, element, exported_attribute);
  if (kind == Component::Kind::activity_alias)
    component.target_class = full_class_name(manifest.package, text_of(reading, element, target_activity_attribute, Lost::manifest));
  manifest.components.push_back(std::move(component));
}

void read_instrumentation(Reading &reading, const AxmlElement &element, Manifest &manifest) {
  const std::string name = text_of(reading, element, name_attribute, Lost::manifest);
  if (name.empty())
    add_gap(reading, GapKind::damaged, element, "the instrumentation has no class name", Lost::manifest);
  else
    manifest.instrumentations.push_back(full_class_name(manifest.package, name));
}

// Of the filter that is being read: what makes its activity one that the home screen shows.
struct Filter {
  u32 element = 0;
  bool is_main = false, is_launcher = false;
};

// An <action> or <category> counts inside an <intent-filter> of a component, whose element number is given.
void read_filter_part(Reading &reading, const AxmlElement &element, u32 component, Filter &filter, Manifest &manifest) {
  const AxmlElement &parent = reading.document.elements[element.parent];
  if (parent.name != "intent-filter" || parent.parent != component) return;
  if (filter.element != element.parent) filter = {element.parent};
  std::string name = text_of(reading, element, name_attribute, Lost::nothing);
  Component &owner = manifest.components.back();
  if (name == "android.intent.action.MAIN") filter.is_main = true;
  if (name == "android.intent.category.LAUNCHER") filter.is_launcher = true;
  if (filter.is_main && filter.is_launcher) owner.is_launcher = true;
  if (element.name == "action" && !name.empty()) owner.actions.push_back(std::move(name));
}

void read_meta_data(Reading &reading, const AxmlElement &element, Manifest &manifest) {
  for (const AttributeName name : {name_attribute, value_attribute})
    if (std::string text = text_of(reading, element, name, Lost::nothing); !text.empty()) manifest.meta_data.push_back(std::move(text));
}

void read_application_child(Reading &reading, const AxmlElement &element, Manifest &manifest) {
  if (const auto kind = component_kind(element.name)) read_component(reading, element, *kind, manifest);
  if (element.name == "meta-data") read_meta_data(reading, element, manifest);
  const AxmlAttribute *const name = element.name == "meta-data" ? find_attribute(element, name_attribute) : nullptr;
  if (name && name->value.text == "com.android.vending.splits.required" && is_true(reading, element, value_attribute))
    manifest.requires_splits = true;
  const AxmlAttribute *const listing =
      name && name->value.text == "com.android.vending.splits" ? find_attribute(element, resource_attribute) : nullptr;
  if (listing && is_reference(listing->value)) manifest.splits_listing = listing->value.data;
}

void read_application(Reading &reading, const AxmlElement &element, Manifest &manifest) {
  manifest.application_class =
      full_class_name(manifest.package, text_of(reading, element, name_attribute, Lost::manifest));
  if (is_true(reading, element, split_required_attribute)) manifest.requires_splits = true;
  manifest.uses_cleartext = flag_of(reading, element, uses_cleartext_attribute);
  const AxmlAttribute *const config = find_attribute(element, network_security_config_attribute);
  if (config && is_reference(config->value)) manifest.network_security_config = config->value.data;
  const AxmlAttribute *const label = find_attribute(element, label_attribute);
  if (!label) return;
  if (is_reference(label->value))
    manifest.label.reference = label->value.data;
  else
    manifest.label.text = text_of(label->value);
}

void read_root(Reading &reading, const AxmlElement &root, Manifest &manifest) {
  manifest.package = plain_text_of(root, "package");
  manifest.split = plain_text_of(root, "split");
  manifest.shared_user_id = text_of(reading, root, shared_user_id_attribute, Lost::manifest);
  manifest.version_name = text_of(reading, root, version_name_attribute, Lost::nothing);
  const std::optional<AxmlValue> code = value_of(reading, root, version_code_attribute, Lost::nothing);
  const std::optional<AxmlValue> major = value_of(reading, root, version_code_major_attribute, Lost::nothing);
  const std::optional<u32> low = code ? number_of(*code) : std::nullopt;
  const u64 high = major ? number_of(*major).value_or(0) : 0;
  if (low || major) manifest.version_code = static_cast<i64>(high << 32 | low.value_or(0));
  manifest.config_for_split = plain_text_of(root, "configForSplit");
  manifest.split_types = split_types_of(text_of(reading, root, split_types_attribute, Lost::manifest));
  manifest.required_split_types =
      split_types_of(text_of(reading, root, required_split_types_attribute, Lost::manifest));
  manifest.requires_splits =
      is_true(reading, root, split_required_attribute) || !manifest.required_split_types.empty();
}

// Some versions of Android step into elements that others skip whole, so what lies deeper is a declaration for some.
// No version looks for permissions directly under <application>.
void note_stray(Reading &reading, const AxmlElement &element, u32 application) {
  const AxmlElement &parent = reading.document.elements[element.parent];
  const bool is_stray_component = component_kind(element.name) && element.depth > 2;
  const bool is_declaration =
      is_uses_permission(element.name) || element.name == "uses-sdk" || element.name == "application";
  const bool is_stray_declaration = is_declaration && element.depth > 1 && element.parent != application;
  if (!is_stray_component && !is_stray_declaration) return;
  add_gap(reading, GapKind::damaged, element,
          fmt::format("it stands inside <{}>, where only some versions of Android read it; it was not counted",
                      parent.name),
          Lost::manifest);
}

} // namespace

Result<Manifest> read_manifest(const AxmlDocument &document, const ResourceTable &resources, Incomplete &incomplete) {
  Reading reading{document, resources, incomplete};
  const AxmlElement &root = document.elements.front();
  if (root.name != "manifest")
    return fail(fmt::format("document: the root element is <{}>, not <manifest>", root.name));
  Manifest manifest;
  read_root(reading, root, manifest);
  if (manifest.package.empty()) return fail("document: <manifest> names no package");
  u32 application = 0; // index of the first one; 0, the root, before it is met
  u32 component = 0;   // index of the last one that was read; 0 as well
  Filter filter;
  for (u32 index = 1; index < document.elements.size(); ++index) {
    const AxmlElement &element = document.elements[index];
    if (element.depth == 1 && is_uses_permission(element.name))
      read_uses_permission(reading, element, manifest);
    else if (element.depth == 1 && element.name == "uses-split")
      manifest.uses_splits.push_back(text_of(reading, element, name_attribute, Lost::manifest));
    else if (element.depth == 1 && element.name == "uses-sdk")
      read_uses_sdk(reading, element, manifest);
    else if (element.depth == 1 && element.name == "instrumentation")
      read_instrumentation(reading, element, manifest);
    else if (element.depth == 1 && element.name == "application" && application == 0) {
      application = index;
      read_application(reading, element, manifest);
    } else if (element.depth == 2 && element.parent == application) {
      const size_t count = manifest.components.size();
      read_application_child(reading, element, manifest);
      component = manifest.components.size() > count ? index : 0;
    } else if (element.depth == 4 && (element.name == "action" || element.name == "category") && component != 0)
      read_filter_part(reading, element, component, filter, manifest);
    else if (element.depth == 3 && element.name == "meta-data" && element.parent == component && component != 0)
      read_meta_data(reading, element, manifest);
    else
      note_stray(reading, element, application);
  }
  return manifest;
}

} // namespace kinsafe
