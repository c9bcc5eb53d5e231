// Whose code is it? What an app carries of others is known by signs that renaming leaves alone: packages and classes where
// they kept their names, components and the application class in the manifest, files, shared libraries; and, for classes
// whose names are gone, by the texts that stand together in one class.
#pragma once

#include "container/package.h"
#include "models/models.h"
#include "program/program.h"
#include "program/xrefs.h"

#include <string>
#include <string_view>
#include <vector>

namespace kinsafe {

enum class FoundBy : u8 { code, application, component, file, native, shape };

// A place that shows that a thing of the catalogue is there.
struct FoundSign {
  u32 thing; // index into CarriedRows::things
  FoundBy by;
  std::string part;       // file inside the package
  std::string class_name; // descriptor, empty outside code and manifest
};

struct Libraries {
  std::vector<FoundSign> found; // by thing, then in the order of FoundBy; of each kind a few

  // Classes whose names are gone: what the shapes say they belong to. In id order.
  struct ClassOf {
    TypeId type;
    u32 thing;
  };
  std::vector<ClassOf> by_shape;

  bool has(u32 thing) const;
};

Libraries identify_libraries(const Package &package, const Program &program, const Xrefs &xrefs, const CarriedRows &rows);

// The library that a class belongs to, by its descriptor; empty if none of the catalogue.
std::string_view library_of(const Libraries &libraries, const Program &program, const CarriedRows &rows, std::string_view descriptor);

// The name of a part inside the app, whichever member or module of the package it lies in: "assets/www/index.html".
std::string_view name_in_app(const Package &package, const Part &part);

// "com.example.Main" as a descriptor, "Lcom/example/Main;".
std::string descriptor_of(std::string_view class_name);

} // namespace kinsafe
