# SPDX-License-Identifier: MIT
# `cpack -G DEB` in the build folder makes vigil_VERSION_ARCHITECTURE.deb. One package rather than
# a command and a -dev package: whoever checks programs of their own needs both, and it is one file
# to install. What the command needs is found by dpkg-shlibdeps; what building against the libraries
# needs is named here.

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME vigil)
set(CPACK_PACKAGE_VENDOR "the Vigil maintainers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "checks programs built from locks and condition variables")
set(CPACK_PACKAGE_DESCRIPTION
    "Runs small programs built from locks, events and condition variables under every interleaving
that matters, in the semantics of Python's asyncio or of C++ threads, and replays what fails.
This package has the command, the libraries that models are written with, and the files by which
CMake and pkg-config find them.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)  # gdb finds tasks by a symbol of the command, see checker/debug
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "the Vigil maintainers <maintainers@vigil.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# fmt's symbols carry its major version.
string(REGEX MATCH "^[0-9]+" fmt_major "${fmt_VERSION}")
math(EXPR fmt_next "${fmt_major} + 1")
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "libboost-context-dev (>= ${Boost_VERSION_MAJOR}.${Boost_VERSION_MINOR})"
    "libfmt-dev (>= ${fmt_major})" "libfmt-dev (<< ${fmt_next})")
list(JOIN CPACK_DEBIAN_PACKAGE_DEPENDS ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake (>= 3.25), g++, gdb, pkg-config")
include(CPack)
