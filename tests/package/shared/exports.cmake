# SPDX-License-Identifier: MIT
# Looks at what the shared object LIBRARY exports, with NM: `plugin_misjudged`, and nothing of the
# libraries of Vigil that it has inside. (What it has of the standard library may be exported.)

execute_process(
  COMMAND "${NM}" --dynamic --defined-only --demangle "${LIBRARY}"
  OUTPUT_VARIABLE symbols
  COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES " T plugin_misjudged\n")
  message(FATAL_ERROR "the function of the object itself is not exported:\n${symbols}")
endif()
string(REGEX MATCHALL "[^\n]*vigil[^\n]*" leaked "${symbols}")
if(leaked)
  list(JOIN leaked "\n" leaked)
  message(FATAL_ERROR "these are exported:\n${leaked}")
endif()
