# The program that dies in tests/rows/rocks_rows_test.cpp.
if(TARGET test_rows)
  add_executable(rows_crash_writer ${CMAKE_CURRENT_LIST_DIR}/crash_writer.cpp)
  target_link_libraries(rows_crash_writer PRIVATE adapters_store_rocksdb)
  vermilion_program(rows_crash_writer)
  add_dependencies(test_rows rows_crash_writer)
  target_compile_definitions(test_rows PRIVATE
    VERMILION_CRASH_WRITER="$<TARGET_FILE:rows_crash_writer>")
endif()
