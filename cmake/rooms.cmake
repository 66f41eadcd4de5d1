# The rooms, and the direction between them: the one place where an edge stands.
#
# vermilion_room(<folder> [NESTED] USES <folder>... THIRD <package>... LENDS <package>...)
# declares a folder of sources, what it may include of ours, and which third-party packages' headers
# it may include (packages.cmake names them). From these lines come the link graph (build.cmake),
# the include test and the picture (tools/check_rooms.py), which read this very file.
#   USES is transitive. THIRD is not: each room that includes a package says so.
#   LENDS is for vocabulary: this room and every room that sees it may include the package.
#   NESTED: all folders below belong to the room; without it only numbered ones (editions) do.
# A folder that is not declared here is not built, and the include test names it.
#
# DESIGN §2: base <- events <- engine <- workflows; projections see engine/{ports,clock} and events;
# adapters see engine/ports (the stores that hold a journal also its frames and arbiter, because the
# rule of DESIGN §4 is to be one class for every reader).

vermilion_room(base                          THIRD openssl LENDS outcome fmt)
vermilion_room(events NESTED                 USES base THIRD cereal)
vermilion_room(engine/ports                  USES events LENDS unordered)
vermilion_room(engine/clock                  USES events)
vermilion_room(engine/table                  USES events THIRD msm mp11)
vermilion_room(engine/seal                   USES engine/ports THIRD openssl)
vermilion_room(engine/journal                USES engine/ports)
vermilion_room(engine/core                   USES engine/ports engine/clock engine/table)
vermilion_room(engine                        USES engine/core engine/journal engine/seal)
vermilion_room(workflows/reference           USES base)
vermilion_room(workflows/calendars           USES engine/clock workflows/reference THIRD json)
vermilion_room(workflows/codes               USES events workflows/reference THIRD json)
vermilion_room(workflows/catalogue           USES engine workflows/codes THIRD yaml)
vermilion_room(workflows/documents           USES workflows/catalogue)
vermilion_room(workflows/approval            USES engine)
vermilion_room(workflows/bill                USES engine)
vermilion_room(workflows/clock               USES engine)
vermilion_room(workflows/comparison          USES engine)
vermilion_room(workflows/consent             USES engine)
vermilion_room(workflows/delivery            USES engine)
vermilion_room(workflows/directory           USES engine)
vermilion_room(workflows/enrolment           USES engine)
vermilion_room(workflows/filing              USES engine)
vermilion_room(workflows/mandate             USES engine)
vermilion_room(workflows/numbers             USES engine)
vermilion_room(workflows/recognition         USES engine)
vermilion_room(workflows/registrant          USES engine)
vermilion_room(workflows/register            USES engine)
vermilion_room(workflows/service             USES engine)
vermilion_room(workflows/session             USES engine)
vermilion_room(workflows/signer              USES engine)
vermilion_room(workflows/worklist            USES engine)
vermilion_room(projections NESTED            USES engine/ports engine/clock)
vermilion_room(adapters/system               USES engine/ports)
vermilion_room(adapters/store/memory         USES engine/ports engine/journal)
vermilion_room(adapters/store/segments       USES engine/ports engine/journal THIRD zstd)
vermilion_room(adapters/store/rocksdb        USES engine/ports THIRD rocksdb)
vermilion_room(adapters/store/blobs          USES engine/ports adapters/system)
vermilion_room(adapters/store/keys           USES engine/ports adapters/system THIRD openssl)
vermilion_room(adapters/store/materials      USES engine/seal adapters/system)
vermilion_room(adapters/store/drafts         USES adapters/store/materials)
vermilion_room(adapters/content              USES base THIRD magic qpdf)
vermilion_room(adapters/papers               USES base THIRD pango qrencode)
vermilion_room(adapters/offices/frame        USES engine/ports THIRD curl json)
vermilion_room(adapters/offices/payment      USES adapters/offices/frame THIRD json)
vermilion_room(adapters/offices/population   USES adapters/offices/frame THIRD json)
vermilion_room(adapters/offices/postal       USES adapters/offices/frame THIRD json)
vermilion_room(adapters/offices/public_security USES adapters/offices/frame THIRD json)
vermilion_room(adapters/offices/registers    USES adapters/offices/frame THIRD json)
vermilion_room(adapters/kafka/client         USES base THIRD rdkafka)
vermilion_room(adapters/kafka/publisher      USES adapters/kafka/client THIRD rdkafka)
vermilion_room(adapters/kafka/journal        USES adapters/kafka/client adapters/store/segments)
vermilion_room(app/hall                      USES * THIRD fmt)
vermilion_room(app/papers                    USES * THIRD json)
vermilion_room(app/api                       USES * app/hall app/papers
               THIRD asio beast json url openssl prometheus curl)
vermilion_room(app/publish                   USES * app/hall app/api THIRD json)
vermilion_room(app/sandbox                   USES * app/api THIRD json)
vermilion_room(app/bench                     USES * app/api THIRD json postgresql rdkafka)
vermilion_room(app/demo                      USES * app/api THIRD json)
vermilion_room(app/commands                  USES * app/hall app/api app/publish app/sandbox
               app/bench app/demo
               THIRD archive asio beast json url cli11 openssl curl yaml)
