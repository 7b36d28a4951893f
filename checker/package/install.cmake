# SPDX-License-Identifier: MIT
# What `cmake --install` installs: the libraries with their headers, the files by which CMake and
# pkg-config find them, and the command. What belongs to the command alone (manual page,
# completions) is in checker/cli.

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/vigil")
set(header_dir "${CMAKE_INSTALL_INCLUDEDIR}/vigil")

set(libraries vigil_checker vigil_primitives)
if(TARGET vigil_main)
  list(APPEND libraries vigil_program vigil_main)
endif()
install(
  TARGETS ${libraries}
  EXPORT vigil-targets
  FILE_SET HEADERS DESTINATION "${header_dir}"
  INCLUDES DESTINATION "${header_dir}")
install(EXPORT vigil-targets NAMESPACE vigil:: DESTINATION "${package_dir}")

configure_file(checker/package/vigil-config.cmake.in vigil-config.cmake @ONLY)
write_basic_package_version_file(vigil-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES "${CMAKE_CURRENT_BINARY_DIR}/vigil-config.cmake"
        "${CMAKE_CURRENT_BINARY_DIR}/vigil-config-version.cmake"
        checker/package/discover_models.cmake
        checker/package/vigil_add_models.cmake
  DESTINATION "${package_dir}")

# The prefix is where the file is found, so that the whole can be moved.
file(RELATIVE_PATH prefix_from_pc "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
cmake_path(NORMAL_PATH prefix_from_pc)
foreach(name IN ITEMS vigil vigil-main)
  configure_file(checker/package/${name}.pc.in ${name}.pc @ONLY)
  install(FILES "${CMAKE_CURRENT_BINARY_DIR}/${name}.pc"
          DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
endforeach()

install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" RENAME copyright)
# The pages for who uses Vigil, in their folders, by which they name each other.
foreach(page IN ITEMS README.md CHANGELOG.md checker/README.md models/README.md models/own/README.md)
  cmake_path(GET page PARENT_PATH folder)
  install(FILES ${page} DESTINATION "${CMAKE_INSTALL_DOCDIR}/${folder}")
endforeach()
if(TARGET vigil)
  install(TARGETS vigil)
  install(FILES checker/debug/vigil_gdb.py DESTINATION "${CMAKE_INSTALL_DATADIR}/vigil")
endif()
