/**
 * Proof that an archive restores: objects read back, restores rehearsed, and the record of each with the moment it reached and the time it took. May use the archive, its replay and the engine.
 */
@org.jspecify.annotations.NullMarked
package io.headwater.archive.proof;
