# What a crash leaves behind, on the real executable: tests/crash/README.md.
# A script that is given the executable and exits 0 when all is as it should be, 77 when strace
# cannot trace a process here.
function(vermilion_crash name label script)
  add_test(NAME ${name}
           COMMAND python3 -B ${CMAKE_CURRENT_SOURCE_DIR}/crash/${script} $<TARGET_FILE:vermilion>)
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600 SKIP_RETURN_CODE 77)
endfunction()

vermilion_crash(no_promise_is_lost_by_kill_9 slow killed_at_random.py)
vermilion_crash(no_2xx_leaves_before_its_sync quick acknowledged_after_sync.py)
vermilion_crash(a_failed_sync_ends_writing_and_nothing_else slow failed_sync.py)
vermilion_crash(a_crash_at_any_call_loses_no_promise slow killed_at_call.py)
vermilion_crash(no_material_is_lost_by_kill_9 slow uploads_killed.py)
vermilion_crash(a_batch_of_bills_survives_its_hall_and_its_client slow bill_batch_killed.py)
vermilion_crash(every_seat_has_one_holder_after_a_rush slow seats_killed.py)
vermilion_crash(a_comparison_finds_what_was_planted_and_nothing_twice slow comparison_killed.py)
