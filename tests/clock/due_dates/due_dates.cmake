# 1,000 seeded due dates, computed by the engine and judged by an independent Python computation.
add_executable(due_dates ${CMAKE_CURRENT_LIST_DIR}/due_dates.cpp)
target_link_libraries(due_dates PRIVATE workflows_calendars vermilion_options)
target_compile_definitions(due_dates PRIVATE VERMILION_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
add_test(NAME due_dates_agree_with_an_independent_computation
  COMMAND python3 ${CMAKE_CURRENT_LIST_DIR}/due_dates.py $<TARGET_FILE:due_dates>
          ${CMAKE_SOURCE_DIR}/build/reference/holidays/chinese-days.json)
set_tests_properties(due_dates_agree_with_an_independent_computation
  PROPERTIES LABELS quick TIMEOUT 60)
