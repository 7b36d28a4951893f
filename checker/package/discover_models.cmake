# SPDX-License-Identifier: MIT
# Read by ctest, for each executable of vigil_add_models: asks it which models it has and makes each
# of them a test. An executable that is missing or cannot tell is a test that fails, so that a build
# that went wrong never looks as if everything had passed.

function(vigil_discover_models)
  set(problem "")
  if(NOT EXISTS "${vigil_executable}")
    set(problem "it is not built")
  else()
    execute_process(
      COMMAND ${vigil_emulator} "${vigil_executable}" list --json
      OUTPUT_VARIABLE models
      ERROR_VARIABLE errors
      RESULT_VARIABLE result
      TIMEOUT 60)
    if(NOT result EQUAL 0)
      set(problem "it cannot list its models (${result}): ${errors}")
    else()
      string(JSON count LENGTH "${models}" models)
      if(count EQUAL 0)
        set(problem "it has no models; VIGIL_MODEL makes a function one")
      endif()
    endif()
  endif()
  if(NOT problem STREQUAL "")
    get_filename_component(name "${vigil_executable}" NAME)
    string(STRIP "${problem}" problem)
    add_test("${vigil_prefix}${name}" "${vigil_cmake}" -E echo "${vigil_executable}: ${problem}")
    set_tests_properties("${vigil_prefix}${name}" PROPERTIES FAIL_REGULAR_EXPRESSION . LABELS vigil)
    return()
  endif()
  math(EXPR last "${count} - 1")
  foreach(index RANGE ${last})
    string(JSON model GET "${models}" models ${index} name)
    set(test "${vigil_prefix}${model}")
    add_test("${test}" ${vigil_emulator} "${vigil_executable}" verify "${model}" --expected
             ${vigil_options})
    set_tests_properties("${test}" PROPERTIES WORKING_DIRECTORY "${vigil_directory}" LABELS vigil
                                              ${vigil_properties})
  endforeach()
endfunction()

vigil_discover_models()
