# Writes a C++ file that holds text files as constants, so that the program needs no data folder.
# Use: cmake -DOUTPUT=x.cc -DROOT=dir "-DFILES=a;b" -P embed.cmake
set(rows "")
set(constants "")
set(index 0)
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} text)
  string(APPEND constants "constexpr char text_${index}[] = R\"kinsafe(${text})kinsafe\";\n")
  string(APPEND rows "    {\"${file}\", {text_${index}, sizeof text_${index} - 1}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Generated from the data folders by cmake/embed.cmake.
#include \"embedded.h\"

namespace kinsafe {
namespace {

${constants}
constexpr EmbeddedFile files[] = {
${rows}};

} // namespace

std::span<const EmbeddedFile> embedded_files() { return files; }

} // namespace kinsafe
")
