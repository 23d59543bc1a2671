package io.headwater.publisher;

import io.headwater.cache.node.LocalLog;
import io.headwater.publisher.AgentCluster.Rules;
import io.headwater.publisher.InFlight.Sent;
import io.headwater.replication.ShardReader;
import io.headwater.schemas.FilterState;
import io.headwater.schemas.LocalNote.KafkaNote;
import io.headwater.schemas.LogRecordReader;
import io.headwater.schemas.RecordId;
import io.headwater.schemas.RecordKind;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The mistakes that somebody might make in the rules of leadership, each planted alone. A simulation that misses one is worth nothing. */
enum PlantedFault {
    /** The lease is renewed from the acknowledgement. */
    LEASE_FROM_ACK {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                Supplier<LeaseProof> proofs(SimulatedTopic topic) {
                    return () -> new LeaseProof() {
                        @Override
                        void committed(Sent record, long nowNanos) {
                            since(nowNanos);
                        }
                    };
                }
            };
        }
    },
    /** The lease runs from the hand-over of a copy that is sent again. */
    LEASE_FROM_RESEND {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                Supplier<LeaseProof> proofs(SimulatedTopic topic) {
                    return () -> new LeaseProof() {
                        @Override
                        boolean handOver(long counter) {
                            boolean first = super.handOver(counter);
                            if (!first) {
                                since(topic.nanoTime());
                            }
                            return first;
                        }
                    };
                }
            };
        }
    },
    /** A claim takes effect whatever it names as its predecessor. */
    NO_AFTER_CONDITION {
        @Override
        Rules rules() {
            return reading((reader, record, state) ->
                    record.epoch() == state.epoch() + 1 ? Forgery.withAfter(record, state.lastId()) : null);
        }
    },
    /** A claim that comes too late takes effect if it names a record of the epoch. */
    LATE_CLAIM_ACCEPTED {
        @Override
        Rules rules() {
            return reading((reader, record, state) -> {
                RecordId after = record.claim().after();
                boolean late = after != null
                        && state.lastId() != null
                        && after.publisher() == state.lastId().publisher()
                        && after.counter() < state.lastId().counter();
                return late && record.epoch() == state.epoch() + 1 ? Forgery.withAfter(record, state.lastId()) : null;
            });
        }
    },
    /** A node does not heed other nodes' claims once it has led. */
    CLAIM_IGNORED {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                SimulatedLink link(String node) {
                    return new PatchingLink((reader, record, state) ->
                            !node.equals("reference") && state.node().equals(node) && !record.claim().node().equals(node)
                                    ? Forgery.withAfter(record, new RecordId(1, 1))
                                    : null);
                }
            };
        }
    },
    /** A restart goes on in its epoch. */
    RESTART_KEEPS_EPOCH {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                OwnClaims own(OwnClaims before) {
                    return before != null ? before : new OwnClaims() {
                        @Override
                        void decided() {}
                    };
                }
            };
        }
    },
    /** A claim is one's own by its node: that of an earlier process counts as the one just made. */
    OWN_CLAIM_BY_NODE(70) {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                OwnClaims own(OwnClaims before) {
                    return before != null ? before : new OwnClaims() {
                        private long newestNanos;

                        @Override
                        void add(long nonce, long handedOverNanos) {
                            newestNanos = handedOverNanos;
                            super.add(nonce, handedOverNanos);
                        }

                        @Override
                        Long handedOverNanos(long nonce) {
                            return super.handedOverNanos(nonce) == null ? null : Long.valueOf(newestNanos);
                        }
                    };
                }
            };
        }
    },
    /** An offset that was not expected is acknowledged without looking at what lies between. */
    ACK_WITHOUT_RESOLVING {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                SimulatedLink link(String node) {
                    return new OneByOneLink(node) {
                        private long next = -1;

                        @Override
                        void appenderOpened() {
                            next = -1;
                        }

                        @Override
                        long told(byte[] value, long offset) {
                            next = next < 0 ? offset + 1 : next + 1;
                            return next - 1;
                        }
                    };
                }
            };
        }
    },
    /** A challenger waits less than a lease. */
    CHALLENGER_WAITS_LESS {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                LeaseTimings timings(String node) {
                    LeaseTimings sound = LeaseTimings.DEFAULT;
                    return node.equals("n1")
                            ? sound
                            : new LeaseTimings(
                                    Duration.ofMillis(200),
                                    sound.heartbeat(),
                                    Duration.ofMillis(250),
                                    Duration.ofMillis(20),
                                    sound.handOverStep(),
                                    sound.resume());
                }
            };
        }
    },
    /** The clock is read before a command is executed, not after. */
    REPLY_BEFORE_CLOCK {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                boolean checksLeaseBeforeExecution() {
                    return true;
                }
            };
        }
    },
    /** Nobody looks at the lease. */
    LEASE_NOT_CHECKED {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                boolean checksLease() {
                    return false;
                }
            };
        }
    },
    /** A write is acknowledged before the log has it. */
    ACKNOWLEDGED_EARLY {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                boolean acknowledgesEarly() {
                    return true;
                }
            };
        }
    },
    /** The lease ends after the hand-over marker was appended. */
    MARKER_BEFORE_LEASE_END {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                boolean endsLeaseBeforeMarker() {
                    return false;
                }
            };
        }
    },
    /** A tail that a foreign claim has voided stays. */
    OLD_TAIL_KEPT {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                LocalLog shown(MemoryLog local, SimulatedTopic topic) {
                    return new ShownLog(local) {
                        @Override
                        public long lastLsnBelowEpoch(long epoch) {
                            LogRecordReader claim = Forgery.newestClaim(topic);
                            return claim != null && claim.epoch() == epoch ? 0 : super.lastLsnBelowEpoch(epoch);
                        }
                    };
                }
            };
        }
    },
    /** A claim names the last batch, not the last record. */
    CLAIM_NAMES_LAST_BATCH {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                SimulatedLink link(String node) {
                    return new OneByOneLink(node) {
                        private RecordId lastBatch;

                        @Override
                        byte[] read(ShardReader reader, byte[] value) {
                            LogRecordReader record = Forgery.parsed(value);
                            lastBatch = record.kind() == RecordKind.BATCH ? record.id() : lastBatch;
                            return value;
                        }

                        @Override
                        byte[] sent(byte[] value) {
                            LogRecordReader record = Forgery.parsed(value);
                            return record.kind() == RecordKind.CLAIM && lastBatch != null ? Forgery.withAfter(record, lastBatch) : value;
                        }

                        @Override
                        long told(byte[] value, long offset) {
                            return Forgery.parsed(value).kind() == RecordKind.CLAIM ? -1 : offset; // it is to be read as it is
                        }
                    };
                }
            };
        }
    },
    /** A restart claims at once, whoever holds the epoch. */
    RESTART_NEVER_WAITS {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                LocalLog shown(MemoryLog local, SimulatedTopic topic) {
                    return new ShownLog(local) {
                        @Override
                        public String nodeName() {
                            LogRecordReader claim = Forgery.newestClaim(topic);
                            return claim == null ? super.nodeName() : claim.claim().node();
                        }
                    };
                }
            };
        }
    },
    /** The stored filter state lacks the id of the last record. */
    SNAPSHOT_FORGETS_LAST_ID {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                LocalLog shown(MemoryLog local, SimulatedTopic topic) {
                    return new ShownLog(local) {
                        @Override
                        public KafkaNote newestNote() {
                            KafkaNote note = super.newestNote();
                            FilterState state = note.filter();
                            if (state.lastId() == null) {
                                return note;
                            }
                            return Forgery.withLastId(note, new RecordId(state.publisher(), 0));
                        }
                    };
                }
            };
        }
    },
    /** A late or doubled heartbeat becomes the last valid record again. */
    STALE_HEARTBEAT_VALID(110) {
        @Override
        Rules rules() {
            return new Rules() {
                @Override
                SimulatedLink link(String node) {
                    return new OneByOneLink(node) {
                        private final Map<ShardReader, RecordId> lastByReader = new IdentityHashMap<>();

                        @Override
                        boolean readsOneByOne() {
                            return true;
                        }

                        @Override
                        byte[] read(ShardReader reader, byte[] value) {
                            LogRecordReader record = Forgery.parsed(value);
                            FilterState state = reader.state();
                            RecordId last = state.lastId();
                            if (last == null) {
                                return value;
                            }
                            RecordId again = lastByReader.get(reader);
                            if (record.kind() == RecordKind.CLAIM) {
                                RecordId after = record.claim().after();
                                if (again == null || record.epoch() != state.epoch() + 1) {
                                    return value;
                                }
                                return Objects.equals(after, again) ? Forgery.withAfter(record, last) : Forgery.withAfter(record, new RecordId(1, 1));
                            }
                            if (record.epoch() == state.epoch() && record.publisher() == last.publisher()) {
                                boolean stale = record.counter() <= last.counter();
                                if (!stale) {
                                    lastByReader.remove(reader);
                                } else if (record.kind() == RecordKind.HEARTBEAT && record.lastLsn() == state.lastLsn()) {
                                    lastByReader.put(reader, record.id());
                                }
                            }
                            return value;
                        }
                    };
                }
            };
        }
    };

    private final long firstSeed;

    PlantedFault() {
        this(1);
    }

    /** @param firstSeed shortly before one that shows the fault, where only few do */
    PlantedFault(long firstSeed) {
        this.firstSeed = firstSeed;
    }

    long firstSeed() {
        return firstSeed;
    }

    abstract Rules rules();

    private static Rules reading(PatchingLink.ClaimPatch patch) {
        return new Rules() {
            @Override
            SimulatedLink link(String node) {
                return new PatchingLink(patch);
            }
        };
    }
}
