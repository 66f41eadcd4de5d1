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

# Nodes and brokers under fire, on the real executable and a cluster of their own; for how long is a
# matter of the hour that one has (tests/kafka/nodes/under_fire.py).
function(vermilion_nodes name script)
  add_test(NAME ${name} COMMAND python3 -B ${CMAKE_SOURCE_DIR}/tests/kafka/nodes/${script}
           $<TARGET_FILE:vermilion> ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS slow TIMEOUT 600 RUN_SERIAL ON)
endfunction()
vermilion_nodes(kills_of_nodes_and_brokers_lose_no_promise under_fire.py kills --seconds 20)
vermilion_nodes(a_zombie_acknowledges_nothing under_fire.py zombie --seconds 12)
vermilion_nodes(one_node_after_the_other_is_upgraded under_fire.py rolling --seconds 9 --brokers 1)
vermilion_nodes(grants_end_everywhere_within_two_seconds stale.py)
vermilion_nodes(two_nodes_of_one_name_do_not_duel namesakes.py)
vermilion_nodes(a_house_moves_into_kafka_and_back moving_house.py)
vermilion_nodes(a_cluster_that_grants_nothing_is_used_with_grants secured.py)
