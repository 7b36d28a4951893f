// SPDX-License-Identifier: MIT
// libFuzzer target: schedules. Each input is tried as it is and with the checksum that it lacks, so
// that the fuzzer gets past the checksum.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "checker/trace/schedule_text.hpp"
#include "tests/fuzz/schedule_property.hpp"

namespace {

void demand(std::string_view text) {
  const std::string problem = vigil::test::schedule_problem(text);
  if (problem.empty()) return;
  std::fprintf(stderr, "%s\n", problem.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  demand(text);
  const std::string body = text.substr(0, text.rfind(':')) + ":";
  demand(body + vigil::detail::checksum(body));
  return 0;
}
