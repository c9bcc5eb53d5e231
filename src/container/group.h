// Which of the files handed in are one app.
#pragma once

#include <string>
#include <vector>

namespace kinsafe {

struct InputGroup {
  std::string name; // of the report: the base's file name; the folder's, where a whole folder is one app
  std::vector<std::string> paths;
  std::string problem; // why there is nothing to open: a sentence; empty if there is
};

// A folder stands for all .apk files in it. APKs of one package and version are one app if one of them is the base;
// each of several bases is an app of its own, with the splits that lie in its folder. Reads manifests alone. What can't
// be read, or is no APK, is a group of its own, and opening it says what it is. Groups come in the order of their first
// files.
std::vector<InputGroup> group_inputs(const std::vector<std::string> &inputs);

} // namespace kinsafe
