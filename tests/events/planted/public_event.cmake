# A public event that holds a person's field does not compile, and the compiler says why; the same
# file without it does.
function(vermilion_planted_event number expression)
  add_test(NAME events.planted_public_event_${number}
    COMMAND ${CMAKE_CXX_COMPILER} -std=c++20 -fsyntax-only -msse4.2 -Wall -Wextra
            -DVERMILION_PLANT=${number} -I${CMAKE_SOURCE_DIR}
            ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/public_event.cpp)
  set_tests_properties(events.planted_public_event_${number} PROPERTIES LABELS quick TIMEOUT 120)
  if(expression)
    set_tests_properties(events.planted_public_event_${number} PROPERTIES
      PASS_REGULAR_EXPRESSION "error: static assertion failed[^\n]*${expression}")
  endif()
endfunction()

if(NOT tests_of)
  vermilion_planted_event(0 "")
  foreach(number 1 2 3 4 5)
    vermilion_planted_event(${number} "a public event cannot hold Personal")
  endforeach()
  vermilion_planted_event(6 "a public event's members describe themselves")
endif()
