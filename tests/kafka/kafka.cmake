# Brokers for tests: a cluster of one and one of three, started before the first test that needs one
# and stopped after the last. They run in the release build only: librdkafka starts its threads by
# thrd_create, which g++ 12's TSan does not know (it crashes in the first of them).
set(kafka_clusters ${CMAKE_SOURCE_DIR}/build/kafka/tests)
foreach(brokers 1 3)
  foreach(what start stop)
    set(count "")
    if(what STREQUAL "start")
      set(count ${brokers} --small)
    endif()
    add_test(NAME kafka_${brokers}_${what} COMMAND ${CMAKE_SOURCE_DIR}/tools/kafka ${what} ${count}
             --dir ${kafka_clusters}/${brokers})
    set_tests_properties(kafka_${brokers}_${what} PROPERTIES LABELS slow TIMEOUT 300)
  endforeach()
  set_tests_properties(kafka_${brokers}_start PROPERTIES FIXTURES_SETUP kafka RUN_SERIAL ON)
  set_tests_properties(kafka_${brokers}_stop PROPERTIES FIXTURES_CLEANUP kafka)
endforeach()
