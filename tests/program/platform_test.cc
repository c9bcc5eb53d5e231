// The platform pack as it ships, asked what Android's documentation tells; and damaged packs.
#include "base/digest.h"
#include "base/file.h"
#include "program/platform.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace kinsafe {
namespace {

const MappedFile &pack_file() {
  static const MappedFile file = map_file(KINSAFE_SOURCE_DIR "/platform/platform.pack").value();
  return file;
}

const PlatformPack &shipped() {
  static const PlatformPack pack = PlatformPack::open(pack_file().bytes()).value();
  return pack;
}

PlatformClassId class_of(std::string_view descriptor) {
  const std::optional<PlatformClassId> id = shipped().find(descriptor);
  if (!id) throw std::runtime_error("no class " + std::string(descriptor));
  return *id;
}

bool is_below(std::string_view descriptor, std::string_view ancestor) { return shipped().is_below(class_of(descriptor), class_of(ancestor)); }

std::optional<PlatformPack::Method> find_method(std::string_view descriptor, std::string_view name, std::string_view signature) {
  return shipped().find_method(class_of(descriptor), name, signature);
}

std::string_view owner_of(std::string_view descriptor, std::string_view name, std::string_view signature) {
  const auto method = find_method(descriptor, name, signature);
  return method ? shipped().descriptor(method->owner) : "none";
}

TEST(platform, the_pack_in_the_tree_is_whole_and_of_the_size_it_may_have) {
  EXPECT_TRUE(shipped().is_whole());
  EXPECT_LE(pack_file().bytes().size(), 3'000'000u);
  EXPECT_GT(shipped().class_count(), 6'900u);
  EXPECT_EQ(shipped().sha256().size(), 64u);
}

TEST(platform, knows_what_is_above_a_class) {
  EXPECT_EQ(shipped().descriptor(*shipped().super(class_of("Landroid/app/Activity;"))), "Landroid/view/ContextThemeWrapper;");
  for (const char *above : {"Landroid/app/Activity;", "Landroid/view/ContextThemeWrapper;", "Landroid/content/Context;",
                            "Landroid/content/ComponentCallbacks;", "Landroid/view/Window$Callback;", "Ljava/lang/Object;"})
    EXPECT_TRUE(is_below("Landroid/app/Activity;", above)) << above;
  EXPECT_FALSE(is_below("Landroid/content/Context;", "Landroid/app/Activity;"));
  EXPECT_FALSE(is_below("Landroid/app/Activity;", "Landroid/app/Service;"));
  EXPECT_TRUE(is_below("Ljava/util/ArrayList;", "Ljava/lang/Iterable;"));
  EXPECT_TRUE(is_below("Landroid/database/sqlite/SQLiteCursor;", "Landroid/database/Cursor;"));
  EXPECT_TRUE(is_below("Ljava/lang/Runnable;", "Ljava/lang/Object;"));
  EXPECT_FALSE(shipped().super(class_of("Ljava/lang/Object;")));
  EXPECT_FALSE(shipped().super(class_of("Ljava/util/List;")));
  EXPECT_FALSE(shipped().find("Lorg/lender/Main;"));
  EXPECT_FALSE(shipped().find(""));
  EXPECT_FALSE(shipped().find("Landroid/app/Activity"));
}

// A package-private class and a hidden one, whose methods apps inherit.
TEST(platform, no_chain_breaks_at_a_hidden_class) {
  EXPECT_EQ(owner_of("Ljava/lang/StringBuilder;", "length", "()I"), "Ljava/lang/AbstractStringBuilder;");
  for (u32 id = 0; id < shipped().class_count(); ++id) {
    const auto root = PlatformClassId(id);
    EXPECT_TRUE(shipped().is_below(root, class_of("Ljava/lang/Object;"))) << shipped().descriptor(root);
    if (shipped().is_interface(root) || shipped().descriptor(root) == "Ljava/lang/Object;") EXPECT_FALSE(shipped().super(root));
    else EXPECT_TRUE(shipped().super(root)) << shipped().descriptor(root);
  }
}

// What Android's newest level says, and what an older one said.
TEST(platform, what_was_above_a_class_at_an_older_level_still_is) {
  EXPECT_TRUE(is_below("Landroid/view/animation/AccelerateInterpolator;", "Landroid/view/animation/Interpolator;"));
  EXPECT_EQ(shipped().descriptor(*shipped().super(class_of("Landroid/graphics/ParcelableColorSpace;"))), "Ljava/lang/Object;");
  EXPECT_TRUE(is_below("Landroid/graphics/ParcelableColorSpace;", "Landroid/graphics/ColorSpace;"));
}

TEST(platform, interfaces_are_those_declared) {
  std::vector<std::string_view> names;
  for (const u32 id : shipped().interfaces(class_of("Landroid/app/Activity;"))) names.push_back(shipped().descriptor(PlatformClassId(id)));
  EXPECT_NE(std::ranges::find(names, "Landroid/view/KeyEvent$Callback;"), names.end());
  EXPECT_EQ(std::ranges::find(names, "Landroid/content/ComponentCallbacks;"), names.end()); // through ComponentCallbacks2
  EXPECT_TRUE(shipped().is_interface(class_of("Landroid/view/View$OnClickListener;")));
  EXPECT_FALSE(shipped().is_interface(class_of("Landroid/view/View;")));
}

TEST(platform, knows_methods_and_their_flags) {
  const auto on_create = shipped().declared(class_of("Landroid/app/Activity;"), "onCreate", "(Landroid/os/Bundle;)V");
  ASSERT_TRUE(on_create);
  EXPECT_EQ(on_create->name, "onCreate");
  EXPECT_EQ(on_create->signature, "(Landroid/os/Bundle;)V");
  EXPECT_FALSE(on_create->is_static || on_create->is_abstract || on_create->is_final);
  EXPECT_EQ(on_create->since, 21);
  const auto on_click = shipped().declared(class_of("Landroid/view/View$OnClickListener;"), "onClick", "(Landroid/view/View;)V");
  ASSERT_TRUE(on_click);
  EXPECT_TRUE(on_click->is_abstract);
  EXPECT_TRUE(shipped().declared(class_of("Ljava/lang/Runnable;"), "run", "()V")->is_abstract);
  EXPECT_TRUE(shipped().declared(class_of("Ljava/util/function/Supplier;"), "get", "()Ljava/lang/Object;")->is_abstract);
  EXPECT_FALSE(shipped().declared(class_of("Ljava/util/Iterator;"), "remove", "()V")->is_abstract); // since Java 8
  EXPECT_TRUE(shipped().declared(class_of("Landroid/net/Uri;"), "parse", "(Ljava/lang/String;)Landroid/net/Uri;")->is_static);
  EXPECT_TRUE(shipped().declared(class_of("Landroid/content/Context;"), "getString", "(I)Ljava/lang/String;")->is_final);
  EXPECT_TRUE(shipped().declared(class_of("Ljava/lang/Thread;"), "<init>", "(Ljava/lang/Runnable;)V"));
  EXPECT_FALSE(shipped().declared(class_of("Landroid/app/Activity;"), "onCreate", "(Landroid/os/Bundle;)I"));
  EXPECT_FALSE(shipped().declared(class_of("Landroid/app/Activity;"), "onCreate", "(Landroid/os/Bundle;"));
  EXPECT_FALSE(shipped().declared(class_of("Landroid/app/Activity;"), "onCreate", ""));
  EXPECT_FALSE(shipped().declared(class_of("Landroid/app/Activity;"), "theLendersOwn", "()V"));
}

TEST(platform, tells_the_overloads_of_a_query_apart) {
  std::vector<std::string> signatures;
  shipped().for_each_method(class_of("Landroid/content/ContentResolver;"), [&](const PlatformPack::Method &method) {
    if (method.name == "query") signatures.emplace_back(method.signature);
  });
  const std::string uri = "(Landroid/net/Uri;[Ljava/lang/String;", cursor = ")Landroid/database/Cursor;";
  const std::string text = "Ljava/lang/String;", texts = "[Ljava/lang/String;", signal = "Landroid/os/CancellationSignal;";
  const std::vector<std::string> expected = {uri + "Landroid/os/Bundle;" + signal + cursor, uri + text + texts + text + cursor,
                                             uri + text + texts + text + signal + cursor};
  EXPECT_EQ(signatures, expected);
}

TEST(platform, names_the_level_that_brought_a_method) {
  const auto since = [](std::string_view descriptor, std::string_view name, std::string_view signature) {
    return int(find_method(descriptor, name, signature).value().since);
  };
  EXPECT_EQ(since("Landroid/app/Activity;", "requestPermissions", "([Ljava/lang/String;I)V"), 23);
  EXPECT_EQ(since("Landroid/content/Context;", "checkSelfPermission", "(Ljava/lang/String;)I"), 23);
  EXPECT_EQ(since("Ljava/util/Map;", "getOrDefault", "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;"), 24);
  EXPECT_EQ(since("Ljava/time/Instant;", "now", "()Ljava/time/Instant;"), 26);
  EXPECT_EQ(since("Ljava/util/List;", "of", "()Ljava/util/List;"), 30);
  EXPECT_EQ(since("Ljava/util/List;", "getFirst", "()Ljava/lang/Object;"), 35);
  EXPECT_EQ(since("Ljava/lang/Runnable;", "run", "()V"), 21);
}

TEST(platform, finds_what_an_override_would_override) {
  EXPECT_EQ(owner_of("Landroid/widget/Button;", "performClick", "()Z"), "Landroid/view/View;");
  EXPECT_EQ(owner_of("Landroid/app/ListActivity;", "onCreate", "(Landroid/os/Bundle;)V"), "Landroid/app/Activity;");
  EXPECT_EQ(owner_of("Landroid/app/Service;", "onLowMemory", "()V"), "Landroid/app/Service;");
  EXPECT_EQ(owner_of("Landroid/database/CursorWrapper;", "moveToNext", "()Z"), "Landroid/database/CursorWrapper;");
  EXPECT_EQ(owner_of("Landroid/database/CrossProcessCursor;", "moveToNext", "()Z"), "Landroid/database/Cursor;");
  EXPECT_EQ(owner_of("Ljava/util/ArrayList;", "stream", "()Ljava/util/stream/Stream;"), "Ljava/util/Collection;");
  EXPECT_EQ(owner_of("Ljava/lang/Runnable;", "hashCode", "()I"), "Ljava/lang/Object;");
  EXPECT_FALSE(find_method("Landroid/app/ListActivity;", "<init>", "(I)V"));
  EXPECT_EQ(owner_of("Landroid/app/ListActivity;", "<init>", "()V"), "Landroid/app/ListActivity;");
}

TEST(platform, knows_constants) {
  const auto constant = [](std::string_view descriptor, std::string_view field) { return shipped().constant(descriptor, field).value_or("none"); };
  EXPECT_EQ(constant("Landroid/content/Intent;", "ACTION_PICK"), "android.intent.action.PICK");
  EXPECT_EQ(constant("Landroid/Manifest$permission;", "READ_CONTACTS"), "android.permission.READ_CONTACTS");
  EXPECT_EQ(constant("Landroid/provider/ContactsContract;", "AUTHORITY"), "com.android.contacts");
  EXPECT_EQ(constant("Landroid/content/Context;", "MODE_PRIVATE"), "0");
  EXPECT_EQ(constant("Landroid/content/pm/PackageManager;", "PERMISSION_DENIED"), "-1");
  // Declared by an interface that the class implements.
  EXPECT_EQ(constant("Landroid/provider/ContactsContract$Contacts;", "HAS_PHONE_NUMBER"), "has_phone_number");
  EXPECT_EQ(constant("Landroid/content/Intent;", "NO_SUCH_FIELD"), "none");
  EXPECT_EQ(constant("Landroid/os/Build$VERSION;", "SDK_INT"), "none"); // not constant
  EXPECT_EQ(constant("Lorg/lender/Main;", "ACTION_PICK"), "none");
}

// Each class is found by its own name, and each method by its own name and signature, in order.
TEST(platform, finds_all_that_it_lists) {
  size_t methods = 0;
  for (u32 i = 0; i < shipped().class_count(); ++i) {
    const auto id = PlatformClassId(i);
    EXPECT_EQ(shipped().find(shipped().descriptor(id)), id);
    std::pair<std::string, std::string> before;
    shipped().for_each_method(id, [&](const PlatformPack::Method &method) {
      ++methods;
      const auto found = shipped().declared(id, method.name, method.signature);
      ASSERT_TRUE(found) << shipped().descriptor(id) << method.name << method.signature;
      EXPECT_EQ(found->is_static, method.is_static);
      EXPECT_TRUE(method.since >= 21 && method.since <= 37) << method.name;
      const std::pair<std::string, std::string> now{method.name, method.signature};
      EXPECT_LT(before, now);
      before = now;
    });
  }
  EXPECT_GT(methods, 80'000u);
}

// Asks of every class, or of as many as a damaged pack claims, up to a bound.
size_t ask_all(const PlatformPack &pack) {
  size_t answers = 0;
  for (u32 i = 0; i < std::min<size_t>(pack.class_count(), 300); ++i) {
    const auto id = PlatformClassId(i);
    answers += pack.find(pack.descriptor(id)).has_value();
    answers += pack.interfaces(id).size() + pack.is_interface(id);
    if (const auto super = pack.super(id)) answers += pack.is_below(id, *super);
    answers += pack.find_method(id, "onCreate", "(Landroid/os/Bundle;)V").has_value();
    u32 visits = 0;
    pack.for_each_method(id, [&](const PlatformPack::Method &method) {
      if (++visits < 20) answers += method.name.size() + method.signature.size();
    });
    answers += pack.constant(pack.descriptor(id), "ACTION_PICK").has_value();
  }
  return answers;
}

class DamagedPack {
public:
  DamagedPack() : storage_(pack_file().bytes().size() / 8 + 1) { std::ranges::copy(pack_file().bytes(), data()); }
  u8 *data() { return reinterpret_cast<u8 *>(storage_.data()); }
  Bytes bytes(size_t size = pack_file().bytes().size()) { return {data(), size}; }

private:
  std::vector<u64> storage_;
};

TEST(platform, a_pack_that_is_cut_or_of_another_kind_is_refused) {
  DamagedPack pack;
  for (const size_t size : {0, 1, 79, 80, 207, 208, 1000, 2'000'000}) EXPECT_FALSE(PlatformPack::open(pack.bytes(size))) << size;
  EXPECT_FALSE(PlatformPack::open(pack.bytes().subspan(1))); // not aligned
  EXPECT_TRUE(PlatformPack::open(pack.bytes()));
  pack.data()[8] = 2; // version
  EXPECT_FALSE(PlatformPack::open(pack.bytes()));
}

TEST(platform, a_pack_with_wrong_bytes_is_refused_or_answers_without_harm) {
  u64 random = 88172645463325252;
  const auto next = [&] {
    random ^= random << 13;
    random ^= random >> 7;
    return random ^= random << 17;
  };
  for (int round = 0; round < 60; ++round) {
    DamagedPack pack;
    const size_t size = pack.bytes().size();
    const size_t reach = round % 3 == 0 ? 208 : size; // a third of them in the table of sections
    for (int i = 0; i < (round % 3 == 0 ? 3 : 3000); ++i) pack.data()[80 + next() % (reach - 80)] = u8(next());
    const auto opened = PlatformPack::open(pack.bytes());
    if (!opened) continue;
    EXPECT_FALSE(opened->is_whole());
    ask_all(*opened);
  }
}

TEST(platform, an_empty_pack_knows_nothing) {
  const PlatformPack pack;
  EXPECT_EQ(pack.class_count(), 0u);
  EXPECT_FALSE(pack.find("Landroid/app/Activity;"));
  EXPECT_FALSE(pack.declared(PlatformClassId(0), "a", "()V"));
  EXPECT_TRUE(pack.interfaces(PlatformClassId(7)).empty());
  EXPECT_FALSE(pack.constant("Landroid/content/Intent;", "ACTION_PICK"));
  EXPECT_FALSE(pack.is_whole());
}

} // namespace
} // namespace kinsafe
