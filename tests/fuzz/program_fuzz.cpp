// SPDX-License-Identifier: MIT
// libFuzzer target: the text of a program file. It is a program, or there is one clear line.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "checker/report/text_width.hpp"
#include "models/program/program.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto program = vigil::models::read_program(text, "fuzz.json");
  if (program) return 0;
  const std::string& error = program.error();
  constexpr std::size_t length_max = 500;
  const bool one_line = !error.empty() && error == vigil::detail::printable(error);
  if (!one_line || error.size() > length_max) {
    std::fprintf(stderr, "not one clear line: '%s'\n", error.c_str());
    std::abort();
  }
  return 0;
}
