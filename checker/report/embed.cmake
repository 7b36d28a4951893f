# SPDX-License-Identifier: MIT
# Makes a C++ source of a text file: cmake -D INPUT=... -D OUTPUT=... -D NAME=... -P embed.cmake
# defines `const char* const vigil::detail::NAME`.

file(READ "${INPUT}" text)
string(FIND "${text}" ")embedded\"" clash)
if(NOT clash EQUAL -1)
  message(FATAL_ERROR "${INPUT} contains the end of a raw string")
endif()
file(
  WRITE "${OUTPUT}"
  "// Made from the file of that name by embed.cmake.\n"
  "#include \"checker/report/viewer.hpp\"\n"
  "namespace vigil::detail {\n"
  "const char* const ${NAME} = R\"embedded(${text})embedded\";\n"
  "}  // namespace vigil::detail\n")
