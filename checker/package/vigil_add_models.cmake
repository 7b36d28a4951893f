# SPDX-License-Identifier: MIT
# vigil_add_models(TARGET SOURCES file... [LINK_LIBRARIES library...] [VERIFY_OPTIONS option...]
#                  [TEST_PREFIX prefix] [PROPERTIES name value...])
#
# Builds an executable of these sources with vigil::main: the verbs of the command over the models
# that the sources register with VIGIL_MODEL. Each model becomes a test of CTest that bears its name
# (behind TEST_PREFIX) and passes when `TARGET verify MODEL --expected` does, which compares the
# verdict with what the model says. VERIFY_OPTIONS go to verify (`--spurious 1`), PROPERTIES to the
# tests, which have the label `vigil`.
#
# Which models there are is asked of the executable whenever ctest begins. Asking while it is built
# was rejected: the list would be old wherever a build is partial, and a program that does not run
# on the machine that builds it would end the build.

function(vigil_add_models target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEST_PREFIX"
                        "SOURCES;LINK_LIBRARIES;VERIFY_OPTIONS;PROPERTIES")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "vigil_add_models(${target}): '${arg_UNPARSED_ARGUMENTS}' is unexpected; "
                        "source files stand behind SOURCES")
  endif()
  if(NOT arg_SOURCES)
    message(FATAL_ERROR "vigil_add_models(${target}): there are no SOURCES")
  endif()
  if(NOT TARGET vigil::main)
    message(FATAL_ERROR "vigil_add_models(${target}): there is no vigil::main; VIGIL_MAIN is OFF")
  endif()
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE vigil::main vigil::primitives ${arg_LINK_LIBRARIES})

  # What ctest reads knows the place of the executable, which depends on the configuration.
  set(name "${CMAKE_CURRENT_BINARY_DIR}/${target}-models")
  set(bracket "[==[")
  set(end "]==]")
  file(
    GENERATE
    OUTPUT "${name}-$<CONFIG>.cmake"
    CONTENT
      "set(vigil_executable ${bracket}$<TARGET_FILE:${target}>${end})
set(vigil_cmake ${bracket}${CMAKE_COMMAND}${end})
set(vigil_options ${bracket}${arg_VERIFY_OPTIONS}${end})
set(vigil_prefix ${bracket}${arg_TEST_PREFIX}${end})
set(vigil_properties ${bracket}${arg_PROPERTIES}${end})
set(vigil_directory ${bracket}${CMAKE_CURRENT_BINARY_DIR}${end})
set(vigil_emulator ${bracket}$<TARGET_PROPERTY:${target},CROSSCOMPILING_EMULATOR>${end})
include(${bracket}${CMAKE_CURRENT_FUNCTION_LIST_DIR}/discover_models.cmake${end})
")
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  set(configuration "${CMAKE_BUILD_TYPE}")
  if(multi_config)
    set(configuration "\${CTEST_CONFIGURATION_TYPE}")
  endif()
  # Without a configuration, where there are several, CTest says of every test that it is not there.
  file(WRITE "${name}.cmake"
       "set(vigil_models ${bracket}${name}${end})
if(EXISTS \"\${vigil_models}-${configuration}.cmake\")
  include(\"\${vigil_models}-${configuration}.cmake\")
else()
  add_test(${bracket}${arg_TEST_PREFIX}${target}${end} NOT_AVAILABLE)
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${name}.cmake")
endfunction()
