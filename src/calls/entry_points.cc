#include "calls/entry_points.h"

#include "calls/annotated.h"

#include "base/budget.h"
#include "libraries/libraries.h"

#include <algorithm>
#include <map>
#include <set>

namespace kinsafe {
namespace {

constexpr u32 raw(auto id) { return static_cast<u32>(id); }

constexpr u32 annotation_flag = 0x2000;
constexpr u32 on_click_attribute = 0x0101026f;
constexpr std::string_view click_signature = "(Landroid/view/View;)V", menu_click_signature = "(Landroid/view/MenuItem;)Z";

// Bytes of documents that are read, more than any real app has.
constexpr size_t most_document_bytes = size_t{64} << 20;

class Finder {
public:
  Finder(const Hierarchy &hierarchy, const Package &package, const ModelRows &rows, Incomplete &incomplete)
      : hierarchy_(hierarchy), program_(hierarchy.program()), package_(package), rows_(rows), incomplete_(incomplete) {
    found_.is_component.resize(program_.classes.size());
    found_.is_made_by_name.resize(program_.classes.size());
    found_.is_run_by_name.resize(program_.classes.size());
    found_.class_of_text.resize(program_.strings.size());
  }

  EntryPoints find() {
    mark_made_by_name();
    if (package_.manifest) add_manifest(*package_.manifest);
    add_documents();
    add_annotated();
    name_by_text();
    for (auto &[id, made] : made_) found_.classes.push_back(made);
    return std::move(found_);
  }

private:
  // "com.example.Main" or "com/example/Main"
  std::optional<ClassId> class_named(std::string_view name) const {
    const std::optional<TypeId> type = find_type(program_, descriptor_of(name));
    return type ? hierarchy_.class_of(*type) : std::nullopt;
  }

  void mark_made_by_name() {
    std::vector<TypeId> bases;
    for (const MadeRow &row : rows_.made)
      if (const std::optional<TypeId> type = hierarchy_.find(row.type)) bases.push_back(*type);
    for (u32 i = 0; i < program_.classes.size(); ++i)
      for (const TypeId base : bases)
        if (hierarchy_.is_below(program_.classes[ClassId{i}].type, base)) found_.is_made_by_name[i] = true;
  }

  void add(ClassId id, PlatformMade::Kind kind, bool opens_at_start, bool is_exported) {
    PlatformMade &made = made_.try_emplace(id, PlatformMade{id, kind}).first->second;
    made.opens_at_start |= opens_at_start;
    made.is_exported |= is_exported;
    found_.is_made_by_name[raw(id)] = true;
    if (kind != PlatformMade::Kind::document) found_.is_component[raw(id)] = true;
  }

  void add_manifest(const Manifest &manifest) {
    using enum PlatformMade::Kind;
    if (const std::optional<ClassId> id = class_named(manifest.application_class)) add(*id, application, true, false);
    for (const Component &component : manifest.components) {
      const std::string &name = component.target_class.empty() ? component.class_name : component.target_class;
      const std::optional<ClassId> id = class_named(name);
      if (!id) continue;
      // Before Android 12 a component with a filter was exported where nothing else was said.
      const bool is_exported = component.exported.value_or(!component.actions.empty());
      switch (component.kind) {
      case Component::Kind::activity:
      case Component::Kind::activity_alias: add(*id, activity, component.is_launcher, is_exported); break;
      case Component::Kind::service: add(*id, service, false, is_exported); break;
      case Component::Kind::receiver: add(*id, receiver, false, is_exported); break;
      case Component::Kind::provider: add(*id, provider, true, is_exported); break;
      }
      for (const std::string &action : component.actions) actions_.emplace(action, *id);
    }
    // Run in the app's process before all else, but only when somebody starts it: by a command, or by Context.startInstrumentation.
    for (const std::string &name : manifest.instrumentations)
      if (const std::optional<ClassId> id = class_named(name)) add(*id, instrumentation, false, true);
    for (const std::string &text : manifest.meta_data)
      if (const std::optional<ClassId> id = class_named(text)) {
        add(*id, document, true, false);
        found_.is_run_by_name[raw(*id)] = true;
      }
  }

  // Layouts, menus, navigation graphs, preferences: all that may name a class or a method.
  bool may_name_code(std::string_view name) const {
    if (!name.ends_with(".xml")) return false;
    for (const std::string_view kind : {"res/drawable", "res/color", "res/anim", "res/mipmap", "res/interpolator"})
      if (name.contains(kind)) return false;
    return name.starts_with("res/") || name.contains("/res/") || name.starts_with("r/");
  }

  void add_documents() {
    if (package_.platform != Platform::android) return;
    collect_click_handlers();
    size_t left = most_document_bytes;
    for (const Part &part : package_.parts) {
      if (part.kind != "other" || !may_name_code(part.name)) continue;
      if (part.size > left) {
        incomplete_.add(GapKind::limit, part.name, "", "the layouts together are larger than this version reads", Lost::resources);
        break;
      }
      left -= part.size;
      Buffer buffer;
      const Result<Bytes> bytes = read_part(part, buffer);
      const Result<AxmlDocument> document = bytes ? read_document(package_, *bytes) : std::unexpected(bytes.error());
      if (!document) {
        incomplete_.add(GapKind::damaged, part.name, "", document.error().message, Lost::resources);
        continue;
      }
      for (const AxmlElement &element : document->elements) add_element(element);
    }
  }

  void collect_click_handlers() {
    const std::optional<TypeId> context = hierarchy_.find("Landroid/content/Context;");
    for (u32 i = 0; context && i < program_.classes.size(); ++i) {
      if (!hierarchy_.is_below(program_.classes[ClassId{i}].type, *context)) continue;
      for (const Declared &declared : declared_by(program_, ClassId{i})) {
        const MethodRef &ref = program_.methods[declared.method];
        const std::string_view signature = program_.strings[ref.signature];
        if (declared.body && (signature == click_signature || signature == menu_click_signature)) click_handlers_.emplace(program_.strings[ref.name], *declared.body);
      }
    }
  }

  void add_element(const AxmlElement &element) {
    const auto add_class = [&](std::string_view name) {
      if (!name.contains('.')) return;
      // ".Relative" is of the app's own package.
      const std::optional<ClassId> id = name[0] == '.' && package_.manifest ? class_named(package_.manifest->package + std::string(name)) : class_named(name);
      if (id) add(*id, PlatformMade::Kind::document, false, false);
    };
    add_class(element.name);
    for (const AxmlAttribute &attribute : element.attributes) {
      if (attribute.value.type != AxmlValue::Type::string) continue;
      if (attribute.resource_id == on_click_attribute) {
        const auto [first, last] = click_handlers_.equal_range(attribute.value.text);
        for (auto each = first; each != last; ++each) found_.methods.try_emplace(each->second, NamedMethod{"feature"});
      } else {
        add_class(attribute.value.text);
      }
    }
  }

  // The type itself, or, where the row names a type that an annotation takes, the annotations that do: shrinkers rename those.
  std::vector<TypeId> annotations_of(TypeId type) const {
    const std::optional<ClassId> id = hierarchy_.class_of(type);
    if (!id || (program_.classes[*id].access_flags & annotation_flag)) return {type};
    const std::string signature = "()" + std::string(type_text(program_, type));
    std::vector<TypeId> annotations;
    for (u32 i = 0; i < program_.classes.size(); ++i) {
      const Class &each = program_.classes[ClassId{i}];
      const auto takes_it = [&](const Declared &declared) { return program_.strings[program_.methods[declared.method].signature] == signature; };
      if ((each.access_flags & annotation_flag) && std::ranges::any_of(declared_by(program_, ClassId{i}), takes_it)) annotations.push_back(each.type);
    }
    return annotations;
  }

  void add_annotated() {
    std::vector<std::pair<TypeId, const AnnotatedRow *>> wanted;
    for (const AnnotatedRow &row : rows_.annotated)
      if (const std::optional<TypeId> named = find_type(program_, row.type))
        for (const TypeId type : annotations_of(*named)) wanted.emplace_back(type, &row);
    std::vector<TypeId> types;
    for (const auto &[type, row] : wanted) types.push_back(type);
    for (const auto &[body, of_method] : annotated_methods(program_, types))
      for (const auto &[type, row] : wanted) {
        if (type != of_method) continue;
        const std::string_view moment = row->by ? std::string_view("unknown") : row->moment; // with `by` the calls of that say when
        found_.methods.try_emplace(body, NamedMethod{moment, row});
      }
  }

  // Texts by which code names a component: its class, or an action that it answers.
  void name_by_text() {
    for (const auto &[id, made] : made_) {
      if (!found_.is_component[raw(id)]) continue;
      const std::string_view descriptor = type_text(program_, program_.classes[id].type);
      std::string name(descriptor.substr(1, descriptor.size() - 2));
      std::ranges::replace(name, '/', '.');
      if (const std::optional<StringId> text = find_string(program_, name)) found_.class_of_text[raw(*text)] = id;
    }
    for (const auto &[action, id] : actions_) // the platform's own actions start other apps too
      if (const std::optional<StringId> text = action.starts_with("android.") ? std::nullopt : find_string(program_, action)) found_.class_of_text[raw(*text)] = id;
  }

  const Hierarchy &hierarchy_;
  const Program &program_;
  const Package &package_;
  const ModelRows &rows_;
  Incomplete &incomplete_;
  EntryPoints found_;
  std::map<ClassId, PlatformMade> made_;
  std::map<std::string, ClassId> actions_;
  std::multimap<std::string_view, BodyId> click_handlers_;
};

} // namespace

EntryPoints find_entry_points(const Hierarchy &hierarchy, const Package &package, const ModelRows &rows, Incomplete &incomplete) {
  return Finder(hierarchy, package, rows, incomplete).find();
}

} // namespace kinsafe
