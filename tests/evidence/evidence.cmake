# The auditor's side: a small house on disk, the stranger's reader, and the tools on both.
add_library(tests_evidence_house STATIC EXCLUDE_FROM_ALL evidence/house.cpp)
target_link_libraries(tests_evidence_house PUBLIC vermilion_options app_hall)
target_compile_definitions(tests_evidence_house PRIVATE VERMILION_SOURCE_DIR="${CMAKE_SOURCE_DIR}")

add_executable(make_house evidence/make_house.cpp)
target_link_libraries(make_house PRIVATE tests_evidence_house)
vermilion_program(make_house)
add_dependencies(vermilion_checks make_house)

# A script that is given the executable and make_house, and exits 0 when all is as it should be.
function(vermilion_evidence name label script)
  add_test(NAME ${name} COMMAND python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/${script}
           $<TARGET_FILE:vermilion> $<TARGET_FILE:make_house> ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600)
endfunction()

vermilion_evidence(a_strangers_reader_agrees_with_replay quick reader/agrees.py)
vermilion_evidence(verify_sees_changed_rows_and_rot slow evidence/rows_and_rot.py)
vermilion_evidence(the_auditors_tools_end_as_they_should quick evidence/tools.py)
vermilion_evidence(a_planted_person_stands_nowhere quick evidence/canaries.py)
vermilion_evidence(two_registers_never_own_a_person_at_once slow evidence/two_registers.py)
vermilion_evidence(agencies_file_year_by_year slow evidence/agency_years.py)
vermilion_evidence(an_exemption_of_2016_is_on_notice_for_a_month quick evidence/exemption_2016.py)
