# SPDX-License-Identifier: MIT
# cmake -D INPUT=page.md -D NAME=file.cpp -D OUTPUT=path -P extract_block.cmake
# Writes the code blocks of a page whose fence says "```cpp file.cpp", one after the other, as one
# source. It calls itself file.cpp, so that what reports say does not depend on where it lies.
file(READ "${INPUT}" page)
set(source "#line 1 \"${NAME}\"\n")
set(fence "```cpp ${NAME}\n")
string(LENGTH "${fence}" fence_length)
string(FIND "${page}" "${fence}" begin)
if(begin EQUAL -1)
  message(FATAL_ERROR "${INPUT} has no block of ${NAME}")
endif()
while(NOT begin EQUAL -1)
  math(EXPR begin "${begin} + ${fence_length}")
  string(SUBSTRING "${page}" ${begin} -1 page)
  string(FIND "${page}" "```" end)
  string(SUBSTRING "${page}" 0 ${end} block)
  string(APPEND source "${block}")
  string(SUBSTRING "${page}" ${end} -1 page)
  string(FIND "${page}" "${fence}" begin)
endwhile()
file(WRITE "${OUTPUT}" "${source}")
