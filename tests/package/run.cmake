# SPDX-License-Identifier: MIT
# Uses Vigil as an outside project does, in one of several WAYs, in an empty folder WORK:
#   install           installs the build in BUILD below WORK/prefix, for the ways below
#   find_package      builds project/ and runs its tests
#   add_subdirectory, FetchContent
#                     build project/ with Vigil from CHECKOUT and run its tests. Both in one build
#                     folder with one place for what is built of Vigil, so that the second of them
#                     compiles nothing of it again
#   multi_config      builds project/ where one build folder has several configurations
#   new               builds what `vigil new` prints, as its first lines say
#   readme            a test of one's own as README.md shows it, from its code blocks
#   interface         looks at what the installed headers include
#   pkg-config        builds project/ without CMake
#   deb               makes the Debian package of BUILD, installs it below WORK/root and builds
#                     project/ with it
# What is built outside is built without optimisation: this is about whether it builds.

cmake_minimum_required(VERSION 3.25)
set(ENV{DESTDIR} "")
set(project "${CMAKE_CURRENT_LIST_DIR}/project")
set(prefix "${PREFIX}")

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}\n${out}\nended with ${result}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

function(configure source)
  run("${CMAKE_COMMAND}" -S "${source}" -B "${WORK}/build" -G "${GENERATOR}"
      "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER}" ${ARGN})
endfunction()

# Builds the project in `source` and runs its tests, `count` of them. `config` and `ctest_config` are
# the options that name the configuration, where there are several.
function(build_and_test source count)
  configure("${source}" ${ARGN})
  run("${CMAKE_COMMAND}" --build "${WORK}/build" --parallel 2 ${config})
  run("${CTEST}" --test-dir "${WORK}/build" --output-on-failure ${ctest_config})
  if(NOT output MATCHES "100% tests passed, 0 tests failed out of ${count}\n")
    message(FATAL_ERROR "expected ${count} tests:\n${output}")
  endif()
endfunction()

# The lines around the code blocks are those of a project that tests with doctest already.
function(write_readme_project folder)
  file(READ "${CHECKOUT}/README.md" page)
  string(REGEX MATCH "```cmake\n([^`]*)```\n```cpp\n([^`]*)```" blocks "${page}")
  if(NOT blocks)
    message(FATAL_ERROR "README.md shows no CMake lines with a test below them")
  endif()
  file(WRITE "${folder}/CMakeLists.txt"
       "cmake_minimum_required(VERSION 3.25)
project(kitchen LANGUAGES CXX)
find_package(doctest REQUIRED)
enable_testing()
add_executable(kitchen_test kitchen_test.cpp)
add_test(NAME kitchen COMMAND kitchen_test)
${CMAKE_MATCH_1}")
  file(WRITE "${folder}/kitchen_test.cpp"
       "#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
${CMAKE_MATCH_2}")
endfunction()

function(build_with_pkg_config)
  set(ENV{PKG_CONFIG_PATH} "${prefix}/${LIBDIR}/pkgconfig")
  foreach(pair IN ITEMS "vigil invariant" "vigil-main dinner")
    separate_arguments(pair)
    list(GET pair 0 package)
    list(GET pair 1 program)
    run(pkg-config --cflags --libs ${package})
    separate_arguments(flags UNIX_COMMAND "${output}")
    run("${COMPILER}" -std=c++20 "${project}/${program}.cpp" ${flags} -o "${WORK}/${program}")
  endforeach()
  run("${WORK}/invariant")
  run("${WORK}/dinner" verify)
endfunction()

# A model's source must compile quickly: no header may bring in libraries or streams.
function(check_headers)
  foreach(name IN ITEMS dinner meeting invariant)
    run("${COMPILER}" -std=c++20 "-I${prefix}/include/vigil" -M "${project}/${name}.cpp")
    set(libraries "boost|fmt|nlohmann|CLI|iostream|fstream|regex|filesystem")
    string(REGEX MATCHALL "[^ \n]*/(${libraries})[^ \n]*" heavy "${output}")
    if(heavy)
      message(FATAL_ERROR "${name}.cpp includes ${heavy}")
    endif()
  endforeach()
endfunction()

# What the package installs stands in a folder of its own; dependencies are those of this machine.
function(install_deb)
  run("${CPACK}" -G DEB --config "${BUILD}/CPackConfig.cmake" -B "${WORK}/deb")
  file(GLOB packages "${WORK}/deb/*.deb")
  list(LENGTH packages count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "expected one package, got '${packages}'")
  endif()
  file(MAKE_DIRECTORY "${WORK}/root")
  execute_process(COMMAND id -u OUTPUT_VARIABLE user OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(user EQUAL 0)
    # A real installation that checks the dependencies, into a copy of dpkg's records.
    file(COPY /var/lib/dpkg/status DESTINATION "${WORK}/records")
    file(MAKE_DIRECTORY "${WORK}/records/info" "${WORK}/records/updates")
    run(dpkg --admindir "${WORK}/records" --instdir "${WORK}/root" --install "${packages}")
  else()
    run(dpkg-deb --extract "${packages}" "${WORK}/root")
  endif()
endfunction()

if(NOT WAY STREQUAL FetchContent)
  file(REMOVE_RECURSE "${WORK}")
endif()
file(MAKE_DIRECTORY "${WORK}")
if(WAY STREQUAL install)
  file(REMOVE_RECURSE "${prefix}")
  run("${CMAKE_COMMAND}" --install "${BUILD}" --prefix "${prefix}")
elseif(WAY STREQUAL find_package)
  build_and_test("${project}" 4 -DWAY=find_package "-DCMAKE_PREFIX_PATH=${prefix}")
elseif(WAY STREQUAL multi_config)
  set(GENERATOR "Ninja Multi-Config")
  set(config --config Release)
  set(ctest_config -C Release)
  build_and_test("${project}" 4 -DWAY=find_package "-DCMAKE_PREFIX_PATH=${prefix}")
  execute_process(COMMAND "${CTEST}" --test-dir "${WORK}/build" OUTPUT_VARIABLE output
                  ERROR_QUIET RESULT_VARIABLE result)
  if(result EQUAL 0 OR NOT output MATCHES "dinner \\(Not Run\\)")
    message(FATAL_ERROR "without a configuration ctest says (${result}):\n${output}")
  endif()
elseif(WAY STREQUAL new)
  foreach(dialect IN ITEMS threads asyncio)
    set(source "${WORK}/kitchen")
    run("${prefix}/bin/vigil" new kitchen --dialect ${dialect} -o "${WORK}/kitchen.cpp")
    file(READ "${WORK}/kitchen.cpp" text)
    file(WRITE "${source}/kitchen.cpp" "${text}")
    string(REGEX MATCHALL "\n//   [^\n]*" lines "${text}")
    list(JOIN lines "" lines)
    string(REPLACE "\n//   " "\n" lines "${lines}")
    file(WRITE "${source}/CMakeLists.txt" "${lines}\n")
    build_and_test("${source}" 1 "-DCMAKE_PREFIX_PATH=${prefix}"
                   "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror")
  endforeach()
elseif(WAY STREQUAL readme)
  write_readme_project("${WORK}/kitchen")
  build_and_test("${WORK}/kitchen" 1 "-DCMAKE_PREFIX_PATH=${prefix}")
elseif(WAY STREQUAL interface)
  check_headers()
elseif(WAY STREQUAL pkg-config)
  build_with_pkg_config()
elseif(WAY STREQUAL deb)
  install_deb()
  set(prefix "${WORK}/root/usr")
  run("${prefix}/bin/vigil" verify tutorial/wait_notify)
  build_and_test("${project}" 4 -DWAY=find_package "-DCMAKE_PREFIX_PATH=${prefix}")
elseif(WAY MATCHES "^(add_subdirectory|FetchContent)$")
  foreach(program IN ITEMS invariant dinner meeting)
    file(REMOVE "${WORK}/build/${program}")  # to be linked again
  endforeach()
  build_and_test("${project}" 4 -DWAY=${WAY} "-DVIGIL_CHECKOUT=${CHECKOUT}")
else()
  message(FATAL_ERROR "there is no way '${WAY}'")
endif()
