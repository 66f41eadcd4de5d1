# 8,000 seeded identifiers, judged by us and by an independent Python computation.
add_executable(identifier_verdicts ${CMAKE_CURRENT_LIST_DIR}/identifiers.cpp)
target_link_libraries(identifier_verdicts PRIVATE base vermilion_options)
add_test(NAME identifiers_agree_with_an_independent_computation
  COMMAND python3 ${CMAKE_CURRENT_LIST_DIR}/identifiers.py $<TARGET_FILE:identifier_verdicts>)
set_tests_properties(identifiers_agree_with_an_independent_computation
  PROPERTIES LABELS quick TIMEOUT 60)
