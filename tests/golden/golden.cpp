// SPDX-License-Identifier: MIT
#include "tests/golden/golden.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace vigil::test {

std::string differs_from_golden(std::string_view name, std::string_view text) {
  const std::string path = VIGIL_GOLDEN_DIR "/" + std::string{name} + ".txt";
  const char* update = std::getenv("VIGIL_UPDATE_GOLDEN");
  if (update != nullptr && *update == '1') {
    std::ofstream(path, std::ios::binary) << text;
    return {};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return path + " does not exist; VIGIL_UPDATE_GOLDEN=1 writes it";
  const std::string golden{std::istreambuf_iterator<char>{file}, std::istreambuf_iterator<char>{}};
  if (golden == text) return {};
  return "--- " + path + "\n" + golden + "--- now\n" + std::string{text};
}

}  // namespace vigil::test
