# SPDX-License-Identifier: MIT
# Looks at what the shared object LIBRARY exports, with NM: `plugin_misjudged`, and nothing of the
# libraries of Vigil that it has inside. Templates of the standard library may be exported, also
# for enumerations of Vigil, to which GCC gives no visibility. Names are looked at as the linker has
# them, since they tell whose they are: that of a function, table or type of Vigil begins with
# N5vigil.

execute_process(
  COMMAND "${NM}" --dynamic --defined-only "${LIBRARY}"
  OUTPUT_VARIABLE symbols
  COMMAND_ERROR_IS_FATAL ANY)
if(NOT symbols MATCHES " T plugin_misjudged\n")
  message(FATAL_ERROR "the function of the object itself is not exported:\n${symbols}")
endif()
set(prefix "(G[VR]|Z|T[A-Z]|T[hv][n0-9_]+)*")  # static variables, tables and thunks
string(REGEX MATCHALL " (vigil_|_Z${prefix}N[KVRO]*5vigil)[^\n]*" leaked "${symbols}")
if(leaked)
  list(JOIN leaked "\n" leaked)
  message(FATAL_ERROR "these are exported:\n${leaked}")
endif()
