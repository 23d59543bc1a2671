/** Archive format, object stores, the archiver and the snapshot job. */
@org.jspecify.annotations.NullMarked
package io.headwater.archive;
